// A plan for a source that no recipe knows: each of its tables into one like it.
#pragma once

#include "migration/inspect.h"
#include "migration/plan.h"

namespace gatehouse::migration {

// `only` names tables of the source; empty: all. Names are cut to what PostgreSQL takes and told
// apart by a number; what had to be left out is added to `notes`.
std::vector<TableRule> genericTables(
    const Source &source, const QStringList &only, QStringList &notes);

// Types for columns of which the source declares none, from the values that were really seen: only
// types that keep each of them as it is. Columns that refer to each other get the same type. A
// zone is left open ("?") where times without one go into a column that wants it.
void inferTypes(Plan &plan, const Source &source, const Inspection &seen);

} // namespace gatehouse::migration
