// One schema of a live database as values: what its tables are made of, printed so that two
// databases can be compared. PostgreSQL 13 to 18.
#pragma once

#include "db/sql.h"

#include <QJsonObject>
#include <QMap>

#include <vector>

namespace gatehouse::catalog {

// Every definition is the server's own text, printed while search_path is the schema alone: names
// inside of the schema stand without it, so that two schemas of one layout print alike.

struct Column
{
    QString name;
    QString type;         // as format_type prints it: "character varying(255)"
    bool notNull = false; // the primary key's columns too
    QString fallback;     // DEFAULT as the server prints it; empty: none
    QString identity;     // "", "always", "by default"
    QString generated;    // the expression of a stored column; empty: none
    QString collation;    // empty: the type's own
    QString comment;
    bool operator==(const Column &) const = default;
};

struct Constraint
{
    // "primary", "unique", "check", "foreign", "exclude". NOT NULL is a column's, on 18 too.
    QString name, kind;
    QString definition;    // without NOT VALID: "CHECK ((x > 0))"
    QStringList columns{}; // in the order of the key; of a check in that of the table
    QString target{};      // of a foreign key: the other table
    bool valid = true;     // false: NOT VALID, old rows were never checked
    bool operator==(const Constraint &) const = default;
};

// Without those that a constraint owns.
struct Index
{
    QString name;
    QString definition;    // after the table: "USING btree (a, b DESC) WHERE c"
    QStringList columns{}; // of the key; "" for an expression
    bool unique = false;
    bool valid = true; // false: left by a failed CREATE INDEX CONCURRENTLY, or being built
    bool operator==(const Index &) const = default;
};

struct Trigger
{
    QString name;
    QString definition; // as pg_get_triggerdef prints it
    bool enabled = true;
    bool operator==(const Trigger &) const = default;
};

struct Table
{
    QString name;
    QString kind; // table, partitioned, view, matview, foreign
    std::vector<Column> columns{};
    std::vector<Constraint> constraints{};
    std::vector<Index> indexes{};
    std::vector<Trigger> triggers{};
    QString body{};   // of a view: its query; of a partitioned table: its key; of a partition: its
                      // bounds
    QString parent{}; // of a partition or an heir: the (first) table above it
    bool rowSecurity = false, unlogged = false;
    QString comment{};
    const Column *column(const QString &name) const;
    const Constraint *constraint(const QString &name) const;
    const Constraint *primaryKey() const;
    const Index *index(const QString &name) const;
    bool operator==(const Table &) const = default;
};

struct Sequence
{
    QString name;
    QString type; // bigint
    qint64 start = 1, increment = 1;
    bool cycle = false;
    QString owner{}; // "table.column"; empty: nobody's
    bool operator==(const Sequence &) const = default;
};

struct Enumeration
{
    QString name;
    QStringList labels; // in their order
    bool operator==(const Enumeration &) const = default;
};

struct Routine
{
    QString signature; // "f(integer, text)"
    QString kind;      // function, procedure, aggregate, window
    QString hash;      // SHA-256 of its definition, hexadecimal; of an aggregate: empty
    bool operator==(const Routine &) const = default;
};

struct Catalog
{
    QString schema;
    int serverNum = 0;                   // 150020; of the server it was read from
    QMap<QString, Table> tables;         // views and partitions too
    QMap<QString, Sequence> sequences;   // without those of identity columns
    QMap<QString, Enumeration> enums;    // by name
    QMap<QString, Routine> routines;     // by signature
    QMap<QString, QString> extensions{}; // name -> version, of the database
    const Table *table(const QString &name) const;
    // The layout alone: not the schema's name, the server, or the extensions.
    bool sameAs(const Catalog &other) const;
};

// Without the objects of extensions and without Gatehouse's own. Session's thread. Four round
// trips whatever the size: begin, search_path, one statement, end. Reads catalogs only, takes no
// lock that a writer could meet, needs no right but CONNECT, works on a standby. Inside a
// transaction of the caller it joins it and puts search_path back: uncommitted changes are seen.
// Invalid when there is no such schema.
Result<Catalog> read(db::Sql &sql, const QString &schema);

// For files and --json; what has its default is left out. fromJson is Invalid with the place of
// the first member that does not fit.
QJsonObject toJson(const Catalog &catalog);
Result<Catalog> fromJson(const QJsonObject &json);

// Empties the comments and whatever else says nothing about whether a service can work with it.
Catalog withoutComments(Catalog catalog);

} // namespace gatehouse::catalog
