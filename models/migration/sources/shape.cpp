#include "migration/sources/shape.h"

#include <algorithm>

namespace gatehouse::migration {

void Shape::learn(const Document &document, quint32 node)
{
    if (document.nodes[node].type == Node::Type::Object)
        learnObject(document, node, 0);
    else
        m_fields[0].value = true;
}

void Shape::learn(const Document &document, quint32 node, int field)
{
    switch (document.nodes[node].type) {
    case Node::Type::Scalar:
        m_fields[size_t(field)].value = true;
        break;
    case Node::Type::Object:
        learnObject(document, node, field);
        break;
    case Node::Type::Array:
        learnArray(document, node, field);
        break;
    }
}

void Shape::learnObject(const Document &document, quint32 node, int field)
{
    const quint32 end = document.nodes[node].end;
    Field &own = m_fields[size_t(field)];
    const bool dollar = end > node + 1 && document.nodes[node + 1].key.starts_with('$');
    if (field > 0 && dollar) { // of extended JSON, and means something only as a whole
        own.value = true;
        return;
    }
    if (field > 0 && (end == node + 1 || own.collapsed || own.depth >= kDeepestColumn)) {
        own.value = true;
        own.collapsed = own.collapsed || own.depth >= kDeepestColumn;
        return;
    }
    size_t hint = 0;
    for (quint32 i = node + 1; i < end; i = document.nodes[i].end) {
        int found = member(field, document.nodes[i].key, hint);
        if (found < 0)
            found = add(field, document.nodes[i].key);
        if (found >= 0)
            learn(document, i, found);
        else if (field > 0)
            return; // it has become one value
    }
}

void Shape::learnArray(const Document &document, quint32 node, int field)
{
    const quint32 end = document.nodes[node].end;
    bool documents = false;
    for (quint32 i = node + 1; i < end && !documents; i = document.nodes[i].end)
        documents = document.nodes[i].type == Node::Type::Object;
    Field &own = m_fields[size_t(field)];
    if (m_nested || (!documents && !own.rows)) {
        own.value = true;
        return;
    }
    own.rows = true;
    if (!own.table)
        own.table = std::make_shared<Shape>(true);
    const std::shared_ptr<Shape> table = own.table;
    for (quint32 i = node + 1; i < end; i = document.nodes[i].end)
        table->learn(document, i);
}

int Shape::add(int field, std::string_view key)
{
    const bool full = m_fields.size() >= kMostColumns;
    const bool map = field > 0 && m_fields[size_t(field)].members.size() >= kMostMembers;
    if (full || map) {
        if (field == 0)
            m_rest = true;
        else
            m_fields[size_t(field)].collapsed = m_fields[size_t(field)].value = true;
        return -1;
    }
    const int index = int(m_fields.size());
    m_fields.push_back({std::string(key), m_fields[size_t(field)].depth + 1});
    m_parents.push_back(field);
    m_fields[size_t(field)].members.push_back(index);
    return index;
}

// Documents of one collection mostly have their fields in one order.
int Shape::member(int field, std::string_view key, size_t &hint) const
{
    const std::vector<int> &members = m_fields[size_t(field)].members;
    const size_t count = members.size();
    for (size_t n = 0; n < count; ++n) {
        const size_t at = hint + n < count ? hint + n : hint + n - count;
        if (m_fields[size_t(members[at])].key == key) {
            hint = at + 1 == count ? 0 : at + 1;
            return members[at];
        }
    }
    return -1;
}

QString Shape::pathOf(int field) const
{
    QString path;
    for (; field > 0; field = m_parents[size_t(field)]) {
        const std::string &key = m_fields[size_t(field)].key;
        QString part = QString::fromUtf8(key.data(), qsizetype(key.size()));
        part.replace(u'\\', u"\\\\"_s).replace(u'.', u"\\."_s);
        path = path.isEmpty() ? part : part + u'.' + path;
    }
    return path;
}

// Below a field that became one value its members are no columns.
QStringList Shape::columns() const
{
    QStringList paths;
    std::vector<bool> hidden(m_fields.size());
    for (size_t i = 1; i < m_fields.size(); ++i) {
        const auto parent = size_t(m_parents[i]);
        hidden[i] = hidden[parent] || (parent > 0 && m_fields[parent].collapsed);
        if (!hidden[i] && m_fields[i].value)
            paths << pathOf(int(i));
    }
    return paths;
}

int Shape::find(const QString &path) const
{
    for (size_t i = 1; i < m_fields.size(); ++i)
        if (pathOf(int(i)) == path)
            return int(i);
    return -1;
}

std::vector<std::pair<QString, int>> Shape::tables() const
{
    std::vector<std::pair<QString, int>> found;
    std::vector<bool> hidden(m_fields.size());
    for (size_t i = 1; i < m_fields.size(); ++i) {
        const auto parent = size_t(m_parents[i]);
        hidden[i] = hidden[parent] || (parent > 0 && m_fields[parent].collapsed);
        if (!hidden[i] && m_fields[i].rows && m_fields[i].table)
            found.emplace_back(pathOf(int(i)), int(i));
    }
    return found;
}

} // namespace gatehouse::migration
