// Growth (D1): sizes are kept in a table of the database, with consent, else in a file of this user.
#pragma once

#include "care/sizes.h"
#include "trail/trail.h"

namespace gatehouse::care {

struct SizePoint
{
    qint64 bytes = 0;
    double rows = -1; // -1: not known
    bool operator==(const SizePoint &) const = default;
};

// What everything took at one time. Relations by "schema.name"; the empty name is the database.
struct Snapshot
{
    qint64 at = 0; // ms since the epoch
    std::map<QString, SizePoint> relations;
    bool operator==(const Snapshot &) const = default;
};
Snapshot snapshotOf(const Sizes &sizes);

// In order of time; at most one in 6 hours, after two weeks one a day, after 400 days none. Pure.
std::vector<Snapshot> thinned(std::vector<Snapshot> all, qint64 now);

struct Growth
{
    qint64 since = 0; // the snapshot it is counted from
    double bytesPerDay = 0;
};
// From the oldest snapshot of the last `days` that knows the relation; nothing under an hour. Pure.
std::map<QString, Growth> growthOf(const std::vector<Snapshot> &history, const Snapshot &now, int days = 30);

// The file of a database: 0600, replaced whole. A missing file is an empty history. Blocks.
QString sizeFile(const QString &label); // of ConnInfo::label()
Result<std::vector<Snapshot>> readSizeFile(const QString &path);
Result<> keepInFile(const QString &path, const Snapshot &snapshot); // not twice in 6 hours

// gatehouse.care_size: part 'care' of gatehouse.schema_version. Session's thread.
struct SizeTable
{
    bool there = false, mayWrite = false, mayCreate = false;
};
Result<SizeTable> sizeTable(db::Sql &sql);
Result<> createSizeTable(db::Sql &sql, const trail::Actor &actor); // with consent; recorded in our trail
Result<> removeSizeTable(db::Sql &sql, const trail::Actor &actor);
Result<std::vector<Snapshot>> readSizeTable(db::Sql &sql);
Result<> keepInTable(db::Sql &sql, const Snapshot &snapshot); // not twice in 6 hours

} // namespace gatehouse::care
