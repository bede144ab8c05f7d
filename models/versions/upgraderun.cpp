#include "versions/upgraderun.h"

#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "versions/words.h"

#include <QThread>

#include <algorithm>

namespace gatehouse::versions {
namespace {

constexpr int kTurnPollMs = 100;

struct Owner
{
    int pid = 0;
    QString user, application;
    qint64 seconds = 0;
    static Owner fromRow(const db::Row &row)
    {
        return {row.get<int>(0), row.text(1), row.text(2), row.get<qint64>(3)};
    }
};

Error lossRefused(const Step &step)
{
    return refused(
        Words::tr("The step %1 destroys data, and no proven backup of this database is known, so "
                  "nothing was changed. Make one and verify it first: gatehousectl backup create.")
            .arg(step.id));
}

} // namespace

void Runner::at(const QString &phase, qint64 done, qint64 total)
{
    const std::lock_guard lock(m_desk.mutex);
    m_desk.phase = phase;
    m_desk.done = done;
    m_desk.total = total;
}

void Runner::say(const QString &line)
{
    m_outcome.log.append(line);
    m_log(line);
}

// Asked for again and again and never waited for inside of the server: a waiting statement would be
// an open snapshot, which CREATE INDEX CONCURRENTLY of the one at work waits for.
Result<> Runner::takeTurn()
{
    QElapsedTimer clock;
    clock.start();
    bool said = false;
    for (;;) {
        auto got = m_sql.fetchOne<bool>("versions/steps_try_lock"_L1);
        if (!got)
            return got.error();
        if (got.value()) {
            m_hasTurn = true;
            return Done{};
        }
        auto owner = m_sql.fetchOptional<Owner>("versions/steps_lock_owner"_L1);
        if (!owner)
            return owner.error();
        const QString who = owner.value()
            ? Words::tr("%1 (%2, process %3, connected for %n second(s))", nullptr,
                int(owner.value()->seconds))
                  .arg(safeText(owner.value()->application, 40), safeText(owner.value()->user, 40))
                  .arg(owner.value()->pid)
            : Words::tr("somebody who just ended");
        if (clock.hasExpired(m_plan.patience.turnMs))
            return refused(
                Words::tr("Nothing was changed: another upgrade of this database is at work, by %1.")
                    .arg(who));
        if (!std::exchange(said, true))
            say(Words::tr("Waiting for another upgrade of this database, by %1").arg(who));
        const int jitter = int(QRandomGenerator::global()->bounded(kTurnPollMs));
        QThread::msleep(ulong(kTurnPollMs / 2 + jitter));
        if (m_sql.token().isCancelled())
            return cancelled();
    }
}

void Runner::giveTurn()
{
    if (m_hasTurn)
        (void)bool(m_sql.execute("versions/steps_unlock"_L1));
    m_hasTurn = false;
}

Result<> Runner::prepare()
{
    if (m_sql.server().pooled)
        return refused(Words::tr(
            "Nothing was changed: this connection goes through a pooler, where a lock on the whole "
            "upgrade cannot be kept. Connect to PostgreSQL itself."));
    if (m_sql.server().standby)
        return refused(Words::tr(
            "Nothing was changed: this server is a standby. Connect to the primary."));
    auto pid = m_sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s);
    if (!pid)
        return pid.error();
    {
        const std::lock_guard lock(m_desk.mutex);
        m_desk.pid = pid.value();
    }
    if (auto turn = takeTurn(); !turn)
        return turn.error();
    auto recorder = trail::Recorder::open(m_sql, m_plan.policy, m_plan.actor);
    if (!recorder)
        return recorder.error();
    m_recorder.emplace(std::move(recorder).value());
    auto kept = ledger(m_sql);
    if (!kept)
        return kept.error();
    if (!kept.value().exists) {
        if (!m_plan.consent)
            return refused(Words::tr(
                "Nothing was changed: which steps were applied is kept in gatehouse.schema_steps, "
                "which this database does not have, and nobody agreed to making it."));
        if (auto made = createLedger(m_sql); !made)
            return made.error();
    } else if (!kept.value().writable) {
        return refused(Words::tr("Nothing was changed: this role may not write into "
                                 "gatehouse.schema_steps. Ask its owner for the right."));
    }
    return lookOnlyAt(m_sql, m_plan.schema, false);
}

Result<> Runner::mayDo(const Task &task)
{
    const Step &step = m_plan.steps.at(task.step);
    if (task.record)
        return Done{};
    if (step.destroys(task.way) && m_plan.backup.isEmpty() && !m_plan.acceptLoss)
        return lossRefused(step);
    if (m_plan.acceptUnsafe)
        return Done{};
    for (const Statement &statement : step.statements(task.way)) {
        if (!statement.isUnsafe())
            continue;
        const auto unsafe = std::find_if(statement.hazards.begin(), statement.hazards.end(),
            [](const Hazard &one) { return one.weight == Hazard::Weight::Unsafe; });
        return refused(
            Words::tr("Nothing was changed: a statement of %1 would stop the service. %2 %3")
                .arg(step.id, unsafe->why,
                    unsafe->safe.isEmpty()
                        ? QString()
                        : Words::tr("The safe way is known: use it with --safe.")),
            statement.text);
    }
    return Done{};
}

Result<Outcome> Runner::run()
{
    const auto work = [this]() -> Result<> {
        if (auto ready = prepare(); !ready)
            return ready.error();
        auto stand = standings(m_sql, m_plan.schema, m_plan.steps);
        if (!stand)
            return stand.error();
        auto tasks = tasksOf(m_plan, stand.value());
        if (!tasks)
            return tasks.error();
        for (const Task &task : tasks.value()) {
            if (auto may = mayDo(task); !may)
                return may.error();
        }
        if (auto done = lookOnlyAt(m_sql, m_plan.schema, false); !done)
            return done.error();
        for (const Task &task : tasks.value()) {
            if (auto done = runTask(task); !done)
                return done.error();
        }
        return Done{};
    };
    auto done = work();
    giveTurn();
    if (!done)
        return done.error();
    return m_outcome;
}

Result<> Runner::runTask(const Task &task)
{
    const Step &step = m_plan.steps.at(task.step);
    Act act{step.id, task.way};
    act.recorded = task.record;
    act.resumed = task.resumed;
    QElapsedTimer clock;
    clock.start();
    auto done = task.record ? record(step)
        : step.together     ? runTogether(step, task, act)
                            : runApart(step, task, act);
    if (!done)
        return done;
    act.ms = clock.elapsed();
    say(task.record ? Words::tr("%1: in place already, recorded").arg(step.id)
            : task.way == Way::Up
            ? Words::tr("%1: applied in %2 ms, %n attempt(s)", nullptr, act.attempts)
                  .arg(step.id)
                  .arg(act.ms)
            : Words::tr("%1: undone in %2 ms, %n attempt(s)", nullptr, act.attempts)
                  .arg(step.id)
                  .arg(act.ms));
    m_outcome.acts.push_back(std::move(act));
    return Done{};
}

Result<> Runner::record(const Step &step)
{
    auto transaction = db::Transaction::begin(m_sql);
    if (!transaction)
        return transaction.error();
    if (auto done = putStep(m_sql, m_plan.schema, step, "applied"_L1); !done)
        return done;
    if (auto done = write(u"schema.record"_s, step, Way::Up, {}); !done)
        return done;
    return std::move(transaction).value().commit();
}

Result<> Runner::write(
    const QString &action, const Step &step, Way way, const QString &statement)
{
    trail::Entry entry{action, u"schema"_s, m_plan.schema + u'.' + step.id,
        step.system + u' ' + step.id, u"DDL"_s};
    entry.after = {{u"way"_s, wayId(way)}, {u"print"_s, QString::fromLatin1(step.print.left(16))}};
    if (!statement.isEmpty())
        entry.after.insert(u"statement"_s, statement);
    if (step.destroys(way))
        entry.after.insert(u"backup"_s, m_plan.backup.isEmpty() ? u"none"_s : m_plan.backup);
    auto written = m_recorder->write(m_sql, entry);
    if (!written)
        return written.error();
    return Done{};
}

Result<> Runner::verifyEnd(const Step &step, Way way)
{
    auto checks = runChecks(m_sql, step);
    if (!checks)
        return checks.error();
    QStringList missing;
    bool any = false;
    for (const StepCheck &check : checks.value()) {
        any = any || check.ok;
        if (!check.ok)
            missing.append(check.what);
    }
    if (way == Way::Up && !missing.isEmpty())
        return invalid(Words::tr("The statements of %1 ran, but afterwards this is not so: %2.")
                           .arg(step.id, safeText(missing.join(u", "_s), 300)));
    if (way == Way::Down && any && missing.isEmpty())
        return invalid(
            Words::tr("The statements that undo %1 ran, but everything it makes is there still.")
                .arg(step.id));
    return Done{};
}

Result<Outcome> Runner::mend()
{
    const auto work = [this]() -> Result<> {
        if (auto ready = prepare(); !ready)
            return ready.error();
        auto found = invalidIndexes(m_sql, m_plan.schema);
        if (!found)
            return found.error();
        for (const InvalidIndex &index : found.value()) {
            if (index.beingBuilt) {
                say(Words::tr("%1 is being built by somebody at this moment; left alone")
                        .arg(safeText(index.name)));
                continue;
            }
            if (auto done = rebuild(index); !done)
                return done.error();
        }
        return Done{};
    };
    auto done = work();
    giveTurn();
    if (!done)
        return done.error();
    return m_outcome;
}

Result<> Runner::rebuild(const InvalidIndex &index)
{
    const db::Identifier name(m_plan.schema, index.name);
    const bool drop = index.isRemains() && !index.ofConstraint;
    Statement statement;
    statement.text = (drop ? u"DROP INDEX CONCURRENTLY "_s : u"REINDEX INDEX CONCURRENTLY "_s)
        + name.quoted();
    statement.index = index.name;
    statement.concurrently = statement.alone = true;
    at(statement.text, 0, 1);
    if (auto done = executeBeside(statement); !done)
        return done;
    auto transaction = db::Transaction::begin(m_sql);
    if (!transaction)
        return transaction.error();
    trail::Entry entry{drop ? u"index.drop"_s : u"index.rebuild"_s, u"index"_s,
        m_plan.schema + u'.' + index.name, index.name, u"DDL"_s};
    entry.before = {{u"definition"_s, index.definition}, {u"valid"_s, false}};
    entry.after = {{u"statement"_s, statement.text}};
    if (auto written = m_recorder->write(m_sql, entry); !written)
        return written.error();
    if (auto committed = std::move(transaction).value().commit(); !committed)
        return committed;
    say(drop ? Words::tr("%1: a copy that a failed build left, dropped").arg(safeText(index.name))
             : Words::tr("%1: was invalid, built anew").arg(safeText(index.name)));
    m_outcome.rebuilt.append(index.name);
    return Done{};
}

} // namespace gatehouse::versions
