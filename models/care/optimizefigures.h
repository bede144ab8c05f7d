// The tables that an optimisation is about: figures and rights. For care's own sources.
#pragma once

#include "care/optimize.h"

namespace gatehouse::care {

struct TableSeen
{
    OptimizeFigures figures;
    bool mayCreate = false; // in its schema
    bool owner = false, mayAnalyze = false, partitioned = false, isThere = false;
};
// One row a pair, also for tables that are not there. Waits for no lock.
Result<std::vector<TableSeen>> tablesSeen(
    db::Sql &sql, const QStringList &schemas, const QStringList &tables);

} // namespace gatehouse::care
