// Retention carried out: small batches by primary key, each one transaction with its trail entry.
#pragma once

#include "retention/archive.h"
#include "trail/recorder.h"

namespace gatehouse::retention {

struct RunOptions
{
    trail::Policy policy = trail::Policy::Required;
    trail::Actor actor;
    QString database{}; // for the manifest: "gatehouse @ db.example.org:5432"
    ReportProgress report{};
    bool vacuum = true;
    int batchMs = 25; // what one transaction should take; batches grow and shrink towards it
};

struct Outcome
{
    qint64 expected = 0, gone = 0;
    qint64 locked = 0;   // still there: somebody held them each time they were asked for
    qint64 changed = 0;  // still there: changed since they were archived, or not old any more
    int batches = 0, partitions = 0;
    qint64 longestMs = 0; // of one transaction
    qint64 milliseconds = 0;
    std::optional<Archive> archive{};
    bool recorded = false, vacuumed = false;
    bool complete() const { return gone == expected; }
};

// In a session of its own without a pooler (a closure of one is one transaction). Deletes what the
// preview counted and nothing else: Refused before anything changes when the counts differ, and
// stopped, with what is gone said in the Error, when a batch would take more than was counted. A
// cancel stops between two batches; the next run goes on with what is left. No statement waits for
// a lock longer than 100 ms, and rows that somebody else holds are left for later.
Result<Outcome> apply(db::Sql &sql, const Preview &preview, const RunOptions &options);

} // namespace gatehouse::retention
