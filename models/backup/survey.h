// What a database holds, read in the caller's snapshot: what a dump will contain and what a
// restored copy is compared with.
#pragma once

#include "backup/manifest.h"
#include "db/sql.h"

namespace gatehouse::backup {

struct SurveyTable
{
    quint32 oid = 0;
    QString schema, name;
    QStringList columns; // those with content of their own, by name
    qint64 bytes = 0;    // with TOAST
    qint64 toastBytes = 0;
    bool readable = true, rowSecurity = false;
    static SurveyTable fromRow(const db::Row &row);
    db::Identifier identifier() const { return {schema, name}; }
};

struct Survey
{
    QDateTime now; // the server's
    QString database, owner, encoding, collate, ctype, systemIdentifier, lsn;
    LocaleProvider locale;
    qint64 bytes = 0;
    QStringList extensions, roles;
    std::vector<SurveyTable> tables;
    std::vector<SequenceEntry> sequences;
};

// Session's thread, inside a Snapshot transaction.
Result<Survey> survey(db::Sql &sql);

// What is beside the tables; after proof::beginSums(). Refused when this role may not read all large
// objects.
Result<std::optional<LargeObjects>> largeObjects(db::Sql &sql);
Result<std::vector<TableEntry>> materializedViews(db::Sql &sql);

// One object's definition as one line: kind, name, and the text that PostgreSQL prints for it.
struct Item
{
    QString kind, name, definition;
    QString table; // "schema.table" it belongs to; empty: none
    bool operator==(const Item &) const = default;
    static Item fromRow(const db::Row &row);
};
// Tables, columns, constraints, indexes, views, functions, triggers, types, policies, extensions.
// Owners and rights are left out: they are compared apart. Sorted.
Result<std::vector<Item>> schemaItems(db::Sql &sql);
QByteArray toJsonLines(const std::vector<Item> &items);
std::vector<Item> readItems(const QByteArray &lines);

// Differences of two schemas as sentences, at most `most`. Casts and brackets that PostgreSQL adds
// when it prints a definition a second time are no difference.
QStringList schemaDifferences(
    const std::vector<Item> &before, const std::vector<Item> &after, int most = 20);

} // namespace gatehouse::backup
