// What a page would cost, before it is asked; and the index that would help.
#pragma once

#include "base/result.h"
#include "browse/query.h"
#include "db/sql.h"

namespace gatehouse::browse {

struct Plan
{
    double cost = 0;       // the planner's units
    double rowsRead = 0;   // by the widest node below
    bool sortsAll = false; // no index has the order
    bool readsAll = false; // no index serves the filter
    QStringList indexes{}; // statements that would help, to be run one by one outside of a
                           // transaction; empty: none is needed, or none can help (a view)
    bool isHeavy() const { return (sortsAll || readsAll) && cost > kHeavyCost; }
    static constexpr double kHeavyCost = 20000; // about a million rows read in full
};

// EXPLAIN of the first page; runs nothing.
Result<Plan> fetchPlan(db::Sql &sql, const Query &query);
// One translated sentence with the cost; empty when it is not heavy.
QString warning(const Plan &plan);
// Pure: CREATE INDEX CONCURRENTLY for the filter's equalities, the order and the key.
QStringList helpfulIndexes(const Query &query, const std::vector<db::Identifier> &leaves = {});

} // namespace gatehouse::browse
