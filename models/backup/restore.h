// Restoring (B4, B5): never into a live database, but into a new one that is compared with the
// manifest and then changes names with it; the old one stays, so that it can be taken back.
#pragma once

#include "backup/load.h"
#include "backup/roles.h"
#include "backup/swap.h"

namespace gatehouse::backup {

struct RestorePlan
{
    db::SessionOptions server; // of any database of the server; another one is used where needed
    QString target;            // the name it shall have
    QString folder;            // for the safety backup
    int jobs = 1;
    bool safety = true;       // back up what is there before
    bool owners = true;       // owners and rights as in the backup
    bool createRoles = false; // those that are missing and not named in `roles`, without login
    RoleFates roles{};        // what becomes of missing ones
    SharedRecoveryKey recovery{}; // seals the safety backup
};

struct Finding
{
    enum class Weight { Good, Warning, Stop };
    Weight weight = Weight::Good;
    QString text; // one translated sentence
};
struct Preview
{
    std::vector<Finding> findings;
    QStringList missingRoles, missingExtensions;
    QStringList rolesThere; // what a missing one can be mapped to
    RoleFates fates;        // of each missing role, as planned
    std::vector<Visitor> visitors; // who will be disconnected
    bool replaces = false;         // there is a database of that name
    qint64 estimatedMs = -1;       // from the last drill; -1: never measured
    bool possible() const;
};
// Blocks; changes nothing. Checksums of the files are part of it.
Result<Preview> preview(const Found &backup, const RestorePlan &plan, const CancelToken &token = {},
    const ReportProgress &report = {});

struct Restored
{
    Swap swap;
    qint64 restoreMs = 0, swapMs = 0;
};
// Blocks. Refused when preview() says so. Until the names change, an Error or a cancel leaves
// everything as it was; the copy is dropped.
Result<Restored> restore(const Found &backup, const RestorePlan &plan,
    const CancelToken &token = {}, const ReportProgress &report = {});

// The restores of that server which can be looked at and taken back; repairs first what was
// interrupted, and says so in `repaired`.
struct Restores
{
    std::vector<Swap> swaps;
    QStringList repaired;
};
Result<Restores> restores(const db::SessionOptions &server, const CancelToken &token = {});
// The newest restore of `live` (empty: of any) that can be taken back; Invalid when there is none.
Result<Swap> undo(
    const db::SessionOptions &server, const QString &live, const CancelToken &token = {});
inline constexpr int kAsideHours = 24; // how long an old database waits for an undo
bool isOverdue(const Swap &swap, const QDateTime &now); // its old database may go
// Drops the databases that were put aside more than `hours` ago; their names.
Result<QStringList> dropAside(
    const db::SessionOptions &server, int hours, const CancelToken &token = {});

// What a path holds, by its content: an archive of pg_dump without our manifest, plain SQL ...; a
// sentence on why it is not restored.
QString whyNoBackup(const QString &path);

} // namespace gatehouse::backup
