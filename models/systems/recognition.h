// What is inside a database (C5): systems by schema, versions, extensions, rights, pooler.
#pragma once

#include "db/sql.h"
#include "systems/description.h"

#include <memory>

namespace gatehouse::systems {

// What the version table of a schema says, against what the system expects.
struct VersionFacts
{
    enum class Verdict {
        None,      // the system keeps no versions
        NotSetUp,  // the tool is configured, but has neither steps nor a table
        Unstamped, // the tables exist, the version table does not or is empty
        Current,   // at head, nothing pending
        Behind,    // steps pending
        Unknown,   // a version that is not among the expected ones
        SeveralHeads,
        Unreadable // this role may not read the version table
    };
    Verdict verdict = Verdict::None;
    QString kind, table;
    QStringList current, pending, unknown; // in the tool's order
};

// One system found in one schema.
struct Match
{
    std::shared_ptr<const Description> system;
    QString shapeId;
    QString schema;
    QStringList missingTables{}, missingColumns{}, extraColumns{}; // columns as "table.column"
    bool partial() const { return !missingTables.isEmpty() || !missingColumns.isEmpty(); }
    VersionFacts version{};
    QString versionState{}; // one translated sentence: "unstamped: the tables exist,
                            // alembic_version does not"
    const Shape &shape() const;
};

struct ColumnFacts
{
    QString name, type; // type as format_type prints it: "character varying(100)"
    bool notNull = false, hasDefault = false;                     // default, identity or generated
    bool canSelect = false, canInsert = false, canUpdate = false; // by the table's grant or its own
};

struct IndexFacts
{
    QString name;
    QStringList columns; // "" for an expression
    bool unique = false, primary = false, partial = false, valid = true;
};

struct TableFacts
{
    QString schema, name, kind; // table, partitioned, view, matview, foreign
    std::vector<ColumnFacts> columns{};
    std::vector<IndexFacts> indexes{};
    // At least on some columns, and the schema may be entered, and (views) the server can do it.
    bool canSelect = false, canInsert = false, canUpdate = false, canDelete = false;
    double rows = -1; // estimate, -1 unknown; 0 only when certain
    const ColumnFacts *column(const QString &column) const;
    QStringList unreadableColumns() const;
    bool uniqueOn(const QStringList &on) const;
};

struct Recognition
{
    std::vector<Match> matches; // surest first
    std::vector<TableFacts> tables;
    QMap<QString, QString> extensions, available; // name -> version: installed, and to be had
    QString serverVersion, encoding;
    QString zone;       // TimeZone of the session
    QString serverZone; // of the server's own log: what "server-local" most likely means
    bool pooled = false, superuser = false, standby = false;
    bool readOnlyRole = false; // may write to no table that was found
    QStringList warnings;      // translated sentences: sample password in use, md5, ...
    const TableFacts *table(const QString &schema, const QString &name) const;
};

// Reads catalogs and version tables only, at most six statements whatever the size of the database.
Result<Recognition> recognise(db::Sql &sql, const std::vector<Description> &known);

// What a page needs, and why it cannot have it: a translated sentence. Empty: it can.
QString whyNoKeys(const Recognition &recognition);
QString whyNoUsage(const Recognition &recognition);
QString whyNoAudit(const Recognition &recognition);
QString whyNoConversations(const Recognition &recognition);
// The same for one system of several.
QString whyNoKeys(const Recognition &recognition, const Match &match);
QString whyNoUsage(const Recognition &recognition, const Match &match);
QString whyNoAudit(const Recognition &recognition, const Match &match);
QString whyNoConversations(const Recognition &recognition, const Match &match);

// Where this database really records usage: the first of usage and otherUsage whose table is
// there, readable and not certainly empty; else the first readable one; null without any.
const UsageDomain *usageOf(const Recognition &recognition, const Match &match);

// What can be done with a system here, and why not.
struct Capability
{
    QString id;    // "keys.create", "keys.reveal", "usage.status", "audit.trace" ...
    QString title; // translated
    bool available = false;
    QString why; // translated; empty when available
};
std::vector<Capability> capabilities(const Recognition &recognition, const Match &match);

// A first description of an unknown back end from the usual names of the field.
struct Draft
{
    Description description;
    QStringList guesses; // "api_tokens.token looks like the key: varchar, unique, name matches"
};
Draft draftDescription(const Recognition &recognition, const QString &schema);

} // namespace gatehouse::systems
