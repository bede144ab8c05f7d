// Every table and view of a database that can be looked at, for the tree of the Data page.
#pragma once

#include "base/result.h"
#include "db/identifier.h"
#include "db/sql.h"

#include <vector>

namespace gatehouse::tables {

enum class Kind { Table, Partitioned, Partition, View, MaterializedView, Foreign };

struct Entry
{
    QString schema, name;
    Kind kind = Kind::Table;
    double rows = -1;  // by the last analysis, of a partitioned table its leaves'; -1: not known
    qint64 bytes = -1; // with indexes and TOAST; -1: it has none of its own
    bool readable = true;
    db::Identifier identifier() const { return db::Identifier(schema, name); }
    bool operator==(const Entry &) const = default;
    static Entry fromRow(const db::Row &row);
};

struct Tree
{
    std::vector<Entry> entries; // by schema and name; the server's own schemas are left out
    bool sizesAbout = false;    // as of the last vacuum: somebody held a table so that it could not
                                // be measured
};

// Session's thread. Never waits for a lock longer than half a second.
Result<Tree> fetchTree(db::Sql &sql);

QString kindText(Kind kind); // translated: "view"

} // namespace gatehouse::tables
