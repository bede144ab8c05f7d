#include "db/connection.h"
#include "migration/runparts.h"

namespace gatehouse::migration {

namespace {

constexpr int kOldestServer = 130000;

Result<bool> record(db::Sql &sql, const RunOptions &options, const Run &run, const QString &action)
{
    auto recorder = trail::Recorder::open(sql, options.policy, options.actor);
    if (!recorder)
        return recorder.error();
    trail::Entry entry{action, u"migration"_s, QString::number(run.id),
        run.plan.target.schema, u"DDL"_s};
    QJsonObject tables;
    for (const Part &part : run.parts) {
        tables.insert(part.to, part.loaded);
        entry.rows += part.loaded;
    }
    entry.after = {{u"source"_s, run.plan.source.uri}, {u"tables"_s, tables}};
    return recorder.value().write(sql, entry);
}

} // namespace

Result<OneAtATime> prepareSession(db::Sql &sql)
{
    if (sql.server().pooled || sql.server().console)
        return refused(Words::tr("A migration needs a connection of its own, and this one goes "
                                 "through a pooler. Connect to the server itself."));
    if (sql.server().standby)
        return refused(Words::tr("This server is a standby and takes no changes. Connect to the "
                                 "primary."));
    if (sql.server().versionNum < kOldestServer)
        return refused(Words::tr("This server is PostgreSQL %1, and a migration needs 13 or newer. "
                                 "Upgrade the server, or move the data to another one.")
                           .arg(sql.server().version));
    // Definitions are printed with full names, and nobody's own functions are called.
    // What was said to be done survives a crash of the server, however it is set up.
    if (auto set = sql.script(u"SET search_path = pg_catalog; SET synchronous_commit = on"_s); !set)
        return set.error();
    sql.setStatementTimeout(0);
    return OneAtATime::take(sql);
}

Result<> dropExpired(db::Sql &sql, const RunOptions &options)
{
    auto runs = listRuns(sql);
    if (!runs)
        return runs.error();
    bool written = false;
    for (const Run &run : runs.value())
        if (run.isOld && !run.aside.isEmpty())
            if (auto gone = finish(sql, run, recordOf(options, run, u"migration.finish"_s, &written));
                !gone)
                return gone;
    return Done{};
}

Record recordOf(const RunOptions &options, const Run &run, const QString &action, bool *written)
{
    return [&options, &run, action, written](db::Sql &sql) -> Result<> {
        auto done = record(sql, options, run, action);
        if (!done)
            return done.error();
        *written = done.value();
        return Done{};
    };
}

bool Outcome::hasDifferences() const
{
    for (const TableProof &proof : proofs)
        if (!proof.isEqual())
            return true;
    return false;
}

qint64 Outcome::quarantined() const
{
    qint64 sum = 0;
    for (const Part &part : run.parts)
        sum += part.quarantined;
    return sum;
}

bool Outcome::isGreen() const
{
    return !proofs.empty() && !hasDifferences() && quarantined() == 0;
}

Result<Run> rollBackRun(db::Sql &sql, qint64 id, const RunOptions &options)
{
    auto lock = prepareSession(sql);
    if (!lock)
        return lock.error();
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    bool written = false;
    if (auto back = rollBack(
            sql, run.value(), options.abandonChanges, recordOf(options, run.value(), u"migration.rollback"_s, &written));
        !back)
        return back.error();
    return oneRun(sql, run.value().id);
}

Result<Run> finishRun(db::Sql &sql, qint64 id, const RunOptions &options)
{
    auto lock = prepareSession(sql);
    if (!lock)
        return lock.error();
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    bool written = false;
    if (auto over = finish(
            sql, run.value(), recordOf(options, run.value(), u"migration.finish"_s, &written));
        !over)
        return over.error();
    return oneRun(sql, run.value().id);
}

} // namespace gatehouse::migration
