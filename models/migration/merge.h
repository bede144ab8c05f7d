// Rows a target had before: what becomes of them is said by the plan and counted.
#pragma once

#include "migration/finishkeys.h"

namespace gatehouse::migration {

// In the transaction of the exchange, the live table locked: brings its rows into the new one.
// Skip: of equal keys the live row wins. Update: the new one does, in the columns that the plan
// fills. Refused with Existing::Fail when
// there are rows.
Result<> mergeExisting(db::Sql &sql, qint64 run, const Moved &table);

} // namespace gatehouse::migration
