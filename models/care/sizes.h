// How large everything is, how its rows are served, and what vacuum and analyze did to it (D1).
#pragma once

#include "db/sql.h"

#include <QDateTime>

#include <map>
#include <optional>

namespace gatehouse::care {

// One table, materialized view or partitioned table; bytes. Figures that the server does not keep
// for this kind, or in this version, are empty.
struct TableSize
{
    quint32 oid = 0;
    QString schema, name;
    QString kind;   // table, partitioned, matview
    QString partOf; // the parent of a partition
    qint64 heap = 0, indexes = 0, toast = 0; // toast with its index
    bool locked = false; // held exclusively just now: the bytes are the catalog's estimate
    double rows = -1;    // the planner's estimate; -1: never counted
    qint64 live = 0, dead = 0;
    qint64 changedSinceAnalyze = 0;
    std::optional<qint64> insertedSinceVacuum; // PostgreSQL 13 and later
    std::optional<QDateTime> vacuumed, autovacuumed, analyzed, autoanalyzed; // UTC
    qint64 vacuums = 0, autovacuums = 0;
    qint64 seqScans = 0, indexScans = 0;
    qint64 blocksRead = 0, blocksHit = 0; // heap, indexes and toast
    qint64 xidAge = 0, multixactAge = 0;
    QStringList options; // reloptions, "autovacuum_enabled=false"
    bool vacuuming = false;
    qint64 total() const { return heap + indexes + toast; }
    std::optional<double> hitShare() const;
    bool operator==(const TableSize &) const = default;
};

// What the server has in postgresql.conf for autovacuum.
struct AutovacuumSettings
{
    bool enabled = true, counts = true; // autovacuum, track_counts
    double vacuumThreshold = 50, vacuumScale = 0.2;
    double insertThreshold = 1000, insertScale = 0.2; // -1: older than 13, or switched off
    double vacuumMost = -1;                           // PostgreSQL 18: the threshold's cap
    double analyzeThreshold = 50, analyzeScale = 0.1;
    qint64 freezeMaxAge = 200'000'000, multixactFreezeMaxAge = 400'000'000;
    int workers = 3, naptime = 60;
    bool operator==(const AutovacuumSettings &) const = default;
};

// Who keeps vacuum from removing rows: everything younger than its xmin has to stay.
struct Holder
{
    QString kind; // session, walsender, slot, prepared
    QString name; // "pid 4711, ada, psql, idle in transaction", the slot's or transaction's name
    qint64 age = 0;              // transactions since
    std::optional<qint64> seconds; // since it began; nothing where it is not recorded
    qint64 pid = 0;              // of a session
    QString sentence() const;    // translated
    bool operator==(const Holder &) const = default;
};

struct DatabaseSize
{
    QString name;
    std::optional<qint64> bytes; // nothing without the right to connect
    std::optional<double> hitShare;
    qint64 xidAge = 0, connections = 0, temporaryBytes = 0, deadlocks = 0;
    std::optional<QDateTime> countedSince;
    bool current = false;
    bool operator==(const DatabaseSize &) const = default;
};

struct Sizes
{
    QDateTime at; // the server's clock, UTC
    int versionNum = 0;
    std::vector<DatabaseSize> databases; // the largest first
    std::vector<TableSize> tables;       // the largest first
    std::vector<Holder> holders;         // the oldest first
    AutovacuumSettings autovacuum;
    const DatabaseSize *database() const; // the one we are in
};

// Catalogs, statistics and file sizes; never waits for a lock. Session's thread.
Result<Sizes> fetchSizes(db::Sql &sql);

// What vacuum and analyze do about one table. Pure.
struct VacuumVerdict
{
    enum class State { Good, Soon, Held, Late, Off, Danger };
    State state = State::Good;
    QString word;           // translated: "in order", "held back" ...
    QStringList reasons;    // translated sentences: why it came or did not come, what to do
    double vacuumAt = 0;    // dead rows at which autovacuum comes
    double analyzeAt = 0;   // changed rows
    double insertsAt = -1;  // inserted rows; -1: does not count here
};
VacuumVerdict judgeVacuum(const TableSize &table, const Sizes &sizes);
QString stateId(VacuumVerdict::State state); // "good", "soon", "held", "late", "off", "danger"

} // namespace gatehouse::care
