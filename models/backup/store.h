// The folder that backups lie in. A backup is a folder of its own, NAME.backup:
//   manifest.json   what it is, with the checksum of each other file
//   database.dump   (custom format) or database/ (directory format)
//   schema.jsonl    definitions of every object, to compare a restored copy with
//   globals.sql     roles without passwords, by choice
//   history.jsonl   checks so far; not in the manifest, grows
// An encrypted one (B8) has the same files; all but manifest.json and history.jsonl are sealed.
// It gets this name when everything in it was read back: what is named so is whole.
#pragma once

#include "backup/manifest.h"
#include "backup/sealed.h"
#include "base/cancel.h"
#include "base/progress.h"


namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::backup {

inline constexpr auto kSuffix = ".backup";
inline constexpr auto kManifest = "manifest.json";
inline constexpr auto kHistory = "history.jsonl";
inline constexpr auto kSchema = "schema.jsonl";
inline constexpr auto kGlobals = "globals.sql";
inline constexpr auto kDump = "database.dump"; // of the custom format

QString defaultFolder();                     // dataDir()/backups
QString folderOf(const SettingsFile &settings); // the one that was chosen, else that
// "shop-20261121T184500Z-1a2b3c4d.backup": safe on every file system, whatever the database is
// called.
QString backupName(const QString &database, const QDateTime &at, const QString &id);
QString dumpPath(const QString &backup, const Manifest &manifest); // file or folder for pg_restore

struct Found
{
    QString path, name;
    std::optional<Manifest> manifest; // none: see trouble
    QString trouble;
    std::vector<Check> history;
    SharedDataKey key{}; // of an encrypted one that was unlocked
    // The best level that was proven, and when; a newer failed check takes it away.
    Level proven() const;
    QDateTime provenAt() const;
    QString lastFailure() const; // sentence of the newest check, when that failed
    std::optional<Check> lastDrill() const;
};
// Newest first. A missing folder is empty; unreadable backups are rows with their trouble. Blocks.
Result<std::vector<Found>> listBackups(const QString &folder);
Found lookAt(const QString &path);
// By path, name or beginning of an id or name; Invalid when none or several fit.
Result<Found> findBackup(const QString &folder, const QString &text);

// A sentence when no backup of the database of this name was proven (read back at least) in the
// last 8 days; else empty.
inline constexpr int kProofDays = 8;
QString lackOfProof(const std::vector<Found> &all, const QString &database, const QDateTime &now);
// The one that was made last among those that are proven; null: none.
const Found *newestProven(const std::vector<Found> &all, const QString &database);

Result<> addCheck(const QString &path, const Check &check);

// Size and SHA-256 of a plain file, no link followed; read from the disk where the system allows.
Result<FileEntry> hashFile(const QString &folder, const QString &file, const CancelToken &token,
    const std::function<void(qint64)> &read = {});

struct Room
{
    qint64 free = 0, total = 0;
    qint64 floor() const; // a backup stops before so little is left
};
Room roomIn(const QString &folder); // of its nearest existing parent

} // namespace gatehouse::backup
