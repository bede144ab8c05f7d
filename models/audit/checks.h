// What gives a foreign trail away (A4): numbers that are missing, time that went backwards, rows
// that were soft-deleted in bursts. Our own trail has its chain instead (trail/chain.h).
#pragma once

#include "audit/source.h"
#include "base/cancel.h"
#include "base/progress.h"

namespace gatehouse::audit {

struct Finding
{
    enum class Kind { Gaps, Backwards, Burst, Clean, NotCheckable };
    Kind kind = Kind::Clean;
    QString text;            // translated sentence
    qint64 count = 0;        // of missing numbers, of rows that go back, of rows of the burst
    QString first{}, last{}; // ids, or times of a burst, as the server prints them
    QString sql{};           // what was asked
    bool isTrouble() const { return kind < Kind::Clean; }
};

// Reads the whole trail once for each check: a job's session. One snapshot. Each check gives its
// findings (at most 20 of a kind, worst first), else that there are none, or why it cannot be made.
Result<std::vector<Finding>> examine(
    db::Sql &sql, const Source &source, const ReportProgress &report = {});

class FileTrail;
// The same of rows that were read from files, in the order in which they stand there; also files of
// a rotated set that are not there. Findings have no sql.
Result<std::vector<Finding>> examine(const FileTrail &trail, const CancelToken &token = {});

} // namespace gatehouse::audit
