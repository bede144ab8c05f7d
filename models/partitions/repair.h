// Rows that differ between a table and the one it moves to: found by key, copied again.
#pragma once

#include "partitions/plan.h"

namespace gatehouse::partitions {

// How many rows differed. A writer at REPEATABLE READ that was under way while its row was copied
// can leave such ones; each is locked while it is copied again.
Result<qint64> repair(db::Sql &sql, const Table &table, const Names &names);

} // namespace gatehouse::partitions
