// What the kinds of sources share.
#pragma once

#include "base/sqliteopen.h"
#include "migration/source.h"

namespace gatehouse::migration {

// The path in sqlite:////a, sqlite+aiosqlite:///./f, file:///a; else the text itself.
QString sourcePath(const QString &uri);
bool isRemote(const QString &uri); // mongodb://, mongodb+srv://

// size, modified, ends (SHA-256 over the first and last 64 KiB).
Result<QVariantMap> fileFacts(const QString &path);

// Whole sentences about data files that lie beside this one and are not read with it.
QStringList besides(const QString &path, const QStringList &read = {});

// The table's columns by name; Invalid names what is missing.
Result<std::vector<int>> columnPlaces(const SourceTable &table, const QStringList &columns);
Result<const SourceTable *> tableByName(
    const std::vector<SourceTable> &tables, const QString &name);
Error badPosition(const QString &table);

} // namespace gatehouse::migration
