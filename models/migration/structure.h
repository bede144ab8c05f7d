// The tables of a target: what they are, and copies of them with all that belongs to them.
#pragma once

#include "db/sql.h"
#include "migration/encoder.h"
#include "migration/plan.h"

namespace gatehouse::migration {

struct LiveColumn : TargetColumn
{
    bool generated = false;  // computed by the server: not filled
    bool hasDefault = false; // a default or an identity
};

// A key, index or reference of the live table, to be made anew on its copy.
struct LiveKey
{
    enum class Kind { Primary, Unique, Exclude, Index, Foreign };
    Kind kind = Kind::Index;
    QString name;
    QString definition;    // as the server prints it, after the name
    QString index{};       // of Primary and Unique that are not deferrable: their index, likewise
    bool unique = false;
    QStringList columns{}; // plain columns; empty for expressions
    bool whole = true;     // unique over all rows, not only where a predicate holds
    QString predicate{};
    QString otherSchema{}, otherTable{}, otherName{}; // of Foreign; otherName is quoted
    QStringList otherColumns{};
    bool validated = true;
};

struct LiveSequence
{
    QString schema, name, column;
    bool identity = false; // a copy gets its own
};

struct LiveTable
{
    qint64 oid = 0; // 0: there is none
    QString schema, name;
    std::vector<LiveColumn> columns{};
    std::vector<LiveKey> keys{};
    std::vector<LiveSequence> sequences{};
    bool hasRows = false;
    QStringList primaryKey() const;
    std::vector<TargetColumn> fillable() const;
};

// Catalogs only, but for the one row that hasRows looks for. Refused for what is no plain table,
// is not this role's, or has what a copy cannot take over (views, partitions, publications); the
// sentence names it.
Result<LiveTable> liveTable(db::Sql &sql, const QString &schema, const QString &name);

// Makes the tables of a plan that are missing, empty: from the system's schema, else from the
// rules. In the caller's transaction. Gives the names it made.
Result<QStringList> makeMissingTables(db::Sql &sql, const Plan &plan);

Result<> makeSchema(db::Sql &sql, const QString &name); // if there is none

// An empty copy in another schema, with defaults, checks, comments and storage, without keys.
Result<> copyStructure(db::Sql &sql, const LiveTable &table, const QString &schema);

} // namespace gatehouse::migration
