// Making a backup (B1, B2, B9): pg_dump on a snapshot of ours, counts and content checksums of
// every table on the same snapshot, read back in full, and only then given its name.
#pragma once

#include "backup/store.h"
#include "backup/tools.h"
#include "db/session.h"

namespace gatehouse::backup {

enum class Format { Custom, Directory };

struct CreatePlan
{
    QString folder;    // where backups lie; made when missing
    db::ConnInfo info; // for pg_dump: that of the session
    std::shared_ptr<const Secret> password;
    QString role;
    Format format = Format::Custom;
    int jobs = 1; // more only with Format::Directory
    QString
        compression; // none, gzip[:N], and from pg_dump 16 lz4[:N], zstd[:N]; empty: its default
    // Names as SQL writes them: usage_logs, public.usage_logs, "My Schema"."T".
    QStringList schemas, includes, excludes, excludeData;
    bool globals = false; // roles, without passwords
    // Encrypted when there is a recovery key; then in the custom format, since pg_dump writes the
    // files of the other one by itself. The passphrase opens it as well, if there is one.
    SharedRecoveryKey recovery{};
    std::shared_ptr<const Secret> passphrase{};
};

struct Created
{
    QString path;
    Manifest manifest;
    Choice tools;
};

// What pg_dump and the manifest will be about; found before anything is written.
struct Scope
{
    std::vector<TableEntry> tables; // without rows and sums yet
    std::vector<qint64> bytes;      // of each
    qint64 total() const;
};

// Session's thread, on a connection of its own (Job, read-only); one transaction. Cancel: within
// half a second no child, no server session and no file is left. Errors: Refused, before anything
// is written, for tools that are too old, tables that this role may not read in full, rows that are
// too large for pg_dump, and too little room.
Result<Created> create(db::Sql &sql, const CreatePlan &plan, const ReportProgress &report = {});

// The argument of pg_dump's --compress; Invalid when this version cannot.
Result<QString> compressArgument(const QString &compression, const Version &tools);

} // namespace gatehouse::backup
