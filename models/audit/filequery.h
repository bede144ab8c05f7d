// A question about the copied rows of a file trail, as SQL of SQLite; not for others.
#pragma once

#include "browse/query.h"

#include <QVariant>

namespace gatehouse::audit {

// Text with "?", and what stands there.
struct FileQuery
{
    QString text;
    std::vector<QVariant> values{};
};

// "WHERE ..." with a leading space, or nothing.
FileQuery printFileFilter(const browse::Condition &filter, const browse::Relation &relation);
// The rows after the cursor (before it, when backward: they then arrive last first). The selected
// columns are those of `fields`; at most `limit` rows.
FileQuery printFilePage(const browse::PageRequest &request,
    const std::vector<const browse::Column *> &fields, int limit);
// One column of the row that stands at the cursor.
FileQuery printFileValue(
    const browse::Query &query, const browse::Cursor &row, const browse::Column &column);

} // namespace gatehouse::audit
