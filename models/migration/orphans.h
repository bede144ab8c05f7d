// References of a staging table, and rows whose parent is nowhere.
#pragma once

#include "migration/finishkeys.h"

namespace gatehouse::migration {

// Adds the reference and validates it; orphans are treated as the plan says, in quarantine unless
// it says otherwise.
Result<> makeReference(
    db::Sql &sql, const KeysRequest &request, const Moved &table, const LiveKey &key);

} // namespace gatehouse::migration
