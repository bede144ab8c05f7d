#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/swapparts.h"
#include "migration/words.h"

namespace gatehouse::migration {

namespace {

QString tableList(const QString &schema, const std::vector<Part> &parts)
{
    QStringList names;
    for (const Part &part : parts)
        names << db::Identifier(schema, part.to).quoted();
    return names.join(u", "_s);
}

Result<> dropCopies(db::Sql &sql, const QString &schema, const Run &run)
{
    auto dropped = sql.execute(
        db::Statement(u"DROP TABLE IF EXISTS "_s + tableList(schema, run.parts)));
    if (!dropped)
        return dropped.error();
    auto gone = sql.execute({u"DROP SCHEMA IF EXISTS %1"_s, {db::Identifier(schema)}});
    return gone ? Result<>(Done{}) : Result<>(gone.error());
}

Error changedSince(const std::vector<Drift> &drift)
{
    QStringList lines;
    for (const Drift &table : drift)
        if (table.isAny())
            lines << table.sentence();
    return refused(Words::tr("The tables changed since the exchange, and going back would take that "
                             "from the service. %1 Look at it, and say that it may be abandoned; it "
                             "is kept aside then.")
                       .arg(lines.join(u' ')));
}

// What is set aside must not hold on to tables in use: neither by references nor by sequences.
Result<> cutLoose(db::Sql &sql, const db::Identifier &table, const QString &aside)
{
    auto statements =
        sql.fetch<QString>("migration/ties"_L1, db::bind(table.quoted(), aside));
    if (!statements)
        return statements.error();
    for (const QString &statement : statements.value())
        if (auto cut = sql.execute(db::Statement(statement)); !cut)
            return cut.error();
    return Done{};
}

// The new tables out of the way, into `away`, and the old ones in.
Result<> bringBack(db::Sql &sql, const Run &run, const QString &away)
{
    const QString &schema = run.plan.target.schema;
    const QString kept = keptSchema(run.id);
    QStringList moved;
    for (const Part &part : run.parts)
        moved << part.to;
    std::vector<Belongings> belongings;
    for (const Part &part : run.parts) {
        auto all = belongingsOf(sql, {schema, part.to}, moved, schema);
        if (!all)
            return all.error();
        if (auto free = letGo(sql, all.value()); !free)
            return free;
        belongings.push_back(std::move(all).value());
    }
    if (auto made = sql.execute({u"CREATE SCHEMA %1"_s, {db::Identifier(away)}}); !made)
        return made.error();
    for (const Part &part : run.parts)
        if (auto gone = moveTable(sql, {schema, part.to}, away); !gone)
            return gone;
    for (size_t i = 0; i < run.parts.size(); ++i) {
        if (auto in = moveTable(sql, {kept, run.parts[i].to}, schema); !in)
            return in;
        if (auto back = takeBack(sql, belongings[i], {schema, run.parts[i].to}); !back)
            return back;
    }
    auto dropped = sql.execute({u"DROP SCHEMA %1"_s, {db::Identifier(kept)}});
    return dropped ? Result<>(Done{}) : Result<>(dropped.error());
}

// Under the locks, so that nothing slips in between the look and the move.
Result<> leaveNew(db::Sql &sql, const Run &run, bool abandonChanges)
{
    for (const Part &part : run.parts)
        if (auto locked = lockTable(sql, {run.plan.target.schema, part.to}); !locked)
            return locked;
    auto drift = driftSince(sql, run);
    if (!drift)
        return drift.error();
    const bool any = std::any_of(drift.value().begin(), drift.value().end(),
        [](const Drift &table) { return table.isAny(); });
    if (any && !abandonChanges)
        return changedSince(drift.value());
    const QString away = any ? asideSchema(run.id) : stagingSchema(run.id);
    if (auto back = bringBack(sql, run, away); !back)
        return back;
    if (!any)
        return Done{};
    for (const Part &part : run.parts)
        if (auto cut = cutLoose(sql, {away, part.to}, away); !cut)
            return cut;
    return Done{};
}

Result<> rollBackOnce(db::Sql &sql, const Run &run, bool abandonChanges, const Record &record)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (run.state == RunState::Done)
        if (auto left = leaveNew(sql, run, abandonChanges); !left)
            return left;
    if (auto fail = failPoint("migrate.rollback"); !fail)
        return fail;
    if (auto dropped = dropCopies(sql, stagingSchema(run.id), run); !dropped)
        return dropped;
    if (auto set = setState(sql, run.id, RunState::RolledBack); !set)
        return set;
    if (auto recorded = record(sql); !recorded)
        return recorded;
    return std::move(transaction).value().commit();
}

} // namespace

bool isFinishable(const Run &run) { return run.state == RunState::Done || !run.aside.isEmpty(); }

QString Drift::sentence() const
{
    return Words::tr("%1: %2 rows written since the exchange, %3 no longer as they were.")
        .arg(table)
        .arg(written)
        .arg(missing);
}

Result<> rollBack(db::Sql &sql, const Run &run, bool abandonChanges, const Record &record)
{
    if (run.state == RunState::Finished)
        return refused(Words::tr("The migration is finished and its old tables are gone, so it "
                                 "cannot be rolled back."));
    if (run.state == RunState::RolledBack)
        return refused(Words::tr("The migration is rolled back already."));
    return withPatience(sql, [&] { return rollBackOnce(sql, run, abandonChanges, record); });
}

Result<> finish(db::Sql &sql, const Run &run, const Record &record)
{
    if (!isFinishable(run))
        return refused(Words::tr("There is nothing to finish: the migration is in the state “%1”.")
                           .arg(runStateName(run.state)));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    const bool back = run.state == RunState::RolledBack;
    if (auto dropped = dropCopies(sql, back ? run.aside : keptSchema(run.id), run); !dropped)
        return dropped;
    if (auto set = setState(sql, run.id, back ? RunState::RolledBack : RunState::Finished); !set)
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
        // Rows carry the number of the transaction that wrote them, 32 bits of a larger one that
        // goes round: what lies less than half the circle after the exchange came after it. What
        // was open then wrote into the new table, or not at all.
        auto read = sql.stream(
            {u"SELECT count(*) FILTER (WHERE after), count(*) FILTER (WHERE NOT after), "
             "(SELECT count(*) FROM gatehouse_migrate.quarantine WHERE run = $2::bigint "
             "AND part = $3::int AND state = 'applied') FROM (SELECT "
             "((xmin::text::bigint - $1::bigint) & 4294967295) BETWEEN 1 AND 2147483647 "
             "OR xmin::text = ANY (string_to_array($4, ',')) AS after FROM %1) t"_s,
                {db::Identifier(run.plan.target.schema, part.to)}},
            db::bind(run.swapXid & 0xffffffff, run.id, part.number, run.swapOpen), [&](const db::Row &row) {
                drift.written = row.get<qint64>(0);
                drift.applied = row.get<qint64>(2);
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
