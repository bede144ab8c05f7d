#include "items/pendingedits.h"

#include "base/redact.h"
#include "items/browsecell.h"
#include "items/words.h"

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using tables::Change;
using Kind = Change::Kind;

namespace {

constexpr int kShown = 120;

QString cut(const QString &text)
{
    return redact(text.size() > kShown ? text.left(kShown) + u'…' : text);
}

QString shownOld(const tables::EditColumn *column, const tables::OldValue &value)
{
    if (value.kind == tables::OldValue::Kind::Null)
        return u"NULL"_s;
    if (column && column->secret)
        return u"••••"_s;
    return value.kind == tables::OldValue::Kind::Text ? cut(value.text) : sizeText(value.bytes);
}

QString rowText(const tables::Table &table, const Change &change)
{
    if (change.kind == Kind::Insert)
        return Words::tr("new row");
    QStringList parts;
    for (qsizetype i = 0; i < change.before.key.size(); ++i) {
        const tables::EditColumn *column = table.column(table.key().value(i));
        parts << (column && column->secret ? u"••••"_s
                                           : cut(QString::fromUtf8(change.before.key[i])));
    }
    return parts.join(u", "_s);
}

QString kindText(Kind kind)
{
    switch (kind) {
    case Kind::Update:
        return Words::tr("Change");
    case Kind::Insert:
        return Words::tr("Add");
    case Kind::Delete:
        break;
    }
    return Words::tr("Delete");
}

Severity severityOf(Kind kind)
{
    return kind == Kind::Insert ? Severity::Good
        : kind == Kind::Delete  ? Severity::Bad
                                : Severity::Warn;
}

// A new row without values, and a deleted one, is one line.
void addLines(std::vector<PendingEdit> &edits, const tables::Table &table, const Change &change)
{
    const QString row = rowText(table, change);
    for (const tables::EditColumn &column : table.columns) {
        const auto value = change.values.constFind(column.name);
        if (change.kind == Kind::Delete || value == change.values.constEnd())
            continue;
        edits.push_back({change.id, change.kind, row, column.name,
            change.kind == Kind::Update ? shownOld(&column, change.before.values.value(column.name))
                                        : QString(),
            shownValue(&column, *value)});
    }
    if (change.values.isEmpty())
        edits.push_back({change.id, change.kind, row, {}, {},
            change.kind == Kind::Delete ? QString() : Words::tr("defaults only")});
}

} // namespace

QString shownValue(const tables::EditColumn *column, const tables::NewValue &value)
{
    if (value.kind == tables::NewValue::Kind::Null)
        return u"NULL"_s;
    if (value.kind == tables::NewValue::Kind::Default)
        return Words::tr("default");
    if (column && column->secret)
        return u"••••"_s;
    return value.text.isEmpty() ? Words::tr("(empty text)") : cut(value.text);
}

std::vector<PendingEdit> pendingEdits(const tables::Table &table, const tables::ChangeSet &changes,
    const std::vector<tables::Placed> &troubles)
{
    std::vector<PendingEdit> edits;
    for (const Change &change : changes.changes())
        addLines(edits, table, change);
    for (const tables::Placed &placed : troubles) {
        PendingEdit *first = nullptr, *exact = nullptr;
        for (PendingEdit &edit : edits) {
            if (edit.change != placed.change && placed.change != 0)
                continue;
            first = first ? first : &edit;
            if (!exact && edit.column == placed.column)
                exact = &edit;
        }
        PendingEdit *at = exact ? exact : first;
        if (!at || !at->trouble.isEmpty())
            continue;
        QString said = placed.error.text;
        if (!placed.error.detail.isEmpty())
            said += u' ' + placed.error.detail.section(u'\n', 0, 1).simplified();
        at->trouble = !exact && !placed.column.isEmpty() ? placed.column + u": "_s + said : said;
    }
    return edits;
}

TableModel<PendingEdit> *makePendingModel(QObject *parent)
{
    using Column = TableColumn<PendingEdit>;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    const auto kind = [](const PendingEdit &edit, int role) -> QVariant {
        if (role == SeverityRole)
            return QVariant::fromValue(severityOf(edit.kind));
        return {};
    };
    const auto trouble = [](const PendingEdit &, int role) -> QVariant {
        return role == SeverityRole ? QVariant::fromValue(Severity::Bad) : QVariant();
    };
    std::vector<Column> columns{
        {u"kind"_s, Words::tr("Edit"), [](const PendingEdit &edit) { return kindText(edit.kind); },
            {}, left, kind},
        {u"row"_s, Words::tr("Row"), [](const PendingEdit &edit) { return edit.row; }},
        {u"column"_s, Words::tr("Column"), [](const PendingEdit &edit) { return edit.column; }},
        {u"before"_s, Words::tr("Before"), [](const PendingEdit &edit) { return edit.before; }},
        {u"after"_s, Words::tr("After"), [](const PendingEdit &edit) { return edit.after; }},
        {u"trouble"_s, Words::tr("What the server says"),
            [](const PendingEdit &edit) { return edit.trouble; }, {}, left, trouble},
    };
    return new TableModel<PendingEdit>(
        std::move(columns),
        [](const PendingEdit &edit) { return QString::number(edit.change) + u'/' + edit.column; },
        parent);
}

} // namespace gatehouse::items
