// A copy of a database into an empty one, for trying things out; it is no backup.
#pragma once

#include "backup/store.h"
#include "db/session.h"

namespace gatehouse::backup {

struct ScratchPlan
{
    db::SessionOptions from, into;
    bool data = false;      // the rows too
    QStringList alsoData{}; // tables ("schema.table") whose rows come even so
};
// Blocks; pg_dump into a private folder and pg_restore from it, without owners and rights.
Result<> copyInto(const ScratchPlan &plan, const CancelToken &token = {});

} // namespace gatehouse::backup
