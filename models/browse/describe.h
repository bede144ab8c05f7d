// A table or view as a Relation, read from the catalog.
#pragma once

#include "base/result.h"
#include "browse/relation.h"
#include "db/sql.h"

namespace gatehouse::browse {

// Only columns the role may read; Refused when there is none, Invalid when the table is not there.
// The key is the primary key, else a unique index over columns that are never NULL. An empty schema
// is looked up along the search path.
Result<Relation> describe(db::Sql &sql, const db::Identifier &name);

} // namespace gatehouse::browse
