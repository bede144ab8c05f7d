#include "migration/orphans.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/setaside.h"
#include "migration/words.h"

#include <algorithm>

namespace gatehouse::migration {

namespace {

struct Names
{
    QString child, parent; // quoted, with schema
    QStringList own, other;
};

const Moved *movedTable(const KeysRequest &request, const LiveKey &key)
{
    for (const Moved &table : request.tables)
        if (table.live.schema == key.otherSchema && table.rule.to == key.otherTable)
            return &table;
    return nullptr;
}

Names namesOf(const KeysRequest &request, const Moved &table, const LiveKey &key)
{
    Names names;
    names.child = db::Identifier(stagingSchema(request.run), table.rule.to).quoted();
    names.parent = movedTable(request, key)
        ? db::Identifier(stagingSchema(request.run), key.otherTable).quoted()
        : db::Identifier(key.otherSchema, key.otherTable).quoted();
    for (const QString &column : key.columns)
        names.own << db::Identifier(column).quoted();
    for (const QString &column : key.otherColumns)
        names.other << db::Identifier(column).quoted();
    return names;
}

QString orphanCondition(const Names &names)
{
    QStringList filled, same;
    for (qsizetype i = 0; i < names.own.size(); ++i) {
        filled << u"s."_s + names.own[i] + u" IS NOT NULL"_s;
        same << u"p."_s + names.other[i] + u" = s."_s + names.own[i];
    }
    return filled.join(u" AND "_s) + u" AND NOT EXISTS (SELECT FROM "_s + names.parent
        + u" p WHERE "_s + same.join(u" AND "_s) + u')';
}

ReferenceRule ruleFor(const Moved &table, const LiveKey &key)
{
    for (const ReferenceRule &rule : table.rule.references)
        if (rule.columns == key.columns)
            return rule;
    return {key.columns, key.otherTable, key.otherColumns};
}

QString typeOf(const Moved &table, const QString &column)
{
    for (const LiveColumn &one : table.live.columns)
        if (one.name == column)
            return one.type;
    return {};
}

// "=created_at" is the smallest of the orphans' own column, "=metadata.name" that of a member of a
// JSON column; else it is a value.
Result<QString> stubValue(
    const Moved &table, const QString &type, const QString &value, db::Params &params)
{
    const auto parameter = [&params](const QString &text) {
        params.push_back(db::toParam(text));
        return u"$%1::text"_s.arg(params.size());
    };
    if (!value.startsWith(u'='))
        return u"CAST(%1 AS %2)"_s.arg(parameter(value), type);
    const QString column = value.mid(1), outer = column.section(u'.', 0, 0);
    if (!typeOf(table, column).isEmpty())
        return u"min(s."_s + db::Identifier(column).quoted() + u')';
    if (outer != column && typeOf(table, outer).startsWith(u"json"_s))
        return u"CAST(min(s.%1 ->> %2) AS %3)"_s.arg(db::Identifier(outer).quoted(),
            parameter(column.section(u'.', 1)), type);
    return invalid(Words::tr("Parents cannot be made from %1: %2 has no such column.")
                       .arg(column, table.rule.to));
}

Result<> countStubs(
    db::Sql &sql, const KeysRequest &request, const Moved &parent, qint64 count)
{
    auto counted = sql.execute(
        u"UPDATE gatehouse_migrate.part SET stubs = stubs + $3::bigint WHERE run = $1::bigint AND number = $2::int"_s,
        db::bind(request.run, parent.part.number, count));
    return counted ? Result<>(Done{}) : Result<>(counted.error());
}

Result<> makeStubs(db::Sql &sql, const KeysRequest &request, const Moved &table, const LiveKey &key,
    const ReferenceRule &rule)
{
    const Moved *parent = movedTable(request, key);
    if (!parent)
        return refused(Words::tr("Parents cannot be made in %1, which the plan does not fill.")
                           .arg(key.otherTable));
    if (parent->key.isEmpty())
        return refused(Words::tr("Parents cannot be made in %1, whose rows have no key to know them by.")
                           .arg(key.otherTable));
    const Names names = namesOf(request, table, key);
    QStringList columns = names.other, values;
    db::Params params;
    for (const QString &column : names.own)
        values << u"s."_s + column;
    for (auto it = rule.stub.begin(); it != rule.stub.end(); ++it) {
        columns << db::Identifier(it.key()).quoted();
        auto value = stubValue(table, typeOf(*parent, it.key()), *it, params);
        if (!value)
            return value.error();
        values << value.value();
    }
    QStringList groups;
    for (const QString &column : names.own)
        groups << u"s."_s + column;
    QStringList keyTexts;
    for (const QString &column : parent->key)
        keyTexts << db::Identifier(column).quoted() + u"::text"_s;
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    const QString insert = u"WITH made AS (INSERT INTO "_s + names.parent + u" ("_s
        + columns.join(u", "_s) + u") SELECT "_s + values.join(u", "_s) + u" FROM "_s + names.child
        + u" s WHERE "_s + orphanCondition(names) + u" GROUP BY "_s + groups.join(u", "_s)
        + u" RETURNING ARRAY["_s + keyTexts.join(u", "_s)
        + u"] AS key) INSERT INTO gatehouse_migrate.stub (run, part, key_values) SELECT %1, %2, key FROM made"_s
              .arg(request.run)
              .arg(parent->part.number);
    auto made = sql.execute(db::Statement(insert), params);
    if (!made)
        return made.error();
    if (auto counted = countStubs(sql, request, *parent, made.value()); !counted)
        return counted;
    return std::move(transaction).value().commit();
}

// Rows of the live table that `wanted` says (of t), and theirs in turn, come into the new one before
// the exchange brings the rest: rows that belong to them are no orphans. What is not to be brought
// leaves them orphans.
Result<qint64> bringLive(
    db::Sql &sql, const KeysRequest &request, const Moved &table, const QString &wanted, int depth)
{
    constexpr int kDeepest = 8;
    if (request.base || table.rule.existing == Existing::Fail || table.key.isEmpty()
        || table.live.oid == 0 || depth > kDeepest)
        return qint64(0);
    const QString live = db::Identifier(table.live.schema, table.rule.to).quoted();
    const QString staged = db::Identifier(stagingSchema(request.run), table.rule.to).quoted();
    for (const LiveKey &key : table.live.keys) {
        const Moved *parent =
            key.kind == LiveKey::Kind::Foreign ? movedTable(request, key) : nullptr;
        if (!parent || parent == &table)
            continue;
        QStringList same;
        for (qsizetype i = 0; i < key.columns.size(); ++i)
            same << u"c."_s + db::Identifier(key.columns[i]).quoted() + u" = t."_s
                    + db::Identifier(key.otherColumns[i]).quoted();
        auto brought = bringLive(sql, request, *parent,
            u"EXISTS (SELECT FROM (SELECT * FROM "_s + live + u" t WHERE "_s + wanted + u") c WHERE "_s
                + same.join(u" AND "_s) + u')',
            depth + 1);
        if (!brought)
            return brought;
    }
    QStringList columns, keyTexts, same;
    for (const TargetColumn &column : table.live.fillable())
        columns << db::Identifier(column.name).quoted();
    for (const QString &column : table.key) {
        const QString name = db::Identifier(column).quoted();
        keyTexts << name + u"::text"_s;
        same << u"n."_s + name + u" = t."_s + name;
    }
    const QString all = columns.join(u", "_s);
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto brought = sql.execute(db::Statement(u"WITH brought AS (INSERT INTO "_s + staged + u" ("_s + all
        + u") OVERRIDING SYSTEM VALUE SELECT "_s + all + u" FROM "_s + live + u" t WHERE "_s + wanted
        + u" AND NOT EXISTS (SELECT FROM "_s + staged + u" n WHERE "_s + same.join(u" AND "_s)
        + u") RETURNING ARRAY["_s + keyTexts.join(u", "_s)
        + u"] AS key) INSERT INTO gatehouse_migrate.stub (run, part, key_values) SELECT %1, %2, key FROM brought"_s
              .arg(request.run)
              .arg(table.part.number)));
    if (!brought)
        return brought.error().sqlState.startsWith(u"23"_s) ? Result<qint64>(0) : brought;
    if (auto counted = countStubs(sql, request, table, brought.value()); !counted)
        return counted.error();
    if (auto committed = std::move(transaction).value().commit(); !committed)
        return committed.error();
    return brought.value();
}

Result<qint64> treatOrphans(
    db::Sql &sql, const KeysRequest &request, const Moved &table, const LiveKey &key)
{
    const ReferenceRule rule = ruleFor(table, key);
    const Names names = namesOf(request, table, key);
    if (const Moved *parent = movedTable(request, key)) {
        QStringList same;
        for (qsizetype i = 0; i < names.own.size(); ++i)
            same << u"s."_s + names.own[i] + u" = t."_s + names.other[i];
        auto brought = bringLive(sql, request, *parent,
            u"EXISTS (SELECT FROM "_s + names.child + u" s WHERE "_s + same.join(u" AND "_s) + u')', 0);
        if (!brought || brought.value() > 0)
            return brought;
    }
    const QString from = u" FROM "_s + names.child + u" s WHERE "_s + orphanCondition(names);
    if (rule.onOrphan == OnOrphan::Stop) {
        auto count = sql.fetchOne<qint64>(db::Statement(u"SELECT count(*)"_s + from));
        if (!count)
            return count.error();
        return invalid(Words::tr("%n row(s) of %1 belong(s) to rows of %2 that do not exist, and the plan "
                                 "says to stop there.",
            nullptr, int(count.value()))
                           .arg(table.rule.to, key.otherTable));
    }
    if (rule.onOrphan == OnOrphan::Stub) {
        if (auto made = makeStubs(sql, request, table, key, rule); !made)
            return made.error();
        return qint64(1);
    }
    AsideRequest aside{request, table, u"SELECT s.ctid AS at"_s + from, {}, Bad::Orphan,
        key.columns.join(u", "_s)};
    if (rule.onOrphan == OnOrphan::Null)
        aside.setNull = key.columns;
    return setAside(sql, aside);
}

Result<bool> isValidated(db::Sql &sql, const QString &schema, const Moved &table, const LiveKey &key)
{
    auto found = sql.fetchOptional<bool>(
        u"SELECT c.convalidated FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "WHERE t.relnamespace = to_regnamespace(quote_ident($1)) AND t.relname = $2 AND c.conname = $3"_s,
        db::bind(schema, table.rule.to, key.name));
    if (!found)
        return found.error();
    return found.value().value_or(false);
}

// NOT VALID first and VALIDATE as a step of its own: what fails is dropped again, on our copy only.
Result<> addReference(db::Sql &sql, const QString &child, const QString &name, QString definition)
{
    definition.remove(u" NOT VALID"_s);
    auto dropped = sql.execute(db::Statement(
        u"ALTER TABLE "_s + child + u" DROP CONSTRAINT IF EXISTS "_s + name));
    if (!dropped)
        return dropped.error();
    auto added = sql.execute(db::Statement(u"ALTER TABLE "_s + child + u" ADD CONSTRAINT "_s + name
        + u' ' + definition + u" NOT VALID"_s));
    if (!added)
        return added.error();
    auto valid = sql.execute(
        db::Statement(u"ALTER TABLE "_s + child + u" VALIDATE CONSTRAINT "_s + name));
    return valid ? Result<>(Done{}) : Result<>(valid.error());
}

} // namespace

Result<> makeReference(
    db::Sql &sql, const KeysRequest &request, const Moved &table, const LiveKey &key)
{
    const QString schema = stagingSchema(request.run);
    auto there = isValidated(sql, schema, table, key);
    if (!there || there.value())
        return there ? Result<>(Done{}) : Result<>(there.error());
    const Names names = namesOf(request, table, key);
    const QString name = db::Identifier(key.name).quoted();
    QString definition = key.definition;
    definition.replace(u" REFERENCES "_s + key.otherName + u'(',
        u" REFERENCES "_s + names.parent + u'(');
    constexpr int kMostRounds = 100; // a chain of rows that belong to each other
    for (int round = 0; round < kMostRounds; ++round) {
        auto added = addReference(sql, names.child, name, definition);
        if (added)
            return failPoint("migrate.reference");
        if (added.error().sqlState != u"23503"_s)
            return added;
        auto dropped =
            sql.execute(db::Statement(u"ALTER TABLE "_s + names.child + u" DROP CONSTRAINT "_s + name));
        if (!dropped)
            return dropped.error();
        if (auto treated = treatOrphans(sql, request, table, key); !treated)
            return treated.error();
    }
    return invalid(Words::tr("The references of %1 do not come to an end.").arg(table.rule.to));
}

} // namespace gatehouse::migration
