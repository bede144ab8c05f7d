#include "migration/swap.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/delta.h"
#include "migration/merge.h"
#include "migration/swapparts.h"
#include "migration/words.h"

#include <QRandomGenerator>

#include <thread>

namespace gatehouse::migration {

Result<Belongings> belongingsOf(
    db::Sql &sql, const db::Identifier &table, const QStringList &alsoMoved, const QString &schema)
{
    Belongings all;
    auto oid = sql.fetchOne<qint64>(
        u"SELECT $1::regclass::oid::bigint"_s, db::bind(table.quoted()));
    if (!oid)
        return oid.error();
    auto sequences = sql.stream("migration/sequences"_L1, db::bind(oid.value()), [&](const db::Row &row) {
        if (!row.get<bool>(3))
            all.sequences.push_back({row.text(0), row.text(1), row.text(2)});
        return true;
    });
    if (!sequences)
        return sequences.error();
    auto inbound = sql.stream("migration/inbound"_L1, db::bind(oid.value()), [&](const db::Row &row) {
        if (row.text(0) != schema || !alsoMoved.contains(row.text(1)))
            all.inbound.push_back({db::Identifier(row.text(0), row.text(1)), row.text(2), row.text(3)});
        return true;
    });
    if (!inbound)
        return inbound.error();
    auto carried = sql.fetch<QString>("catalog/carried"_L1, db::bind(oid.value(), u""_s));
    if (!carried)
        return carried.error();
    for (const QString &statement : carried.value())
        all.carried << statement;
    return all;
}

Result<> letGo(db::Sql &sql, const Belongings &all)
{
    for (const LiveSequence &sequence : all.sequences)
        if (auto freed = sql.execute(
                {u"ALTER SEQUENCE %1 OWNED BY NONE"_s, {db::Identifier(sequence.schema, sequence.name)}});
            !freed)
            return freed.error();
    for (const Inbound &one : all.inbound)
        if (auto dropped = sql.execute(
                {u"ALTER TABLE %1 DROP CONSTRAINT %2"_s, {one.table, db::Identifier(one.name)}});
            !dropped)
            return dropped.error();
    return Done{};
}

Result<> takeBack(db::Sql &sql, const Belongings &all, const db::Identifier &table)
{
    for (const LiveSequence &sequence : all.sequences)
        if (auto owned = sql.execute({u"ALTER SEQUENCE %1 OWNED BY %2.%3"_s,
                {db::Identifier(sequence.schema, sequence.name), table,
                    db::Identifier(sequence.column)}});
            !owned)
            return owned.error();
    for (const Inbound &one : all.inbound)
        if (auto added = sql.execute(db::Statement(u"ALTER TABLE "_s + one.table.quoted()
                + u" ADD CONSTRAINT "_s + db::Identifier(one.name).quoted() + u' ' + one.definition));
            !added)
            return added.error();
    return Done{};
}

Result<> moveTable(db::Sql &sql, const db::Identifier &table, const QString &schema)
{
    auto moved = sql.execute({u"ALTER TABLE %1 SET SCHEMA %2"_s, {table, db::Identifier(schema)}});
    return moved ? Result<>(Done{}) : Result<>(moved.error());
}

Result<> lockTable(db::Sql &sql, const db::Identifier &table)
{
    auto locked = sql.execute({u"LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE"_s, {table}});
    return locked ? Result<>(Done{}) : Result<>(locked.error());
}

namespace {

Result<> swapOnce(db::Sql &sql, const KeysRequest &request, const Record &record)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    const QString staging = stagingSchema(request.run), kept = keptSchema(request.run);
    QStringList moved;
    for (const Moved &table : request.tables)
        moved << table.rule.to;
    for (const Moved &table : request.tables)
        if (auto locked = lockTable(sql, {table.live.schema, table.rule.to}); !locked)
            return locked;
    if (request.base) { // all that is in the live tables is in the new ones too
        if (auto same = isUntouched(sql, *request.base); !same)
            return same;
    } else {
        for (const Moved &table : request.tables)
            if (auto merged = mergeExisting(sql, request.run, table); !merged)
                return merged;
    }
    std::vector<Belongings> belongings;
    for (const Moved &table : request.tables) {
        auto all = belongingsOf(sql, {table.live.schema, table.rule.to}, moved, table.live.schema);
        if (!all)
            return all.error();
        if (auto free = letGo(sql, all.value()); !free)
            return free;
        belongings.push_back(std::move(all).value());
    }
    if (auto made = sql.execute({u"CREATE SCHEMA %1"_s, {db::Identifier(kept)}}); !made)
        return made.error();
    for (const Moved &table : request.tables)
        if (auto away = moveTable(sql, {table.live.schema, table.rule.to}, kept); !away)
            return away;
    for (const Moved &table : request.tables)
        if (auto in = moveTable(sql, {staging, table.rule.to}, table.live.schema); !in)
            return in;
    if (auto fail = failPoint("migrate.swap"); !fail)
        return fail;
    for (size_t i = 0; i < request.tables.size(); ++i) {
        const Moved &table = request.tables[i];
        for (const QString &statement : belongings[i].carried)
            if (auto carried = sql.execute(db::Statement(statement)); !carried)
                return carried.error();
        if (auto back = takeBack(sql, belongings[i], {table.live.schema, table.rule.to}); !back)
            return back;
    }
    if (auto dropped = sql.execute({u"DROP SCHEMA %1"_s, {db::Identifier(staging)}}); !dropped)
        return dropped.error();
    if (auto set = sql.execute("migration/set_swapped"_L1, db::bind(request.run)); !set)
        return set.error();
    if (auto recorded = record(sql); !recorded)
        return recorded;
    return std::move(transaction).value().commit();
}

} // namespace

Result<> withPatience(db::Sql &sql, const std::function<Result<>()> &attempted)
{
    constexpr int kTries = 10;
    for (int count = 1;; ++count) {
        Result<> tried = attempted();
        if (tried || tried.error().sqlState != u"55P03"_s || count == kTries
            || sql.token().isCancelled())
            return tried;
        std::this_thread::sleep_for(
            std::chrono::milliseconds(100 + QRandomGenerator::global()->bounded(300)));
    }
}

Result<> swapIn(db::Sql &sql, const KeysRequest &request, const Record &record)
{
    return withPatience(sql, [&] { return swapOnce(sql, request, record); });
}

} // namespace gatehouse::migration
