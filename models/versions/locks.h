// Who holds or waits for what a step will want, how large its tables are, and what it really locks.
#pragma once

#include "db/sql.h"
#include "versions/step.h"

namespace gatehouse::versions {

// Another session's lock on a table of the step.
struct Holder
{
    int pid = 0;
    QString user, application, state, table;
    LockMode mode = LockMode::None;
    bool granted = false;
    qint64 transactionSeconds = 0;
    QString query; // redacted, cut
    bool inTheWay = false; // of the strongest lock that the steps want there
    QString sentence() const; // translated
    static Holder fromRow(const db::Row &row);
};

struct TableSize
{
    QString table;
    qint64 totalBytes = 0, bytes = 0; // with indexes and TOAST; of the rows alone
    qint64 rows = 0;                  // estimate of the last ANALYZE
    static TableSize fromRow(const db::Row &row);
};

// What one statement did to tables that were there before, in a transaction that was rolled back.
struct Learned
{
    struct Lock
    {
        QString table;
        LockMode mode = LockMode::None;
    };
    std::vector<Lock> locks{};  // the strongest new one of each table
    QStringList rewritten{};    // tables that got a new file: their rows were written anew
    bool tried = false;
    QString why{}; // translated: not tried, because
};

Result<std::vector<Holder>> holders(
    db::Sql &sql, const QString &schema, const QStringList &tables);
Result<std::vector<TableSize>> tableSizes(
    db::Sql &sql, const QString &schema, const QStringList &tables);
QStringList tablesOf(const std::vector<Statement> &statements); // unqualified, once each

// Runs the statements in one transaction that is rolled back: waits at most 100 ms for a lock, and
// holds none longer than half a second in all, so that a service hardly notices. What cannot run in
// a transaction, or comes after a statement that could not be tried, stays untried with the reason.
// Session's thread; not in a transaction, may write.
Result<std::vector<Learned>> learnLocks(
    db::Sql &sql, const QString &schema, const std::vector<Statement> &statements);

struct Guess
{
    qint64 ms = -1;  // -1: unknown
    QString basis;   // translated: what it was reckoned from
    bool stopsService = false; // writers wait for so long
};
// From the sizes of its tables at assumed speeds of a plain machine. Pure.
Guess guessTime(const Statement &statement, const std::vector<TableSize> &sizes,
    const Learned *learned = nullptr);

} // namespace gatehouse::versions
