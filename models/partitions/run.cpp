#include "partitions/run.h"

#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/session.h"
#include "partitions/patience.h"
#include "partitions/repair.h"
#include "partitions/words.h"

namespace gatehouse::partitions {

namespace {

constexpr qint64 kFirstRows = 500, kFewestRows = 50, kMostRows = 20000;
constexpr int kAttempts = 60;

class Move
{
public:
    Move(db::Sql &sql, Table table, const RunOptions &options, trail::Recorder recorder)
        : m_sql(sql), m_table(std::move(table)), m_options(options), m_recorder(std::move(recorder))
    {
    }

    Result<Moved> go(std::optional<Job> open)
    {
        QElapsedTimer clock;
        clock.start();
        m_sql.setStatementTimeout(0);
        if (open)
            m_moved.job = *open;
        else if (auto made = make(); !made)
            return made.error();
        if (job().columns != m_table.columnNames())
            return refused(Words::tr("The columns of %1 changed since the move began. Undo it and "
                                     "begin again.")
                               .arg(m_table.label()));
        m_names = Names::of(m_table, job().id);
        m_steps = stepsOf(m_table, m_options.plan, job().id);
        if (job().state == State::Made)
            if (auto done = follow(); !done)
                return done.error();
        if (job().state == State::Copying)
            if (auto done = copy(); !done)
                return done.error();
        if (job().state == State::Copied || job().state == State::Verified)
            if (auto done = verify(); !done)
                return done.error();
        if (job().state == State::Verified && m_options.exchange)
            if (auto done = swap(); !done)
                return done.error();
        m_moved.milliseconds = clock.elapsed();
        return m_moved;
    }

private:
    Job &job() { return m_moved.job; }

    Result<> record(const QString &action, qint64 rows)
    {
        trail::Entry entry{action, u"table"_s, m_table.schema + u'.' + m_table.name, m_table.name,
            u"DDL"_s, rows};
        entry.after = {{u"job"_s, job().id}, {u"state"_s, stateId(job().state)}};
        auto kept = m_recorder.write(m_sql, entry);
        return kept ? Result<>(Done{}) : Result<>(kept.error());
    }

    // One transaction: statements, state, trail. The state is set back where it did not commit.
    Result<> step(QLatin1StringView id, State next, const QString &action, int attempt)
    {
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        if (auto set = setLockTimeout(m_sql, lockMs(attempt)); !set)
            return set;
        if (auto done = runAll(m_sql, stepNamed(m_steps, id).statements); !done)
            return done;
        const Job before = job();
        job().state = next;
        Result<> ended = setJob(m_sql, job());
        if (ended)
            ended = record(action, 0);
        if (ended)
            ended = failPoint(QByteArray("partition." + QByteArray(id.data(), id.size())).constData());
        if (ended)
            ended = std::move(transaction).value().commit();
        if (!ended)
            job() = before;
        return ended;
    }

    Result<> make()
    {
        int attempts = 0;
        return withPatience(m_sql, kAttempts, attempts, [&](int attempt) -> Result<> {
            auto transaction = db::Transaction::begin(m_sql);
            if (!transaction)
                return transaction.error();
            if (auto set = setLockTimeout(m_sql, lockMs(attempt)); !set)
                return set;
            auto added = addJob(m_sql, m_table);
            if (!added)
                return added.error();
            job() = std::move(added).value();
            const auto steps = stepsOf(m_table, m_options.plan, job().id);
            if (auto done = runAll(m_sql, stepNamed(steps, "make"_L1).statements); !done)
                return done;
            if (auto done = record(u"partition.make"_s, 0); !done)
                return done;
            if (auto fail = failPoint("partition.make"); !fail)
                return fail;
            return std::move(transaction).value().commit();
        });
    }

    Result<> follow()
    {
        QElapsedTimer clock;
        int attempts = 0;
        return withPatience(m_sql, kAttempts, attempts, [&](int attempt) {
            clock.start();
            auto done = step("follow"_L1, State::Copying, u"partition.follow"_s, attempt);
            m_moved.followMs = std::max(m_moved.followMs, clock.elapsed());
            return done;
        });
    }

    Result<> copy()
    {
        for (bool more = true; more;) {
            if (m_sql.token().isCancelled())
                return cancelled();
            int attempts = 0;
            if (auto done = withPatience(
                    m_sql, kAttempts, attempts, [&](int) { return oneBatch(more); });
                !done)
                return done;
            if (auto fail = failPoint("partition.batch"); !fail)
                return fail;
            if (m_options.report)
                m_options.report({job().copied,
                    job().estimate > 0 ? std::optional<qint64>(qint64(job().estimate)) : std::nullopt,
                    Words::tr("Copying"), {}});
        }
        return Done{};
    }

    // A lock that is not to be had quickly is given up before the server looks for deadlocks, so
    // that it is us who goes back and not the service.
    Result<> oneBatch(bool &more)
    {
        QElapsedTimer clock;
        clock.start();
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        if (auto set = setLockTimeout(m_sql, 300); !set)
            return set;
        db::Params values;
        for (const QString &key : job().after)
            values.push_back(db::toParam(key));
        values.push_back(db::toParam(m_rows));
        qint64 read = 0, put = 0;
        QStringList last;
        auto done = m_sql.stream(stepNamed(m_steps, "copy"_L1).statements[job().after.isEmpty() ? 0 : 1],
            values, [&](const db::Row &row) {
                read = row.get<qint64>(0);
                put = row.get<qint64>(1);
                last = row.isNull(2) ? QStringList() : row.get<QStringList>(2);
                return true;
            });
        if (!done)
            return done.error();
        const Job before = job();
        job().copied += put;
        if (!last.isEmpty())
            job().after = last;
        if (read < m_rows)
            job().state = State::Copied;
        Result<> ended = setJob(m_sql, job());
        if (ended)
            ended = std::move(transaction).value().commit();
        if (!ended) {
            job() = before;
            return ended;
        }
        more = read == m_rows;
        m_moved.copied += put;
        const qint64 ms = clock.elapsed();
        m_moved.longestBatchMs = std::max(m_moved.longestBatchMs, ms);
        m_rows = std::clamp(ms > m_options.batchMs ? m_rows * m_options.batchMs / (ms + 1)
                                                   : m_rows + m_rows / 2,
            kFewestRows, kMostRows);
        return Done{};
    }

    Result<> verify()
    {
        if (auto done = m_sql.execute(db::Statement(stepNamed(m_steps, "analyze"_L1).statements.first()));
            !done)
            return done.error();
        auto compared = compare(m_sql, job(), m_options.report);
        if (!compared)
            return compared.error();
        if (!compared.value().same()) {
            auto mended = repair(m_sql, m_table, m_names);
            if (!mended)
                return mended.error();
            m_moved.repaired = mended.value();
            compared = compare(m_sql, job(), m_options.report);
            if (!compared)
                return compared.error();
        }
        if (!compared.value().same())
            return refused(Words::tr("The new table of %1 has %2 rows and another content than the old "
                                     "one with %3. Nothing was exchanged; run it again, or undo it.")
                               .arg(m_table.label())
                               .arg(compared.value().otherRows)
                               .arg(compared.value().liveRows));
        m_moved.rows = compared.value().liveRows;
        m_moved.checksum = compared.value().liveSum;
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        job().state = State::Verified;
        if (auto set = setJob(m_sql, job()); !set)
            return set;
        if (auto fail = failPoint("partition.verify"); !fail)
            return fail;
        return std::move(transaction).value().commit();
    }

    // Grants, triggers and views as they are now, not as they were when copying began.
    Result<> readAgain()
    {
        auto table = readTable(m_sql, m_table.schema, m_table.name, m_table.time);
        if (!table)
            return table.error();
        if (!table.value().obstacles.isEmpty())
            return refused(table.value().obstacles.join(u' '));
        if (table.value().columnNames() != job().columns
            || table.value().indexes.size() != m_table.indexes.size())
            return refused(Words::tr("Columns or indexes of %1 changed since the move began. Undo it "
                                     "and begin again.")
                               .arg(m_table.label()));
        m_table = std::move(table).value();
        m_steps = stepsOf(m_table, m_options.plan, job().id);
        return Done{};
    }

    Result<> swap()
    {
        if (auto done = readAgain(); !done)
            return done;
        QElapsedTimer clock;
        return withPatience(m_sql, kAttempts, m_moved.attempts, [&](int attempt) {
            clock.start();
            job().undo = stepNamed(m_steps, "undo-swapped"_L1).statements;
            job().finish = stepNamed(m_steps, "finish"_L1).statements;
            auto done = step("swap"_L1, State::Swapped, u"partition.swap"_s, attempt);
            m_moved.swapMs = std::max(m_moved.swapMs, clock.elapsed());
            return done;
        });
    }

    db::Sql &m_sql;
    Table m_table;
    const RunOptions &m_options;
    trail::Recorder m_recorder;
    Names m_names = Names::of(m_table, 0);
    std::vector<Step> m_steps;
    Moved m_moved;
    qint64 m_rows = kFirstRows;
};

Result<trail::Recorder> prepared(db::Sql &sql, const RunOptions &options)
{
    if (sql.server().pooled || sql.server().console)
        return refused(Words::tr("This is done step by step, which this pooler does not allow. "
                                 "Connect to the server itself."));
    if (sql.server().standby)
        return refused(Words::tr("This server is a standby and takes no changes. Connect to the "
                                 "primary."));
    return trail::Recorder::open(sql, options.policy, options.actor);
}

// The last step of a move, with what the job kept for it.
Result<Job> end(db::Sql &sql, Job job, const QStringList &statements, State state,
    const QString &action, const char *fail, const RunOptions &options)
{
    auto recorder = prepared(sql, options);
    if (!recorder)
        return recorder.error();
    sql.setStatementTimeout(0);
    int attempts = 0;
    auto done = withPatience(sql, kAttempts, attempts, [&](int attempt) -> Result<> {
        auto transaction = db::Transaction::begin(sql);
        if (!transaction)
            return transaction.error();
        if (auto set = setLockTimeout(sql, lockMs(attempt)); !set)
            return set;
        if (auto ran = runAll(sql, statements); !ran)
            return ran;
        job.state = state;
        if (auto set = setJob(sql, job); !set)
            return set;
        trail::Entry entry{action, u"table"_s, job.schema + u'.' + job.table, job.table, u"DDL"_s};
        entry.after = {{u"job"_s, job.id}, {u"state"_s, stateId(state)}};
        if (auto kept = recorder.value().write(sql, entry); !kept)
            return kept.error();
        if (auto stop = failPoint(fail); !stop)
            return stop;
        return std::move(transaction).value().commit();
    });
    if (!done)
        return done.error();
    return job;
}

} // namespace

Result<Moved> move(db::Sql &sql, const QString &schema, const QString &name, const QString &time,
    const RunOptions &options)
{
    auto recorder = prepared(sql, options);
    if (!recorder)
        return recorder.error();
    auto open = openJob(sql, schema, name);
    if (!open)
        return open.error();
    if (open.value() && open.value()->state == State::Swapped)
        return refused(Words::tr("%1 is partitioned; the old table is kept. Finish the move or undo it.")
                           .arg(safeText(schema + u'.' + name, 120)));
    if (!open.value())
        if (auto made = createJobs(sql, options.actor); !made)
            return made.error();
    auto table = readTable(sql, schema, name, open.value() ? open.value()->time : time);
    if (!table)
        return table.error();
    if (!table.value().obstacles.isEmpty())
        return refused(table.value().obstacles.join(u' '));
    return Move(sql, std::move(table).value(), options, std::move(recorder).value()).go(open.value());
}

Result<Job> undo(db::Sql &sql, const Job &job, const RunOptions &options)
{
    if (job.state == State::Swapped) {
        auto compared = compare(sql, job, options.report);
        if (!compared)
            return compared.error();
        if (!compared.value().same())
            return refused(Words::tr("The old table of %1 has %2 rows and another content than the new "
                                     "one with %3, so it cannot take its place.")
                               .arg(safeText(job.schema + u'.' + job.table, 120))
                               .arg(compared.value().otherRows)
                               .arg(compared.value().liveRows));
        return end(sql, job, job.undo, State::Undone, u"partition.undo"_s, "partition.undo", options);
    }
    Table table; // what is made hangs on names alone
    table.schema = job.schema;
    table.name = job.table;
    table.time = job.time;
    const auto steps = stepsOf(table, options.plan, job.id);
    return end(sql, job, stepNamed(steps, "undo"_L1).statements, State::Undone, u"partition.undo"_s,
        "partition.undo", options);
}

Result<Job> finish(db::Sql &sql, const Job &job, const RunOptions &options)
{
    if (job.state != State::Swapped)
        return refused(Words::tr("There is nothing to finish: %1.").arg(stateName(job.state)));
    return end(sql, job, job.finish, State::Finished, u"partition.finish"_s, "partition.finish", options);
}

} // namespace gatehouse::partitions
