#include "items/jsonmodel.h"

#include "base/redact.h"
#include "base/safetext.h"

namespace gatehouse::items {

using Kind = JsonNode::Kind;

namespace {

constexpr qsizetype kValueLength = 2000;
constexpr qsizetype kRawLength = 4'000'000;

} // namespace

void JsonModel::setJson(JsonText json)
{
    beginResetModel();
    m_json = std::move(json);
    endResetModel();
}

void JsonModel::clear() { setJson({}); }

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const qint32 node = parent.isValid() ? m_json.child(qint32(parent.internalId()), row) : 0;
    return createIndex(row, column, quintptr(node));
}

QModelIndex JsonModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const qint32 above = m_json.nodes[size_t(child.internalId())].parent;
    return above < 0 ? QModelIndex()
                     : createIndex(m_json.nodes[size_t(above)].row, 0, quintptr(above));
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return m_json.nodes.empty() ? 0 : 1;
    return parent.column() == 0 ? m_json.nodes[size_t(parent.internalId())].childCount : 0;
}

int JsonModel::columnCount(const QModelIndex &) const { return 1; }

QString JsonModel::keyText(const JsonNode &node) const
{
    if (node.hasKey)
        return safeText(jsonUnescaped(m_json.key(node)), 200);
    return node.parent < 0 ? QString() : QString::number(node.row);
}

// The key goes to redact() with the value: "password": "x" is a secret by its name.
QString JsonModel::valueText(const JsonNode &node) const
{
    switch (node.kind) {
    case Kind::Object:
        return node.cut            ? u"{…}"_s
            : node.childCount == 0 ? u"{}"_s
                                   : u"{%1}"_s.arg(node.childCount);
    case Kind::Array:
        return node.cut ? u"[…]"_s : u"[%1]"_s.arg(node.childCount);
    default:
        break;
    }
    const QString written = m_json.value(node).left(kValueLength).toString();
    QString shown = redact(written);
    if (node.hasKey && node.kind == Kind::String) {
        const QString head = u'"' + m_json.key(node).toString() + u"\": "_s;
        if (const QString both = redact(head + written); both.startsWith(head))
            shown = both.mid(head.size());
    }
    if (node.kind == Kind::String)
        shown = jsonUnescaped(shown);
    shown = safeText(shown, kValueLength);
    return node.cut && !shown.endsWith(u'…') ? shown + u'…' : shown;
}

QString JsonModel::pathOf(qint32 node) const
{
    QStringList parts;
    for (; node > 0; node = m_json.nodes[size_t(node)].parent) {
        const JsonNode &each = m_json.nodes[size_t(node)];
        parts.prepend(each.hasKey ? jsonUnescaped(m_json.key(each)) : QString::number(each.row));
    }
    return u'{' + parts.join(u',') + u'}'; // as PostgreSQL's #> takes it
}

// Containers are put together again from their tokens, each as it was written.
QString JsonModel::rawText(qint32 root) const
{
    struct Open
    {
        qint32 node;
        qint32 next = 0;
    };
    QString out;
    std::vector<Open> open;
    const auto begin = [&](qint32 index) {
        const JsonNode &node = m_json.nodes[size_t(index)];
        if (node.hasKey && index != root)
            out += u'"' + m_json.key(node).toString() + u"\": "_s;
        if (node.kind != Kind::Object && node.kind != Kind::Array) {
            out += m_json.value(node);
            return;
        }
        out += node.kind == Kind::Object ? u'{' : u'[';
        open.push_back({index});
    };
    begin(root);
    while (!open.empty() && out.size() < kRawLength) {
        Open &top = open.back();
        const JsonNode &node = m_json.nodes[size_t(top.node)];
        if (top.next == node.childCount) {
            out += node.kind == Kind::Object ? u'}' : u']';
            open.pop_back();
            continue;
        }
        if (top.next > 0)
            out += u", "_s;
        const qint32 child = m_json.child(top.node, top.next++);
        begin(child); // may move what `top` refers to
    }
    return redact(out);
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto number = qint32(index.internalId());
    const JsonNode &node = m_json.nodes[size_t(number)];
    switch (role) {
    case Qt::DisplayRole: {
        const QString key = keyText(node);
        return key.isEmpty() ? valueText(node) : key + u": "_s + valueText(node);
    }
    case KeyRole:
        return keyText(node);
    case ValueRole:
        return valueText(node);
    case KindRole:
        return int(node.kind);
    case PathRole:
        return pathOf(number);
    case RawRole:
        return rawText(number);
    default:
        return {};
    }
}

} // namespace gatehouse::items
