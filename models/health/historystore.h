// Where history is kept: tables of the database, with consent, else a file of this user (H4, V5).
#pragma once

#include "db/sql.h"
#include "health/history.h"
#include "trail/trail.h"

#include <memory>

struct sqlite3;

namespace gatehouse::health {

// The tables gatehouse.health_*: part 'health' of gatehouse.schema_version.
inline constexpr int kHistoryVersion = 1;

enum class TablesState { Absent, Ready, NoRight, Newer };
struct TablesStatus
{
    TablesState state = TablesState::Absent;
    bool mayCreate = false;
    QString sentence() const; // translated; where history goes, and what to do
};

// Session's thread, all of them.
Result<TablesStatus> tablesStatus(db::Sql &sql);
// Only after the user agreed. One transaction, recorded in our trail where there is one.
Result<> createTables(db::Sql &sql, const trail::Actor &actor);
QString creationScript(); // what createTables() runs, for the consent question
Result<> removeTables(db::Sql &sql, const trail::Actor &actor); // what was recorded is gone

// The same questions to tables and file. Times are ms since the epoch, spans half open.
class History
{
public:
    virtual ~History() = default;
    virtual Result<> append(const std::vector<Reading> &readings) = 0; // all or none
    virtual Result<std::vector<Last>> endpoints() = 0;
    virtual Result<std::vector<SlotTime>> times(qint64 from, qint64 to) = 0;
    virtual Result<std::vector<SlotLatency>> latencies(qint64 from, qint64 to) = 0;
    // Those that touch the span, the newest first; at most `most`.
    virtual Result<std::vector<Incident>> incidents(qint64 from, qint64 to, int most) = 0;
    // The newest first; at most `most`.
    virtual Result<std::vector<Reading>> readings(
        const QString &endpoint, qint64 from, qint64 to, int most) = 0;
    // Single readings before this time go; sums and incidents stay.
    virtual Result<qint64> prune(qint64 before) = 0;
};

// What a page shows of the endpoints with these keys (all, when there are none) over a span.
struct Picture
{
    qint64 from = 0, to = 0;
    std::vector<Summary> summaries;
    std::vector<Incident> incidents; // the newest first
    const Summary *of(const QString &endpoint) const;   // null: never looked at
    const Incident *open(const QString &endpoint) const; // null: none is open
};
inline constexpr int kMostIncidents = 500;
Result<Picture> picture(History &history, const QStringList &keys, qint64 from, qint64 to);

Result<std::vector<Summary>> summaries(History &history, qint64 from, qint64 to);

// Inside one closure of a session.
std::unique_ptr<History> tableHistory(db::Sql &sql);

// A SQLite file, 0600, made when it is missing; one thread at a time, several programs may share it.
// Refused for a symlink, a file of somebody else's, or one of a newer version.
Result<std::unique_ptr<History>> fileHistory(const QString &path);
QString historyFile(); // dataDir()/health.sqlite

} // namespace gatehouse::health
