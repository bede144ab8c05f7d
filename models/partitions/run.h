// The move of a large table to monthly partitions while it is in use, the way back, and its care.
#pragma once

#include "base/progress.h"
#include "partitions/job.h"
#include "trail/recorder.h"

namespace gatehouse::partitions {

struct RunOptions
{
    Options plan{};
    trail::Policy policy = trail::Policy::Required;
    trail::Actor actor;
    ReportProgress report{};
    int batchMs = 100;     // what one batch should take: writers of its rows wait so long
    bool exchange = true;  // false: stop before the exchange
};

struct Moved
{
    Job job;
    qint64 rows = 0, copied = 0;   // of the comparison; put by batches in this run
    qint64 repaired = 0;           // rows that differed and were copied again
    QString checksum{};            // of both tables
    qint64 longestBatchMs = 0;
    qint64 followMs = 0, swapMs = 0; // how long the locks that writers meet were held or waited for
    int attempts = 0;              // for the lock of the exchange
    qint64 milliseconds = 0;
};

// Begins, or goes on where a run was cancelled or killed. Refused with every obstacle named. Needs
// a session of its own without a pooler. Waits for a lock at most 1.5 s at a time, so that nobody
// waits behind it for longer; every step is one transaction with its state, its trail entry last.
Result<Moved> move(db::Sql &sql, const QString &schema, const QString &table, const QString &time,
    const RunOptions &options);

// The way back: before the exchange the new table goes; after it the old table is compared with the
// new one and takes its place again, with every row that was written since.
Result<Job> undo(db::Sql &sql, const Job &job, const RunOptions &options);
// Drops the old table. There is no way back afterwards.
Result<Job> finish(db::Sql &sql, const Job &job, const RunOptions &options);

// The content of a table against that of its open move, from one snapshot; rows, checksum.
struct Compared
{
    qint64 liveRows = 0, otherRows = 0;
    QString liveSum, otherSum;
    bool same() const { return liveRows == otherRows && liveSum == otherSum; }
};
Result<Compared> compare(db::Sql &sql, const Job &job, const ReportProgress &report = {});

} // namespace gatehouse::partitions
