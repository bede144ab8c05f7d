#include "base/sqliteopen.h"

#include "base/words.h"

#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace gatehouse {
namespace {

constexpr int kBusyMs = 2000;
constexpr int kOpsBetweenLooks = 50'000;

// Without a log, or with one that nobody has a shared index for, an ordinary connection would make
// -wal and -shm and leave them: SQLite's unlocked ways of reading are taken instead.
struct Way
{
    QByteArray parameters;
    SqliteHold hold;
    bool exclusive = false; // the index of the log in our own memory
};

std::vector<Way> waysTo(const QString &path, const QByteArray &head)
{
    if (head.size() < 20 || head[19] != 2)
        return {{"mode=ro", SqliteHold::Locked}};
    const bool log = QFileInfo(path + "-wal"_L1).size() > 0;
    if (QFileInfo::exists(path + "-shm"_L1) && QFileInfo::exists(path + "-wal"_L1))
        return {{"mode=ro&readonly_shm=1", SqliteHold::Log}, {"mode=ro", SqliteHold::Log}};
    if (log)
        return {{"mode=ro&vfs=unix-none", SqliteHold::Private, true}};
    return {{"mode=ro&immutable=1", SqliteHold::Private}};
}

int harden(sqlite3 *db)
{
    constexpr std::array<std::pair<int, int>, 9> kSwitches{{{SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}, {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0}, {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}}};
    for (const auto &[option, on] : kSwitches)
        if (const int code = sqlite3_db_config(db, option, on, nullptr); code != SQLITE_OK)
            return code;
    constexpr std::array<std::pair<int, int>, 7> kLimits{{{SQLITE_LIMIT_LENGTH, 512 * 1024 * 1024},
        {SQLITE_LIMIT_SQL_LENGTH, 1'000'000}, {SQLITE_LIMIT_EXPR_DEPTH, 100},
        {SQLITE_LIMIT_ATTACHED, 0}, {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
        {SQLITE_LIMIT_WORKER_THREADS, 0}, {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000}}};
    for (const auto &[limit, value] : kLimits)
        sqlite3_limit(db, limit, value);
    // Mapped memory would kill us when somebody cuts the file.
    return sqlite3_exec(db,
        "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", nullptr,
        nullptr, nullptr);
}

int begin(sqlite3 *db, const Way &way)
{
    sqlite3_busy_timeout(db, kBusyMs);
    if (const int code = harden(db); code != SQLITE_OK)
        return code;
    const char *sql = way.exclusive
        ? "PRAGMA locking_mode = EXCLUSIVE; BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1"
        : "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1";
    return sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
}

} // namespace

void SqliteClose::operator()(sqlite3 *db) const { sqlite3_close_v2(db); }
void SqliteClose::operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }

Error sqliteError(sqlite3 *db, const QString &path, int code)
{
    const QString words = QString::fromUtf8(db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return cancelled();
    case SQLITE_NOTADB:
        return invalid(Words::tr("%1 is no SQLite database, or it is encrypted.").arg(path), words);
    case SQLITE_CORRUPT:
        return ioError(Words::tr("%1 is damaged: part of it cannot be read. Recover it into a new "
                                 "file and use that.")
                           .arg(path),
            words);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: {
        Error error =
            ioError(Words::tr("%1 is locked by a program that writes to it. Try again, or stop it.")
                        .arg(path),
                words);
        error.retryable = true;
        return error;
    }
    case SQLITE_READONLY:
        return ioError(Words::tr("%1 was left in the middle of a write. Let its own program open "
                                 "it once, so that it is whole again.")
                           .arg(path),
            words);
    case SQLITE_TOOBIG:
        return ioError(Words::tr("A value in %1 is larger than can be read.").arg(path), words);
    default:
        return ioError(Words::tr("%1 cannot be read.").arg(path), words);
    }
}

QByteArray sqliteName(const QString &name)
{
    return '"' + name.toUtf8().replace("\"", "\"\"") + '"';
}

Result<SqliteStatement> prepareSqlite(sqlite3 *db, const QString &path, const QByteArray &sql)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(
        db, sql.constData(), int(sql.size()), SQLITE_PREPARE_NO_VTAB, &statement, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(db, path, code);
    return SqliteStatement(statement);
}

Result<OpenedSqlite> openSqlite(const QString &path, const CancelToken &token)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto head = readPiece(absolute, 0, 100);
    if (!head)
        return head.error();
    if (head.value().isEmpty())
        return invalid(Words::tr("%1 is empty.").arg(path));
    if (!head.value().startsWith(QByteArrayView("SQLite format 3\0", 16)))
        return sqliteError(nullptr, path, SQLITE_NOTADB);
    std::optional<Error> trouble;
    for (const Way &way : waysTo(absolute, head.value())) {
        OpenedSqlite opened{std::make_unique<CancelToken>(token), {}, way.hold};
        const QByteArray uri =
            "file:" + QUrl::toPercentEncoding(absolute, "/") + '?' + way.parameters;
        sqlite3 *db = nullptr;
        int code = sqlite3_open_v2(uri.constData(), &db,
            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
            nullptr);
        opened.db.reset(db);
        if (code == SQLITE_OK) {
            sqlite3_extended_result_codes(db, 1);
            sqlite3_progress_handler(
                db, kOpsBetweenLooks,
                [](void *wish) { return int(static_cast<CancelToken *>(wish)->isCancelled()); },
                opened.token.get());
            code = begin(db, way);
        }
        if (code == SQLITE_OK)
            return opened;
        trouble = sqliteError(db, path, code);
        if ((code & 0xff) != SQLITE_READONLY && (code & 0xff) != SQLITE_CANTOPEN)
            break;
    }
    return *trouble;
}

Result<QByteArray> readPiece(const QString &path, qint64 from, qint64 length)
{
    if (!QFileInfo(path).isFile()) // a pipe would hang, a folder opens
        return ioError(Words::tr("%1 is not there, or is no file.").arg(path));
    sqlite3 *opened = nullptr;
    const int code = sqlite3_open_v2(QFile::encodeName(QFileInfo(path).absoluteFilePath()), &opened,
        SQLITE_OPEN_READONLY, nullptr);
    const SqliteHandle db(opened);
    sqlite3_file *file = nullptr;
    if (code != SQLITE_OK
        || sqlite3_file_control(opened, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK
        || !file || !file->pMethods)
        return ioError(Words::tr("%1 cannot be opened for reading.").arg(path),
            QString::fromUtf8(opened ? sqlite3_errmsg(opened) : sqlite3_errstr(code)));
    sqlite3_int64 size = 0;
    file->pMethods->xFileSize(file, &size);
    const qint64 start = std::clamp<qint64>(from < 0 ? size + from : from, 0, size);
    QByteArray bytes(std::min<qint64>(length, size - start), Qt::Uninitialized);
    if (!bytes.isEmpty()
        && file->pMethods->xRead(file, bytes.data(), int(bytes.size()), start) != SQLITE_OK)
        return ioError(Words::tr("%1 cannot be read.").arg(path));
    return bytes;
}

} // namespace gatehouse
