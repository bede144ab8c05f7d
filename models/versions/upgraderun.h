// The work of one upgrade on its own connection, inside of one closure; not for others.
#pragma once

#include "versions/upgrade.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <mutex>

namespace gatehouse::versions {

// What the watching thread may know of the working one.
struct Desk
{
    std::mutex mutex;
    int pid = 0;
    QString phase; // translated
    qint64 done = 0, total = 0;
};

using Log = std::function<void(const QString &)>;

class Runner
{
public:
    Runner(db::Sql &sql, const UpgradePlan &plan, Desk &desk, Log log)
        : m_sql(sql), m_plan(plan), m_desk(desk), m_log(std::move(log))
    {
    }
    Result<Outcome> run();
    Result<Outcome> mend();

private:
    Result<> prepare(); // the turn, the ledger, the recorder
    Result<> takeTurn();
    void giveTurn();
    Result<> mayDo(const Task &task);
    Result<> runTask(const Task &task);
    Result<> record(const Step &step);
    Result<> runTogether(const Step &step, const Task &task, Act &act);
    Result<> runApart(const Step &step, const Task &task, Act &act);
    Result<> runBeside(const Step &step, const Task &task, int position, Act &act);
    Result<> runAlone(const Step &step, const Task &task, int position, Act &act);
    Result<bool> isThere(const Statement &statement, bool began); // its index, and whether it is whole
    Result<> executeBeside(const Statement &statement);
    Result<> end(const Step &step, const Task &task);
    Result<> verifyEnd(const Step &step, Way way);
    Result<> rebuild(const InvalidIndex &index);
    Result<> write(const QString &action, const Step &step, Way way, const QString &statement);

    // Again and again, each in a transaction of its own, until the locks were had or patience ends.
    Result<> untilLocked(
        const std::vector<Statement> &about, int &attempts, const std::function<Result<>()> &once);
    Result<> pause(int attempt);
    void sayBlockers(const std::vector<Statement> &about, int attempt, const Error &error);

    void at(const QString &phase, qint64 done, qint64 total);
    void say(const QString &line);

    db::Sql &m_sql;
    const UpgradePlan &m_plan;
    Desk &m_desk;
    Log m_log;
    Outcome m_outcome;
    std::optional<trail::Recorder> m_recorder;
    bool m_hasTurn = false;
};

// The time that one transaction may be in the way of the service, from its first strong lock on.
class Allowance
{
public:
    Allowance(db::Sql &sql, const Patience &patience) : m_sql(sql), m_patience(patience) { }
    Result<> before(const Statement &statement);
    Result<> beforeEnd(); // the record and the trail, with the locks still held

private:
    Result<> set(qint64 lockMs, qint64 statementMs);
    Result<> setLeft();
    db::Sql &m_sql;
    Patience m_patience;
    QElapsedTimer m_clock; // valid from the first strong lock on
};

} // namespace gatehouse::versions
