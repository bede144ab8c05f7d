// The statements of one step: in one transaction, or each in its own, or beside the service.
#include "versions/upgraderun.h"

#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "versions/words.h"

#include <QThread>

#include <algorithm>

namespace gatehouse::versions {
namespace {

constexpr int kHoldTries = 3; // a statement that takes too long will not get faster

bool isLate(const Error &error) { return error.sqlState == "57014"_L1; }
bool isBlocked(const Error &error)
{
    return error.sqlState == "55P03"_L1 || error.sqlState == "40P01"_L1
        || error.sqlState == "40001"_L1;
}

QString oneLine(const Statement &statement) { return safeText(statement.text.simplified(), 120); }

} // namespace

Result<> Allowance::set(qint64 lockMs, qint64 statementMs)
{
    auto done = m_sql.execute("versions/steps_limits"_L1,
        db::bind(QString::number(lockMs), QString::number(statementMs), true));
    if (!done)
        return done.error();
    return Done{};
}

Result<> Allowance::before(const Statement &statement)
{
    const bool unknown = statement.kind.isEmpty() || statement.kind == "DO"_L1;
    const bool strong = (stopsWriters(statement.lock) || unknown) && !statement.onlyNew;
    if (!m_clock.isValid()) {
        if (!strong)
            return set(m_patience.lockMs, 0);
        m_clock.start();
    }
    return setLeft();
}

// The wait for a lock counts for both limits: the one of the lock has to be met first.
Result<> Allowance::setLeft()
{
    const qint64 left = std::max<qint64>(50, m_patience.lockMs - m_clock.elapsed());
    return set(left * 9 / 10, left);
}

Result<> Allowance::beforeEnd()
{
    if (!m_clock.isValid())
        return Done{};
    return setLeft();
}

void Runner::sayBlockers(const std::vector<Statement> &about, int attempt, const Error &error)
{
    QString who;
    auto held = holders(m_sql, m_plan.schema, tablesOf(about));
    if (held) {
        for (const Holder &holder : held.value()) {
            const bool inTheWay = std::any_of(about.begin(), about.end(),
                [&holder](const Statement &one) { return conflict(holder.mode, one.lock); });
            if (inTheWay && who.isEmpty())
                who = holder.sentence();
        }
    }
    if (isLate(error))
        say(Words::tr("Attempt %1: taken back after %2 ms, so that the service does not wait longer")
                .arg(attempt)
                .arg(m_plan.patience.lockMs));
    else
        say(Words::tr("Attempt %1: no lock within %2 ms, taken back%3")
                .arg(attempt)
                .arg(m_plan.patience.lockMs)
                .arg(who.isEmpty() ? QString() : u"; "_s + who));
}

// Longer from time to time, and never two runners in step.
Result<> Runner::pause(int attempt)
{
    const int most = std::min(2000, 100 << std::min(attempt, 5));
    const int ms = most / 2 + int(QRandomGenerator::global()->bounded(most));
    QElapsedTimer clock;
    clock.start();
    while (!clock.hasExpired(ms)) {
        if (m_sql.token().isCancelled())
            return cancelled();
        QThread::msleep(10);
    }
    return Done{};
}

Result<> Runner::untilLocked(
    const std::vector<Statement> &about, int &attempts, const std::function<Result<>()> &once)
{
    QElapsedTimer clock;
    clock.start();
    int late = 0;
    for (int attempt = 1;; ++attempt) {
        ++attempts;
        auto done = once();
        if (done || m_sql.token().isCancelled())
            return done;
        const Error &error = done.error();
        late += isLate(error) ? 1 : 0;
        if (!isLate(error) && !isBlocked(error))
            return done;
        sayBlockers(about, attempt, error);
        if (late >= kHoldTries)
            return refused(
                Words::tr("Nothing of this transaction was kept: its locks would stop the service "
                          "for longer than %1 ms. Use the safe way of its statements, or allow "
                          "more with --lock-timeout.")
                    .arg(m_plan.patience.lockMs),
                error.detail);
        if (clock.hasExpired(m_plan.patience.totalMs))
            return Error{Error::Kind::Sql,
                Words::tr("Its lock was not to be had in %n attempt(s), so nothing of this "
                          "transaction was kept. End what is in the way, or try at a quieter time.",
                    nullptr, attempt),
                error.detail, error.sqlState, true};
        if (auto waited = pause(attempt); !waited)
            return waited;
    }
}

Result<> Runner::runTogether(const Step &step, const Task &task, Act &act)
{
    const auto &statements = step.statements(task.way);
    const auto once = [&]() -> Result<> {
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        Allowance allowance(m_sql, m_plan.patience);
        for (size_t i = 0; i < statements.size(); ++i) {
            at(step.id + u": "_s + oneLine(statements.at(i)), qint64(i), qint64(statements.size()));
            if (auto set = allowance.before(statements.at(i)); !set)
                return set;
            if (auto fine = failPoint("upgrade.before_statement"); !fine)
                return fine;
            if (auto done = m_sql.execute(db::Statement(statements.at(i).text)); !done)
                return done.error();
            if (auto fine = failPoint("upgrade.after_statement"); !fine)
                return fine;
        }
        if (auto set = allowance.beforeEnd(); !set)
            return set;
        if (auto good = verifyEnd(step, task.way); !good)
            return good;
        if (auto done = end(step, task); !done)
            return done;
        if (auto fine = failPoint("upgrade.before_commit"); !fine)
            return fine;
        return std::move(transaction).value().commit();
    };
    if (auto done = untilLocked(statements, act.attempts, once); !done)
        return done;
    act.statements = int(statements.size());
    return Done{};
}

// In the caller's transaction: the record, then the trail, which others may be waiting to write.
Result<> Runner::end(const Step &step, const Task &task)
{
    const bool up = task.way == Way::Up;
    const Way other = up ? Way::Down : Way::Up;
    if (auto done = putStep(m_sql, m_plan.schema, step, up ? "applied"_L1 : "undone"_L1); !done)
        return done;
    if (auto done = forgetStatements(m_sql, m_plan.schema, step, other); !done)
        return done;
    if (step.together) {
        const auto &statements = step.statements(task.way);
        for (size_t i = 0; i < statements.size(); ++i) {
            RanStatement ran{task.way, int(i), u"done"_s, statements.at(i).text, {}};
            if (auto done = putStatement(m_sql, m_plan.schema, step, ran); !done)
                return done;
        }
    }
    return write(up ? u"schema.upgrade"_s : u"schema.downgrade"_s, step, task.way, {});
}

Result<> Runner::runApart(const Step &step, const Task &task, Act &act)
{
    const auto &statements = step.statements(task.way);
    if (task.from == 0) {
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        if (auto done = putStep(m_sql, m_plan.schema, step,
                task.way == Way::Up ? "applying"_L1 : "undoing"_L1);
            !done)
            return done;
        if (auto committed = std::move(transaction).value().commit(); !committed)
            return committed;
    }
    for (int i = task.from; i < int(statements.size()); ++i) {
        const Statement &statement = statements.at(size_t(i));
        at(step.id + u": "_s + oneLine(statement), i, qint64(statements.size()));
        if (auto fine = failPoint("upgrade.before_statement"); !fine)
            return fine;
        auto done = statement.alone ? runBeside(step, task, i, act) : runAlone(step, task, i, act);
        if (!done) {
            // Whatever it was, the record says where it stopped; best effort where all is lost.
            RanStatement ran{task.way, i, u"failed"_s, statement.text,
                done.error().detail.isEmpty() ? done.error().text : done.error().detail};
            (void)bool(putStatement(m_sql, m_plan.schema, step, ran));
            return done;
        }
        ++act.statements;
        if (auto fine = failPoint("upgrade.after_statement"); !fine)
            return fine;
    }
    if (auto good = verifyEnd(step, task.way); !good)
        return good;
    auto transaction = db::Transaction::begin(m_sql);
    if (!transaction)
        return transaction.error();
    if (auto done = end(step, task); !done)
        return done;
    if (auto fine = failPoint("upgrade.before_commit"); !fine)
        return fine;
    return std::move(transaction).value().commit();
}

// With its mark in one transaction: it ran, or it did not.
Result<> Runner::runAlone(const Step &step, const Task &task, int position, Act &act)
{
    const Statement &statement = step.statements(task.way).at(size_t(position));
    int attempts = 0;
    auto done = untilLocked({statement}, attempts, [&]() -> Result<> {
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        Allowance allowance(m_sql, m_plan.patience);
        if (auto set = allowance.before(statement); !set)
            return set;
        if (auto ran = m_sql.execute(db::Statement(statement.text)); !ran)
            return ran.error();
        if (auto set = allowance.beforeEnd(); !set)
            return set;
        RanStatement mark{task.way, position, u"done"_s, statement.text, {}, attempts};
        if (auto put = putStatement(m_sql, m_plan.schema, step, mark); !put)
            return put;
        if (auto put = write(u"schema.statement"_s, step, task.way, statement.text); !put)
            return put;
        if (auto fine = failPoint("upgrade.in_statement"); !fine)
            return fine;
        return std::move(transaction).value().commit();
    });
    act.attempts += attempts;
    return done;
}

Result<bool> Runner::isThere(const Statement &statement, bool began)
{
    if (statement.index.isEmpty())
        return false;
    const QString schema =
        statement.indexSchema.isEmpty() ? m_plan.schema : statement.indexSchema;
    auto found = findIndex(m_sql, schema, statement.index);
    if (!found)
        return found.error();
    if (statement.kind == "DROP INDEX"_L1)
        return began && !found.value();
    if (statement.kind != "CREATE INDEX"_L1 || !found.value())
        return false;
    if (found.value()->valid)
        return began || statement.text.contains("IF NOT EXISTS"_L1, Qt::CaseInsensitive);
    // What a build left that was killed or failed: IF NOT EXISTS would call it done.
    say(Words::tr("%1 is invalid, left by a build that did not end; dropped to be built anew")
            .arg(safeText(statement.index)));
    Statement drop;
    drop.text = u"DROP INDEX CONCURRENTLY IF EXISTS "_s
        + db::Identifier(schema, statement.index).quoted();
    drop.kind = u"DROP INDEX"_s;
    if (auto done = executeBeside(drop); !done)
        return done.error();
    m_outcome.rebuilt.append(statement.index);
    return false;
}

// These wait for others without being in anybody's way, so they may wait; a lock_timeout would end
// them half way and leave an invalid index.
Result<> Runner::executeBeside(const Statement &statement)
{
    const auto limit = [this](int lockMs) {
        return m_sql.execute("versions/steps_limits"_L1,
            db::bind(QString::number(lockMs), u"0"_s, false));
    };
    if (auto set = limit(0); !set)
        return set.error();
    auto done = m_sql.execute(db::Statement(statement.text));
    if (auto set = limit(m_plan.patience.lockMs); !set && done)
        return set.error();
    if (!done)
        return done.error();
    return Done{};
}

Result<> Runner::runBeside(const Step &step, const Task &task, int position, Act &act)
{
    const Statement &statement = step.statements(task.way).at(size_t(position));
    ++act.attempts;
    auto there = isThere(statement, task.resumed && position == task.from);
    if (!there)
        return there.error();
    RanStatement mark{task.way, position, u"running"_s, statement.text, {}};
    if (!there.value()) {
        if (auto put = putStatement(m_sql, m_plan.schema, step, mark); !put)
            return put;
        if (auto fine = failPoint("upgrade.in_statement"); !fine)
            return fine;
        if (auto ran = executeBeside(statement); !ran) {
            // Its remains are ours: nobody else would know what they are.
            if (statement.kind == "CREATE INDEX"_L1)
                (void)bool(isThere(statement, true));
            return ran;
        }
        if (auto fine = failPoint("upgrade.ran_beside"); !fine)
            return fine;
    }
    auto transaction = db::Transaction::begin(m_sql);
    if (!transaction)
        return transaction.error();
    mark.state = u"done"_s;
    if (auto put = putStatement(m_sql, m_plan.schema, step, mark); !put)
        return put;
    if (auto put = write(u"schema.statement"_s, step, task.way, statement.text); !put)
        return put;
    return std::move(transaction).value().commit();
}

} // namespace gatehouse::versions
