// The tables that hold a relation's rows.
#pragma once

#include "base/result.h"
#include "db/sql.h"

namespace gatehouse::browse {

struct Leaf
{
    db::Identifier name{QString()};
    double rows = -1;    // by the last analysis; -1: unknown
    bool direct = false; // child of the relation itself, not of a partition of it
    bool rowSecurity = false;
    static Leaf fromRow(const db::Row &row);
};

Result<std::vector<Leaf>> fetchLeaves(db::Sql &sql, quint32 relation);

} // namespace gatehouse::browse
