// PgBouncer by its admin console (D7): pools, clients, servers, figures, settings; pause, resume,
// reload.
#pragma once

#include "db/session.h"
#include "trail/recorder.h"

namespace gatehouse::care {

// What one SHOW gave; columns by name, since versions insert some (facts 2.8 of the protocols).
struct PoolTable
{
    QString id; // "clients"
    QStringList columns;
    std::vector<QStringList> rows;                         // secrets redacted
    QString cell(size_t row, const QString &column) const; // empty: there is no such column
    qint64 number(size_t row, const QString &column) const;
};

// One pool: a database and a user.
struct Pool
{
    QString database, user, mode;
    qint64 clientsActive = 0, clientsWaiting = 0, serversActive = 0, serversIdle = 0,
           serversOther = 0;
    double longestWait = 0;                 // seconds, of the client that waits longest now
    qint64 size = 0, most = 0, current = 0; // pool_size; max_connections of the database, 0: none
    bool paused = false, disabled = false;
    bool operator==(const Pool &) const = default;
};

struct PoolVerdict
{
    enum class Level { Good, Notice, Warn, Bad };
    Level level = Level::Good;
    QString word;
    QStringList reasons{}; // translated
};
PoolVerdict judgePool(const Pool &pool); // pure

struct PoolView
{
    QString version; // "1.18.0"
    int versionNum = 0;
    bool admin = false;            // may pause, resume and reload
    std::vector<Pool> pools;       // without the console's own
    std::vector<PoolTable> tables; // what this version has, in a fixed order
    const PoolTable *table(const QString &id) const;
};

// The console behind a connection to a pooler: the same place and user, database "pgbouncer".
// `port` where it is not the connection's own.
db::SessionOptions consoleOf(const db::SessionOptions &connection, const QString &port = {});

// The console's session. Refused when it is no console.
Result<PoolView> fetchPool(db::Sql &console);

enum class PoolAct { Pause, Resume, Reload };
QString statementOf(PoolAct act, const QString &database); // pure; an empty one is every database
// Pure: the dry run, from figures that were read. Translated sentences.
QStringList poolPreview(const PoolView &view, PoolAct act, const QString &database);
// Pure: a translated sentence; empty when it can be done.
QString whyNoPoolAct(const PoolView &view, PoolAct act, const QString &database);

struct PoolDone
{
    bool recorded = false;
    bool waits = false; // PAUSE was given, and waits for transactions that still run
    QString sentence;
};
// Blocks: not in the window's thread. The console keeps no transaction, so the entry is committed
// first (of Resume afterwards: a paused pool would keep it waiting) and a failure is recorded too.
// PAUSE is given 2 s; what it waits for then goes on, and the pool stays closed for new work.
Result<PoolDone> changePool(const db::SessionOptions &console, const db::SessionOptions &database,
    PoolAct act, const QString &target, trail::Policy policy, const trail::Actor &actor,
    CancelToken token = {});

} // namespace gatehouse::care
