// How many rows: three answers, each of which says how sure it is (U2).
#pragma once

#include "base/result.h"
#include "browse/query.h"
#include "db/sql.h"

namespace gatehouse::browse {

struct Count
{
    enum class Kind { Unknown, About, AtLeast, Exact };
    Kind kind = Kind::Unknown;
    qint64 value = 0;
    bool operator==(const Count &) const = default;
};

constexpr qint64 kCountCap = 10001;

// From the catalog, or the planner where there is a filter; never counts. A table that was never
// analysed is Unknown, not 0.
Result<Count> countAbout(db::Sql &sql, const Query &query);
// Exact below the cap, else AtLeast cap - 1.
Result<Count> countCapped(db::Sql &sql, const Query &query, qint64 cap = kCountCap);
// Reads every row: in the background, with its own limit of time, cancelled by the closure's token.
Result<Count> countExact(db::Sql &sql, const Query &query, int timeoutMs = 60000);

} // namespace gatehouse::browse
