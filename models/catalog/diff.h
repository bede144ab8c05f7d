// Where two schemas differ, as a tree, and the SQL that would mend it. Pure.
#pragma once

#include "catalog/catalog.h"

namespace gatehouse::catalog {

enum class Severity {
    Note,    // harmless: a further index, another name, an order
    Warning, // works, but slower or with less protection: an index or a default is missing
    Error    // the service meets an error: a table or column is missing, a type is another
};
enum class Sort { Missing, Extra, Different };

struct Difference
{
    Sort sort = Sort::Different;
    Severity severity = Severity::Note; // of a node with children the worst of them
    QString object; // "table", "column", "constraint", "index", "sequence", "enum", "view",
                    // "function", "trigger"
    QString table;  // empty for what belongs to none
    QString name;   // of the column, index...; of a table its own
    QString aspect; // of Different: "type", "default", "null", "definition", "valid", "labels"...
    QString expected, found; // as the server prints them; empty: nothing is there
    QString why;             // translated sentence: what it means
    QStringList mend{};      // SQL that makes found into expected, statements without semicolon
    QString caution{};       // translated: why the mend needs thought; empty: it does not
    std::vector<Difference> children{};
    QString where() const; // "jobs.status", "jobs: idx_job_status"
};

// What depends on the extensions of a server.
struct Tolerance
{
    QMap<QString, QStringList> types; // "vector_stores.vector" -> further types that are as good
    // "table: name" of constraints and indexes, "table" of tables: there or not, one way or another
    QStringList optional;
};

struct Options
{
    Tolerance tolerance{};
    bool extraTables = true; // say which tables are there that are not expected
    bool comments = false;
    QStringList ignoredTables{}; // version tables of tools
};

// Roots are tables, then sequences, enums, functions; the worst first, then by name. Constraints
// and indexes are matched by what they do, then by name: a unique index is as good as a unique
// constraint.
std::vector<Difference> diff(
    const Catalog &expected, const Catalog &found, const Options &options = {});

int count(const std::vector<Difference> &roots); // of leaves
int count(const std::vector<Difference> &roots, Severity severity);
std::optional<Severity> worst(const std::vector<Difference> &roots); // nothing: no difference
// One statement that mends, without semicolon.
struct Mend
{
    const Difference *leaf = nullptr; // of the roots it was asked for
    QString statement;
    bool advice = false; // takes away what may serve somebody: not to be run unasked
    bool alone = false;  // outside of a transaction
};
// In an order in which they can run: tables, columns, rest, keys to other tables, then what runs
// alone. The roots must outlive them.
std::vector<Mend> mendsOf(const std::vector<Difference> &roots);
// All mends in an order in which they can run (tables, columns, rest, keys to other tables), each
// with its semicolon; what needs thought stands as a comment before it; taking away what is
// not expected and may serve somebody is commented out. Unqualified names: `schema` becomes the
// search_path in front.
QString mendScript(const std::vector<Difference> &roots, const QString &schema);

// One line for people: "jobs.status: default is missing, expected 'pending'".
QString sentence(const Difference &leaf);

// DDL of one object, unqualified, without semicolon.
QString printColumn(const Column &column);  // "status character varying(50) NOT NULL"
QStringList printTable(const Table &table); // CREATE TABLE with keys but those to other tables,
                                            // then its indexes, then comments
QString printConstraint(const QString &table, const Constraint &constraint);
QString printIndex(const QString &table, const Index &index, bool concurrently = false);

} // namespace gatehouse::catalog
