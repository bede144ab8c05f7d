// Proving a backup without a server (B3): its checksums, and reading it as a restore would.
#pragma once

#include "backup/store.h"

namespace gatehouse::backup {

struct Proof
{
    Level level = Level::None;
    bool good = false;
    QStringList findings; // translated; what is wrong
    QStringList remarks;  // translated; worth knowing, no fault
    qint64 ms = 0, bytes = 0;
    qint64 restoreMs = -1; // of a drill
    QString sentence() const;
};

// Blocks. Hash compares every file with the manifest, and finds files that it does not name; Read
// also runs the archive through pg_restore. Damage is a value that is not good; an Error means that
// nothing could be said (cancelled, no fitting pg_restore). The check is added to the history.
Result<Proof> verify(const Found &backup, Level level, const CancelToken &token = {},
    const ReportProgress &report = {});

// What verify() does first, and restores do, too; nothing is added to the history.
Result<QStringList> fileFindings(
    const Found &backup, const CancelToken &token, const ReportProgress &report);
Result<> remember(const Found &backup, const Proof &proof);

} // namespace gatehouse::backup
