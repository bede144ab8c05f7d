#include "migration/runparts.h"

namespace gatehouse::migration {

const SourceTable *sourceTable(const Source &source, const QString &name)
{
    for (const SourceTable &table : source.tables())
        if (table.name == name)
            return &table;
    return nullptr;
}

QStringList keyOf(const TableRule &rule, const LiveTable &live)
{
    const QStringList wanted = rule.key.isEmpty() ? live.primaryKey() : rule.key;
    for (const QString &column : wanted) {
        bool filled = false;
        for (const ColumnRule &one : rule.columns)
            filled = filled || one.to == column;
        if (!filled)
            return {};
    }
    return wanted;
}

Result<Moved> movedOf(db::Sql &sql, const Plan &plan, const Source &source, size_t index)
{
    Moved moved;
    moved.rule = plan.tables[index];
    moved.part.number = int(index);
    moved.part.from = moved.rule.from;
    moved.part.to = moved.rule.to;
    const SourceTable *table = sourceTable(source, moved.rule.from);
    if (!table)
        return invalid(Words::tr("The source has no table “%1”.").arg(moved.rule.from));
    QStringList all;
    for (const SourceColumn &column : table->columns)
        all << column.name;
    moved.sourceColumns = neededColumns(moved.rule, all);
    auto live = liveTable(sql, plan.target.schema, moved.rule.to);
    if (!live)
        return live.error();
    moved.live = std::move(live).value();
    moved.key = keyOf(moved.rule, moved.live);
    if (auto encoder = encoderOf(moved, idNamespace(plan))(); !encoder)
        return encoder.error();
    for (const LiveColumn &column : moved.live.columns) {
        bool filled = column.name == moved.rule.extra;
        for (const ColumnRule &rule : moved.rule.columns)
            filled = filled || rule.to == column.name;
        if (!filled && column.notNull && !column.hasDefault && !column.generated)
            return invalid(Words::tr("The column “%1” of %2 demands a value, and no rule fills it.")
                               .arg(column.name, moved.rule.to));
    }
    if (moved.live.hasRows && moved.rule.existing != Existing::Fail && moved.key.isEmpty())
        return invalid(Words::tr("%1 has rows, and without a key it cannot be told which of them "
                                 "the source has too.")
                           .arg(moved.rule.to));
    return moved;
}

} // namespace gatehouse::migration
