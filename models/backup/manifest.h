// What a backup says about itself: manifest.json in its folder (B2).
#pragma once

#include "backup/keys.h"
#include "base/result.h"

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace gatehouse::backup {

inline constexpr int kForm = 1;
inline constexpr int kSealedForm = 2; // encrypted; older programs refuse it in good time

struct FileEntry
{
    QString path; // below the backup's folder, with /
    qint64 size = 0;
    QByteArray sha256; // hexadecimal
};

struct TableEntry
{
    QString schema, name;
    QStringList columns; // those that count, by name
    qint64 rows = 0;
    QByteArray sum;   // proof::TableSum
    bool data = true; // false: only its definition was taken
    bool operator==(const TableEntry &) const = default;
};

struct SequenceEntry
{
    QString schema, name;
    qint64 last = 0; // at the snapshot or before; the dump may hold a later one
    bool rising = true;
};

struct LargeObjects
{
    qint64 count = 0;
    QByteArray sum; // as of a table, over the numbers and the content
    bool operator==(const LargeObjects &) const = default;
};

// Whose rules order the texts of a database; from PostgreSQL 15.
struct LocaleProvider
{
    QString kind = QString(QChar(u'c')); // pg_database.datlocprovider: c libc, i ICU, b builtin
    QString name{}, rules{};             // of ICU and builtin
    bool isLibc() const { return kind == QChar(u'c'); }
};

struct Manifest
{
    QString id;
    QDateTime created; // the server's clock, UTC
    QString connection, database, owner, encoding, collate, ctype;
    LocaleProvider locale;
    QString server; // "15.20"
    int serverNum = 0;
    QString systemIdentifier; // empty: this role may not ask
    QString tools;            // "15.18"
    QString format;           // "custom", "directory"
    QString compression;      // as given to pg_dump; empty: its default
    int jobs = 1;
    QString snapshot, lsn;
    QStringList extensions, roles, schemas, includes, excludes, excludeData;
    qint64 databaseBytes = 0;
    qint64 dumpMs = 0, checkMs = 0;
    bool globals = false;
    bool encrypted = false;
    std::optional<Lock> lock; // of an encrypted one
    QByteArray mac;           // over the rest, by the backup's own key; see sign()
    QByteArray schemaPrint; // SHA-256 of schema.jsonl
    std::vector<FileEntry> files;
    std::vector<TableEntry> tables;
    std::vector<SequenceEntry> sequences;
    std::optional<LargeObjects> largeObjects; // none: there are none
    std::vector<TableEntry> views;            // materialized ones; data: it was filled

    bool isWhole() const { return schemas.isEmpty() && includes.isEmpty() && excludes.isEmpty(); }
    qint64 bytes() const;
    qint64 rows() const;
};

// The document ends with "sha256" over the rest, so that a changed byte shows. Somebody who may
// write the file can compute it anew: against forging it is not made.
QByteArray toJson(const Manifest &manifest);
// Of an encrypted backup: with its key, a forged manifest shows, too.
void sign(Manifest &manifest, const DataKey &key);
bool isGenuine(const Manifest &manifest, const DataKey &key);
// Invalid, with the reason, when it is no manifest, was changed, or is of a newer form.
Result<Manifest> readManifest(const QByteArray &json);

// The side file history.jsonl: what was proven when; a line a check.
enum class Level { None, Hash, Read, Drill };
struct Check
{
    QDateTime at;
    Level level = Level::None;
    bool good = false;
    qint64 ms = 0;         // of the whole check
    qint64 restoreMs = -1; // of a drill: how long the restore took
    QString what;          // one sentence
};
QByteArray toJson(const Check &check);                   // one line
std::vector<Check> readHistory(const QByteArray &lines); // what is not understood is left out
QString levelId(Level level);                            // "hash", "read", "drill", "none"
QString levelName(Level level);                          // translated

} // namespace gatehouse::backup
