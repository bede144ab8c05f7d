// The restore drill (B3): the backup into a scratch database, compared with the manifest, measured,
// and thrown away.
#pragma once

#include "backup/load.h"
#include "backup/verify.h"

namespace gatehouse::backup {

struct DrillPlan
{
    // Set: a scratch database gatehouse_drill_ID on that server, which needs CREATEDB. None: a
    // private cluster on this machine, with the roles of the backup.
    std::optional<db::SessionOptions> server{};
    int jobs = 1;
};

// Blocks. Compares definitions, row counts, content checksums and sequences; the result and the
// time the restore took go into the history. Differences are a value that is not good; an Error
// means that the drill could not be held (cancelled, no server programs, no room).
Result<Proof> drill(const Found &backup, const DrillPlan &plan, const CancelToken &token = {},
    const ReportProgress &report = {});

} // namespace gatehouse::backup
