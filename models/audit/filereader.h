// Fills the temporary rows of a FileTrail; not for others.
#pragma once

#include "audit/filetrail.h"

namespace gatehouse::audit {

// A time as these files hold it (ISO, with or without an offset) as the server would print it, in
// UTC; none when it is no time.
std::optional<QString> momentOf(const QString &text, const QTimeZone &zone);

// The files of a path, oldest first: rotated ones before the one that is written to.
Result<QStringList> trailFiles(const QString &path);

} // namespace gatehouse::audit
