#include "migration/merge.h"

#include "migration/words.h"

namespace gatehouse::migration {

namespace {

QString same(const QStringList &key)
{
    QStringList parts;
    for (const QString &column : key) {
        const QString name = db::Identifier(column).quoted();
        parts << u"s."_s + name + u" = t."_s + name;
    }
    return parts.join(u" AND "_s);
}

QStringList fillableNames(const Moved &table)
{
    QStringList names;
    for (const TargetColumn &column : table.live.fillable())
        names << db::Identifier(column.name).quoted();
    return names;
}

QStringList takenFromLive(const Moved &table, const QStringList &filled)
{
    QStringList sets;
    for (const TargetColumn &column : table.live.fillable()) {
        const QString name = db::Identifier(column.name).quoted();
        if (!filled.contains(column.name))
            sets << name + u" = t."_s + name;
    }
    return sets;
}

// With Existing::Update a row that both have keeps these.
QStringList filledByRules(const Moved &table)
{
    QStringList filled = table.key;
    for (const ColumnRule &rule : table.rule.columns)
        filled << rule.to;
    return filled << table.rule.extra;
}

// Rows that came before the others, for rows that belong to them, are the live ones as they are by now.
Result<qint64> refresh(db::Sql &sql, qint64 run, const Moved &table, const QString &live, const QString &staged)
{
    QStringList keyTexts;
    for (const QString &column : table.key)
        keyTexts << u"t."_s + db::Identifier(column).quoted() + u"::text"_s;
    const QString came = live + u" t JOIN gatehouse_migrate.stub x ON x.run = %1 AND x.part = %2 AND x.key_values = ARRAY["_s
            .arg(run).arg(table.part.number) + keyTexts.join(u", "_s) + u']';
    const QStringList sets = takenFromLive(table, table.key);
    return sets.isEmpty()
        ? sql.fetchOne<qint64>(db::Statement(u"SELECT count(*) FROM "_s + came))
        : sql.execute(db::Statement(u"UPDATE "_s + staged + u" s SET "_s + sets.join(u", "_s) + u" FROM "_s
              + came + u" WHERE "_s + same(table.key)));
}

} // namespace

Result<> mergeExisting(db::Sql &sql, qint64 run, const Moved &table)
{
    const QString live = db::Identifier(table.live.schema, table.rule.to).quoted();
    const QString staged = db::Identifier(stagingSchema(run), table.rule.to).quoted();
    auto any = sql.fetchOne<bool>(db::Statement(u"SELECT EXISTS (SELECT FROM "_s + live + u')'));
    if (!any || !any.value())
        return any ? Result<>(Done{}) : Result<>(any.error());
    if (table.rule.existing == Existing::Fail)
        return refused(Words::tr("The table %1 has rows by now, and the plan does not say what "
                                 "becomes of them.")
                           .arg(table.rule.to));
    const QStringList columns = fillableNames(table);
    const auto before = refresh(sql, run, table, live, staged);
    if (!before)
        return before.error();
    const QStringList sets = takenFromLive(
        table, table.rule.existing == Existing::Update ? filledByRules(table) : table.key);
    auto met = sets.isEmpty()
        ? sql.fetchOne<qint64>(db::Statement(u"SELECT count(*) FROM "_s + staged + u" s JOIN "_s + live
              + u" t ON "_s + same(table.key)))
        : sql.execute(db::Statement(u"UPDATE "_s + staged + u" s SET "_s + sets.join(u", "_s)
              + u" FROM "_s + live + u" t WHERE "_s + same(table.key)));
    if (!met)
        return met.error();
    auto kept = sql.execute(db::Statement(u"INSERT INTO "_s + staged + u" ("_s + columns.join(u", "_s)
        + u") OVERRIDING SYSTEM VALUE SELECT "_s + columns.join(u", "_s) + u" FROM "_s + live
        + u" t WHERE NOT EXISTS (SELECT FROM "_s + staged + u" s WHERE "_s + same(table.key) + u')'));
    if (!kept)
        return kept.error();
    auto noted = sql.execute("migration/merged"_L1,
        db::bind(run, table.part.number, kept.value() + before.value(), met.value() - before.value(),
            before.value()));
    return noted ? Result<>(Done{}) : Result<>(noted.error());
}

} // namespace gatehouse::migration
