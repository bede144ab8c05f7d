#include "migration/swap.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/merge.h"
#include "migration/words.h"

#include <QRandomGenerator>

#include <thread>

namespace gatehouse::migration {

namespace {

Result<> done(const Result<qint64> &result)
{
    return result ? Result<>(Done{}) : Result<>(result.error());
}

struct Inbound
{
    db::Identifier table;
    QString name, definition;
};

// What hangs on a table and has to be told where it went.
struct Belongings
{
    std::vector<LiveSequence> sequences; // serial ones
    std::vector<Inbound> inbound;
    QStringList carried;
};

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
    auto carried = sql.fetch<QString>("migration/carried"_L1, db::bind(oid.value()));
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
    return done(sql.execute({u"ALTER TABLE %1 SET SCHEMA %2"_s, {table, db::Identifier(schema)}}));
}

Result<> lockTable(db::Sql &sql, const db::Identifier &table)
{
    return done(sql.execute({u"LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE"_s, {table}}));
}

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
    for (const Moved &table : request.tables)
        if (auto merged = mergeExisting(sql, request.run, table); !merged)
            return merged;
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

// The lock is asked for briefly and again, so that nobody queues behind us for long.
template <typename F>
Result<> withPatience(db::Sql &sql, F f)
{
    constexpr int kAttempts = 10;
    for (int attempt = 1;; ++attempt) {
        Result<> tried = f();
        if (tried || tried.error().sqlState != u"55P03"_s || attempt == kAttempts
            || sql.token().isCancelled())
            return tried;
        std::this_thread::sleep_for(
            std::chrono::milliseconds(100 + QRandomGenerator::global()->bounded(300)));
    }
}

db::Statement dropTables(const QString &schema, const std::vector<Part> &parts)
{
    QStringList names;
    for (const Part &part : parts)
        names << db::Identifier(schema, part.to).quoted();
    return db::Statement(u"DROP TABLE IF EXISTS "_s + names.join(u", "_s));
}

Result<> dropCopies(db::Sql &sql, const QString &schema, const Run &run)
{
    if (auto dropped = sql.execute(dropTables(schema, run.parts)); !dropped)
        return dropped.error();
    return done(sql.execute({u"DROP SCHEMA IF EXISTS %1"_s, {db::Identifier(schema)}}));
}

Result<> rollBackOnce(db::Sql &sql, const Run &run, const Record &record)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    const QString &schema = run.plan.target.schema;
    const QString staging = stagingSchema(run.id), kept = keptSchema(run.id);
    if (run.state == RunState::Done) {
        QStringList moved;
        for (const Part &part : run.parts)
            moved << part.to;
        for (const Part &part : run.parts)
            if (auto locked = lockTable(sql, {schema, part.to}); !locked)
                return locked;
        std::vector<Belongings> belongings;
        for (const Part &part : run.parts) {
            auto all = belongingsOf(sql, {schema, part.to}, moved, schema);
            if (!all)
                return all.error();
            if (auto free = letGo(sql, all.value()); !free)
                return free;
            belongings.push_back(std::move(all).value());
        }
        if (auto made = sql.execute({u"CREATE SCHEMA %1"_s, {db::Identifier(staging)}}); !made)
            return made.error();
        for (const Part &part : run.parts)
            if (auto away = moveTable(sql, {schema, part.to}, staging); !away)
                return away;
        for (size_t i = 0; i < run.parts.size(); ++i) {
            if (auto in = moveTable(sql, {kept, run.parts[i].to}, schema); !in)
                return in;
            if (auto back = takeBack(sql, belongings[i], {schema, run.parts[i].to}); !back)
                return back;
        }
        if (auto dropped = sql.execute({u"DROP SCHEMA %1"_s, {db::Identifier(kept)}}); !dropped)
            return dropped.error();
    }
    if (auto fail = failPoint("migrate.rollback"); !fail)
        return fail;
    if (auto dropped = dropCopies(sql, staging, run); !dropped)
        return dropped;
    if (auto set = setState(sql, run.id, RunState::RolledBack); !set)
        return set;
    if (auto recorded = record(sql); !recorded)
        return recorded;
    return std::move(transaction).value().commit();
}

} // namespace

Result<> swapIn(db::Sql &sql, const KeysRequest &request, const Record &record)
{
    return withPatience(sql, [&] { return swapOnce(sql, request, record); });
}

Result<> rollBack(db::Sql &sql, const Run &run, const Record &record)
{
    if (run.state == RunState::Finished)
        return refused(Words::tr("The migration is finished and its old tables are gone, so it "
                                 "cannot be rolled back."));
    if (run.state == RunState::RolledBack)
        return refused(Words::tr("The migration is rolled back already."));
    return withPatience(sql, [&] { return rollBackOnce(sql, run, record); });
}

Result<> finish(db::Sql &sql, const Run &run, const Record &record)
{
    if (run.state != RunState::Done)
        return refused(Words::tr("There is nothing to finish: the migration is in the state “%1”.")
                           .arg(runStateName(run.state)));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto dropped = dropCopies(sql, keptSchema(run.id), run); !dropped)
        return dropped;
    if (auto set = setState(sql, run.id, RunState::Finished); !set)
        return set;
    if (auto recorded = record(sql); !recorded)
        return recorded;
    return std::move(transaction).value().commit();
}

Result<std::vector<Drift>> driftSince(db::Sql &sql, const Run &run)
{
    std::vector<Drift> all;
    for (const Part &part : run.parts) {
        Drift drift{part.to};
        const qint64 then = part.loaded + part.stubs + part.kept;
        // Rows carry the number of the transaction that wrote them; it is 32 bits of a larger one.
        auto read = sql.stream(
            {u"SELECT count(*) FILTER (WHERE xmin::text::bigint > $1::bigint), "
             "count(*) FILTER (WHERE xmin::text::bigint <= $1::bigint), "
             "(SELECT count(*) FROM gatehouse_migrate.quarantine WHERE run = $2::bigint "
             "AND part = $3::int AND state = 'applied') FROM %1"_s,
                {db::Identifier(run.plan.target.schema, part.to)}},
            db::bind(run.swapXid & 0xffffffff, run.id, part.number), [&](const db::Row &row) {
                drift.written = row.get<qint64>(0);
                drift.missing = then - row.get<qint64>(2) - row.get<qint64>(1);
                return true;
            });
        if (!read)
            return read.error();
        all.push_back(drift);
    }
    return all;
}

} // namespace gatehouse::migration
