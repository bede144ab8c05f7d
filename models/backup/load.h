// A backup's archive into an empty database, and the comparison of what came out with what went in.
#pragma once

#include "backup/store.h"
#include "backup/tools.h"
#include "db/session.h"

namespace gatehouse::backup {

// Waits for one closure; in an engine's thread only, never the window's.
template <typename F>
auto ask(db::Session &session, F f, const CancelToken &token)
{
    auto future = session.run(std::move(f), token);
    future.waitForFinished();
    return future.result();
}

struct LoadPlan
{
    db::ConnInfo info; // of the empty database
    std::shared_ptr<const Secret> password;
    int jobs = 1;
    bool owners = true; // false: --no-owner --no-acl
    QString role;       // SET ROLE before; empty: none
};

// The newest fitting pg_restore: not older than the pg_dump that wrote the archive.
Result<Choice> toolsFor(const Manifest &manifest, const CancelToken &token);

// A base backup is a data directory, not an archive: Refused, with what to do.
Result<> checkArchive(const Found &backup);

// Blocks. Stops at the first error, with pg_restore's words; milliseconds it took. A backup of
// chosen tables goes on over what they refer to elsewhere.
Result<qint64> load(const Found &backup, const LoadPlan &plan, const CancelToken &token,
    const ReportProgress &report);

// CREATE DATABASE from template0 with the encoding and locale of the backup; `fallbackLocale` when
// that locale is not known here. Session's thread, outside a transaction.
Result<> createDatabase(db::Sql &sql, const QString &name, const Manifest &manifest,
    const QString &fallbackLocale = {});

// What differs from the manifest, as sentences: definitions, rows, contents, sequences, large
// objects. One snapshot. `remarks` gets what is worth knowing and no fault.
Result<QStringList> compare(db::Sql &sql, const Found &backup, const ReportProgress &report,
    QStringList *remarks = nullptr);

} // namespace gatehouse::backup
