// Opening a SQLite file that others own: read only, nothing left beside it, nothing of it trusted.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <memory>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace gatehouse {

// How the snapshot is held.
enum class SqliteHold {
    Locked,  // a shared lock: writers wait
    Log,     // a mark in the log of a file in WAL mode; writers go on
    Private, // no lock, since taking one would leave files: what happens to the file meanwhile has
             // to be noticed afterwards
};

struct SqliteClose
{
    void operator()(sqlite3 *db) const;
    void operator()(sqlite3_stmt *statement) const;
};
using SqliteHandle = std::unique_ptr<sqlite3, SqliteClose>;
using SqliteStatement = std::unique_ptr<sqlite3_stmt, SqliteClose>;

struct OpenedSqlite
{
    std::unique_ptr<CancelToken> token; // outlives the connection, which asks it while it works
    SqliteHandle db;
    SqliteHold hold = SqliteHold::Locked;
};

// In a read transaction that has begun. Invalid: no SQLite file, encrypted. Io: damaged, left in
// the middle of a write, locked (retryable).
Result<OpenedSqlite> openSqlite(const QString &path, const CancelToken &token);

Result<SqliteStatement> prepareSqlite(sqlite3 *db, const QString &path, const QByteArray &sql);
Error sqliteError(sqlite3 *db, const QString &path, int code);
QByteArray sqliteName(const QString &name); // quoted

// At most `length` bytes from `from` (negative: from the end). Through SQLite's file layer: the
// locks that SQLite holds on a file belong to the process, and closing any other descriptor of the
// same file would drop them.
Result<QByteArray> readPiece(const QString &path, qint64 from, qint64 length);

} // namespace gatehouse
