// A readable name for an id, from the table it points to.
#pragma once

#include "browse/relation.h"

namespace gatehouse::browse {

// The other table: its key, the type of that (as format_type prints it), and the column that names.
struct LabelTable
{
    db::Identifier name{QString()};
    QString key, keyType, label;
};

// The name for the id in column `held` of the table `own`, as a column `id` of its own: looked up
// for the rows that are shown only, and not to be sorted by.
Column labelColumn(
    const QString &id, const db::Identifier &own, const Column &held, const LabelTable &other);
// The ids of those that bear one of the names; for Condition::among on `held`.
Lookup labelLookup(const QString &id, const Column &held, const LabelTable &other, bool unique);

} // namespace gatehouse::browse
