#include "systems/fingerprint.h"

#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::systems {

std::optional<PrintItem> parsePrintItem(const QString &text)
{
    static const QRegularExpression form(
        u"^([^.!()|:]+)(?:\\.([^.!()|:]+)(?::(.+))?|(!)?\\(([^()|]+)\\))?$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return {};
    PrintItem item{
        match.captured(1), match.captured(2), match.captured(3), {}, !match.captured(4).isEmpty()};
    if (!match.captured(5).isEmpty())
        item.index = match.captured(5).split(u',');
    return item;
}

static bool holdsItem(const PrintItem &item, const SchemaTables &tables)
{
    const TableFacts *table = tables.value(item.table);
    if (!table)
        return false;
    if (!item.index.isEmpty()) {
        return std::any_of(
            table->indexes.begin(), table->indexes.end(), [&](const IndexFacts &index) {
                return index.columns == item.index && !index.partial
                    && (index.unique || !item.unique);
            });
    }
    if (item.column.isEmpty())
        return true;
    const ColumnFacts *column = table->column(item.column);
    return column && (item.type.isEmpty() || column->type == item.type);
}

bool holds(const QString &choices, const SchemaTables &tables)
{
    const QStringList items = choices.split(u'|');
    return std::any_of(items.begin(), items.end(), [&](const QString &text) {
        const auto item = parsePrintItem(text);
        return item && holdsItem(*item, tables);
    });
}

bool concerns(const QString &choices, const QString &table)
{
    const QStringList items = choices.split(u'|');
    return std::any_of(items.begin(), items.end(), [&](const QString &text) {
        const auto item = parsePrintItem(text);
        return item && item->table == table;
    });
}

} // namespace gatehouse::systems
