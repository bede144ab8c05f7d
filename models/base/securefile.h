// Files of ours (S6): 0600, no symlink followed, replaced whole or not at all.
#pragma once

#include "base/result.h"

#include <QByteArray>

namespace gatehouse {

// Writes path.part-XXXX beside the target, fsyncs, renames over it, fsyncs the directory.
// Refuses if the target is a symlink or the directory is writable by others without the sticky bit.
Result<> writeSecureFile(const QString &path, const QByteArray &content);

// As above, but fails (Refused) if the name is taken.
Result<> createSecureFile(const QString &path, const QByteArray &content);

// At most maxBytes; a larger file is an Error, never a cut one. Symlinks are followed for reading.
Result<QByteArray> readFile(const QString &path, qint64 maxBytes);

// Makes the directory (and its parents) with mode 0700 where missing.
Result<> makePrivateDir(const QString &path);

} // namespace gatehouse
