#include "ui/pages/datatables.h"

#include "browse/types.h"
#include "ui/workspace.h"

namespace gatehouse::ui {

namespace {

using browse::Condition;
using items::Compare;

constexpr int kMostTexts = 12; // columns a free text is looked for in

QList<Compare> comparesOf(const browse::Column &column)
{
    const QList<Compare> presence{Compare::Missing, Compare::Present};
    switch (column.show) {
    case browse::Show::Number:
    case browse::Show::Duration:
    case browse::Show::Time:
        return QList<Compare>{Compare::Is, Compare::AtLeast, Compare::AtMost, Compare::Above,
                   Compare::Below, Compare::OneOf, Compare::IsNot}
        + presence;
    case browse::Show::Bool:
        return QList<Compare>{Compare::Is, Compare::IsNot} + presence;
    case browse::Show::Json:
        return QList<Compare>{Compare::Contains} + presence;
    case browse::Show::Bytes:
        return presence;
    case browse::Show::Text:
        break;
    }
    if (column.sort == browse::Sort::None) // without an equality of its own
        return QList<Compare>{Compare::Contains} + presence;
    return QList<Compare>{
               Compare::Is, Compare::Contains, Compare::StartsWith, Compare::OneOf, Compare::IsNot}
    + presence;
}

Condition conditionOf(const items::Condition &chip)
{
    const QString &column = chip.field, value = chip.values.value(0);
    switch (chip.compare) {
    case Compare::Is:
        return Condition::equals(column, value);
    case Compare::IsNot:
        return Condition::negate(Condition::equals(column, value));
    case Compare::OneOf:
        return Condition::oneOf(column, chip.values);
    case Compare::Contains:
        return Condition::contains(column, value);
    case Compare::StartsWith:
        return Condition::startsWith(column, value);
    case Compare::AtLeast:
        return Condition::range(column, value, std::nullopt);
    case Compare::AtMost:
        return Condition::atMost(column, value);
    case Compare::Above:
        return Condition::above(column, value);
    case Compare::Below:
        return Condition::range(column, std::nullopt, value);
    case Compare::Missing:
        return Condition::isNull(column);
    case Compare::Present:
        return Condition::negate(Condition::isNull(column));
    }
    return Condition::all({});
}

} // namespace

QList<items::FilterField> dataFields(const tables::Table &table)
{
    QList<items::FilterField> fields;
    for (const browse::Column &column : table.relation->columns) {
        if (column.internal || column.secret)
            continue;
        const tables::EditColumn *held = table.column(column.id);
        QStringList choices = held ? held->labels : QStringList();
        if (column.show == browse::Show::Bool)
            choices = {u"true"_s, u"false"_s};
        fields.append({column.id, column.id, comparesOf(column), choices});
    }
    return fields;
}

Condition dataCondition(
    const tables::Table &table, const QList<items::Condition> &chips, const QString &text)
{
    std::vector<Condition> parts;
    for (const items::Condition &chip : chips)
        parts.push_back(conditionOf(chip));
    if (!text.trimmed().isEmpty()) {
        std::vector<Condition> any;
        for (const browse::Column &column : table.relation->columns) {
            const bool readable = column.show == browse::Show::Text && !column.internal;
            if (readable && !column.secret && any.size() < kMostTexts)
                any.push_back(Condition::contains(column.id, text.trimmed()));
        }
        parts.push_back(Condition::any(std::move(any)));
    }
    return Condition::all(std::move(parts));
}

QStringList secretsOf(
    const Workspace &workspace, const db::Identifier &name, const items::TablesTree &tree)
{
    QStringList secrets;
    const auto recognition = workspace.recognition();
    if (!recognition)
        return secrets;
    const tables::Entry *entry = tree.entry(tree.find(name.schema(), name.name()));
    const bool borrowed = !entry || entry->kind != tables::Kind::Table;
    for (const systems::Match &match : recognition->matches) {
        const auto &columns = match.shape().secretColumns;
        if (match.schema == name.schema())
            secrets += columns.value(name.name());
        if (!borrowed)
            continue;
        for (const QStringList &of : columns)
            secrets += of;
    }
    secrets.removeDuplicates();
    return secrets;
}

} // namespace gatehouse::ui
