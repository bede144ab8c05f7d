// The statement of a page as a person may see it.
#pragma once

#include "browse/query.h"

namespace gatehouse::browse {

// Pure. With its values in place; those of secret columns are dots.
QString shownSql(const Query &query);

} // namespace gatehouse::browse
