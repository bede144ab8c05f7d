// Slow queries from pg_stat_statements (D4), grouped by what the statements have in common.
#pragma once

#include "db/sql.h"
#include "trail/recorder.h"

#include <QDateTime>

#include <optional>

namespace gatehouse::care {

struct Statement
{
    QString fingerprint; // of its shape: 12 hex digits
    QString text;        // as the server normalised it; of the group's heaviest member
    QString user;
    int members = 1;     // entries of the server that have this shape
    qint64 calls = 0;
    double totalMs = 0, meanMs = 0, minMs = 0, maxMs = 0, deviationMs = 0;
    double rows = 0;
    qint64 blocksHit = 0, blocksRead = 0, tempWritten = 0;
    std::optional<double> walBytes;   // extension 1.8, PostgreSQL 13
    std::optional<QDateTime> since;   // extension 1.11, PostgreSQL 17
    double share = 0;                 // of all the time of this database
    bool hidden = false;              // of another user, without pg_read_all_stats
    std::optional<double> hitShare() const;
    bool operator==(const Statement &) const = default;
};

struct Slow
{
    enum class State { Ready, NotInstalled, NotPreloaded, NoRight };
    State state = State::Ready;
    QString why; // translated, with the way out; empty when Ready
    QStringList wayOut; // statements for an administrator
    QString extensionVersion; // "1.10"
    std::optional<QDateTime> since; // of the last reset; extension 1.9
    qint64 forgotten = 0;           // entries that the server had to drop; extension 1.9
    qint64 hidden = 0;              // statements whose text this role may not read
    double totalMs = 0;
    std::vector<Statement> statements; // the most time first
    bool mayReset = false;
};

// The columns are looked up in the catalog: the installed extension decides them, not the server.
Result<Slow> fetchSlow(db::Sql &sql, int most = 200);

// Pure: literals, parameters and lists of them made equal, blanks and comments gone. Statements that
// differ in nothing else have the same shape.
QString statementShape(const QString &text);
QString fingerprintOf(const QString &shape);
// Pure: members of one shape added up; means and deviations of the whole.
std::vector<Statement> grouped(std::vector<Statement> all);

// Forgets what was counted for this database (before extension 1.7: for all). Recorded.
Result<bool> resetSlow(db::Sql &sql, trail::Policy policy, const trail::Actor &actor);

} // namespace gatehouse::care
