// Base backups of a whole server (B8): pg_basebackup with its write-ahead log, checked by
// pg_verifybackup, in the same kind of folder as other backups. How to restore one is the server's
// own business: its folder base/ is a data directory. And how far back a server could go.
#pragma once

#include "backup/create.h"

namespace gatehouse::backup {

inline constexpr auto kBaseFormat = "base";
inline constexpr auto kBaseFolder = "base";

struct BasePlan
{
    QString folder;
    db::ConnInfo info;
    std::shared_ptr<const Secret> password;
};

// Session's thread. Refused when the role may not replicate, the server keeps no write-ahead log
// for it, or it has further tablespaces.
Result<Created> createBase(db::Sql &sql, const BasePlan &plan, const ReportProgress &report = {});

// pg_verifybackup over such a backup: checksums by the server's manifest, and its write-ahead log.
Result<> verifyBase(const Found &backup, const CancelToken &token);

// What the server does for a recovery to a moment, as one sentence each; never fails for want of
// rights.
struct Archiving
{
    bool on = false;
    QDateTime lastArchived, lastFailed;
    qint64 failures = 0;
    QStringList tools; // of archive_command and of this machine: pgbackrest, barman, wal-g
    QString sentence(const std::vector<Found> &backups) const; // how far back one can go
};
Result<Archiving> archiving(db::Sql &sql);

} // namespace gatehouse::backup
