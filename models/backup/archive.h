// pg_restore over the archive of a backup: by its path, or through a pipe where it is encrypted, so
// that nothing of it ever lies on a disk in the clear.
#pragma once

#include "backup/store.h"
#include "backup/tools.h"
#include "base/follow.h"

namespace gatehouse::backup {

struct Archive
{
    QString path;
    std::optional<Binding> sealed{};
};
// Refused when it is encrypted and was not unlocked.
Result<Archive> archiveOf(const Found &backup);

// Blocks. A changed archive is Invalid, whatever pg_restore said to it; how it ended else.
Result<FollowedEnd> runRestore(const Tools &tools, const QStringList &arguments,
    const Archive &archive, const Following &following, const CancelToken &token);

// A part of the backup beside the archive, in the clear: schema.jsonl, globals.sql.
Result<QByteArray> readPart(const Found &backup, QLatin1StringView file, qint64 most);

} // namespace gatehouse::backup
