// What a SQLite file holds, from its own lists; no view is opened and nothing virtual loaded.
#pragma once

#include "migration/source.h"
#include "base/sqliteopen.h"

namespace gatehouse::migration {

struct SqliteTable
{
    SourceTable shown;
    // How rows are told apart: a name of the rowid, or the columns of the key of a table WITHOUT
    // ROWID.
    QByteArray rowid{};
    QStringList order{};
};

struct SqliteSchema
{
    std::vector<SqliteTable> tables;
    QStringList notMoved; // whole sentences
};

Result<SqliteSchema> readSqliteSchema(sqlite3 *db, const QString &path, qint64 fileSize);

} // namespace gatehouse::migration
