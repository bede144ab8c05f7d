// The same tables in a SQLite file. WAL is not used: its two companions would need the same care.
#include "health/historystore.h"

#include "base/settings.h"
#include "health/words.h"

#include <QFileInfo>

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::health {

namespace {

constexpr const char *kSchema = R"sql(
CREATE TABLE IF NOT EXISTS endpoint (endpoint TEXT PRIMARY KEY, title TEXT, last_at INTEGER,
  last_shown TEXT, last_since INTEGER, last_hold INTEGER, last_cause TEXT, last_reason TEXT, last_latency REAL);
CREATE TABLE IF NOT EXISTS reading (endpoint TEXT, at INTEGER, measured TEXT, shown TEXT, latency REAL,
  cause TEXT, reason TEXT);
CREATE INDEX IF NOT EXISTS reading_endpoint ON reading (endpoint, at);
CREATE INDEX IF NOT EXISTS reading_age ON reading (at);
CREATE TABLE IF NOT EXISTS time (slot INTEGER, endpoint TEXT, state TEXT, ms INTEGER,
  PRIMARY KEY (slot, endpoint, state)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS latency (slot INTEGER, endpoint TEXT, bucket INTEGER, count INTEGER,
  PRIMARY KEY (slot, endpoint, bucket)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS incident (id INTEGER PRIMARY KEY, endpoint TEXT, started_at INTEGER,
  ended_at INTEGER, worst TEXT, cause TEXT, reason TEXT, looks INTEGER);
CREATE UNIQUE INDEX IF NOT EXISTS incident_open ON incident (endpoint) WHERE ended_at IS NULL;
PRAGMA user_version = 1;
)sql";

constexpr const char *kLast =
    "SELECT endpoint, title, last_at, last_shown, last_since, last_hold, last_cause, last_reason, "
    "last_latency FROM endpoint";

struct Close
{
    void operator()(sqlite3 *db) const { sqlite3_close(db); }
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

// One statement; its columns count from 0.
class Query
{
public:
    Query(sqlite3 *db, const char *sql)
    {
        sqlite3_stmt *made = nullptr;
        m_code = sqlite3_prepare_v2(db, sql, -1, &made, nullptr);
        m_statement.reset(made);
    }
    template <typename... T>
    Query &bind(const T &...values)
    {
        int place = 0;
        (put(++place, values), ...);
        return *this;
    }
    bool next()
    {
        if (m_statement)
            m_code = sqlite3_step(m_statement.get());
        return m_code == SQLITE_ROW;
    }
    // Runs to its end; again with other values.
    bool run()
    {
        while (next()) { }
        const bool good = m_code == SQLITE_DONE;
        sqlite3_reset(m_statement.get());
        return good;
    }
    bool failed() const { return m_code != SQLITE_DONE && m_code != SQLITE_ROW; }
    QString text(int column) const
    {
        const auto *words = sqlite3_column_text(m_statement.get(), column);
        return QString::fromUtf8(reinterpret_cast<const char *>(words),
            sqlite3_column_bytes(m_statement.get(), column));
    }
    qint64 number(int column) const { return sqlite3_column_int64(m_statement.get(), column); }
    double real(int column) const { return sqlite3_column_double(m_statement.get(), column); }

private:
    void put(int place, const QString &value)
    {
        const QByteArray utf8 = value.toUtf8();
        sqlite3_bind_text(
            m_statement.get(), place, utf8.constData(), int(utf8.size()), SQLITE_TRANSIENT);
    }
    void put(int place, qint64 value) { sqlite3_bind_int64(m_statement.get(), place, value); }
    void put(int place, int value) { sqlite3_bind_int64(m_statement.get(), place, value); }
    void put(int place, double value) { sqlite3_bind_double(m_statement.get(), place, value); }

    std::unique_ptr<sqlite3_stmt, Close> m_statement;
    int m_code = SQLITE_ERROR;
};

State state(const QString &id) { return stateFromId(id).value_or(State::Unknown); }

Last lastOf(const Query &query)
{
    return {query.text(0), query.text(1), query.number(2), state(query.text(3)), query.number(4),
        query.number(5), query.text(6), query.text(7), query.real(8)};
}

class FileHistory : public History
{
public:
    FileHistory(Handle db, QString path) : m_db(std::move(db)), m_path(std::move(path)) { }

    Result<> append(const std::vector<Reading> &readings) override
    {
        if (!run("BEGIN IMMEDIATE"))
            return trouble();
        bool good = true;
        for (const auto &part : parted(readings))
            good = good && put(part);
        if (good && run("COMMIT"))
            return Done{};
        const Error error = trouble();
        run("ROLLBACK");
        return error;
    }

    Result<std::vector<Last>> endpoints() override
    {
        Query query(m_db.get(), QByteArray(kLast).append(" ORDER BY title, endpoint").constData());
        return all<Last>(query, [&query] { return lastOf(query); });
    }

    Result<std::vector<SlotTime>> times(qint64 from, qint64 to) override
    {
        Query query(m_db.get(),
            "SELECT endpoint, slot, state, ms FROM time WHERE slot >= ? AND slot < ? "
            "ORDER BY endpoint, slot, state");
        query.bind(from, to);
        return all<SlotTime>(query, [&query] {
            return SlotTime{
                query.text(0), query.number(1), state(query.text(2)), query.number(3)};
        });
    }

    Result<std::vector<SlotLatency>> latencies(qint64 from, qint64 to) override
    {
        Query query(m_db.get(),
            "SELECT endpoint, slot, bucket, count FROM latency WHERE slot >= ? AND slot < ? "
            "ORDER BY endpoint, slot, bucket");
        query.bind(from, to);
        return all<SlotLatency>(query, [&query] {
            return SlotLatency{
                query.text(0), query.number(1), int(query.number(2)), query.number(3)};
        });
    }

    Result<std::vector<Incident>> incidents(qint64 from, qint64 to, int most) override
    {
        Query query(m_db.get(),
            "SELECT i.endpoint, coalesce(e.title, i.endpoint), started_at, coalesce(ended_at, 0), "
            "worst, cause, reason, looks FROM incident i LEFT JOIN endpoint e USING (endpoint) "
            "WHERE started_at < ? AND (ended_at IS NULL OR ended_at >= ?) "
            "ORDER BY started_at DESC, id DESC LIMIT ?");
        query.bind(to, from, most);
        return all<Incident>(query, [&query] {
            return Incident{query.text(0), query.text(1), query.number(2), query.number(3),
                state(query.text(4)), query.text(5), query.text(6), int(query.number(7))};
        });
    }

    Result<std::vector<Reading>> readings(
        const QString &endpoint, qint64 from, qint64 to, int most) override
    {
        Query query(m_db.get(),
            "SELECT endpoint, at, measured, shown, latency, cause, reason FROM reading "
            "WHERE endpoint = ? AND at >= ? AND at < ? ORDER BY at DESC LIMIT ?");
        query.bind(endpoint, from, to, most);
        return all<Reading>(query, [&query] {
            Reading reading;
            reading.endpoint = query.text(0);
            reading.at = query.number(1);
            reading.measured = state(query.text(2));
            reading.shown = state(query.text(3));
            reading.latencyMs = query.real(4);
            reading.cause = query.text(5);
            reading.reason = query.text(6);
            return reading;
        });
    }

    Result<qint64> prune(qint64 before) override
    {
        if (!Query(m_db.get(), "DELETE FROM reading WHERE at < ?").bind(before).run())
            return trouble();
        return qint64(sqlite3_changes(m_db.get()));
    }

    Error trouble() const
    {
        return ioError(Words::tr("The history of health in %1 cannot be used; what is seen now is "
                                 "not kept.")
                           .arg(m_path),
            QString::fromUtf8(sqlite3_errmsg(m_db.get())));
    }

private:
    bool run(const char *sql)
    {
        return sqlite3_exec(m_db.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    template <typename T, typename F>
    Result<std::vector<T>> all(Query &query, F row)
    {
        std::vector<T> rows;
        while (query.next())
            rows.push_back(row());
        if (query.failed())
            return trouble();
        return rows;
    }

    bool put(const std::vector<Reading> &readings)
    {
        QHash<QString, Last> last;
        Query known(m_db.get(), QByteArray(kLast).append(" WHERE endpoint = ?").constData());
        for (const Reading &reading : readings) {
            known.bind(reading.endpoint);
            if (known.next())
                last.insert(reading.endpoint, lastOf(known));
            known.run();
        }
        const Batch batch = rollUp(readings, last);
        return putReadings(batch) && putSums(batch) && putIncidents(readings)
            && putEndpoints(readings);
    }

    bool putReadings(const Batch &batch)
    {
        Query insert(m_db.get(), "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?)");
        return std::all_of(
            batch.readings.begin(), batch.readings.end(), [&insert](const Reading &one) {
                return insert
                    .bind(one.endpoint, one.at, stateId(one.measured), stateId(one.shown),
                        one.latencyMs, one.cause, one.reason)
                    .run();
            });
    }

    bool putSums(const Batch &batch)
    {
        Query time(m_db.get(),
            "INSERT INTO time VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET ms = ms + excluded.ms");
        Query latency(m_db.get(),
            "INSERT INTO latency VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET count = count + excluded.count");
        for (const SlotTime &one : batch.times)
            if (!time.bind(one.slot, one.endpoint, stateId(one.state), one.ms).run())
                return false;
        for (const SlotLatency &one : batch.latencies)
            if (!latency.bind(one.slot, one.endpoint, one.bucket, one.count).run())
                return false;
        return true;
    }

    bool putIncidents(const std::vector<Reading> &readings)
    {
        Query begin(m_db.get(),
            "INSERT INTO incident (endpoint, started_at, worst, cause, reason, looks) "
            "VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (endpoint) WHERE ended_at IS NULL DO UPDATE "
            "SET looks = looks + 1, "
            "worst = CASE WHEN 'down' IN (worst, excluded.worst) THEN 'down' ELSE excluded.worst END");
        Query end(m_db.get(),
            "UPDATE incident SET ended_at = max(started_at, ?) WHERE endpoint = ? AND ended_at IS "
            "NULL");
        for (const Reading &one : readings) {
            if (isBad(one.shown)
                && !begin.bind(one.endpoint, one.shownSince, stateId(one.shown), one.cause, one.reason)
                        .run())
                return false;
            if (one.shown == State::Up && !end.bind(one.shownSince, one.endpoint).run())
                return false;
        }
        return true;
    }

    bool putEndpoints(const std::vector<Reading> &readings)
    {
        Query put(m_db.get(),
            "INSERT INTO endpoint VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "title = excluded.title, last_at = excluded.last_at, last_shown = excluded.last_shown, "
            "last_since = excluded.last_since, last_hold = excluded.last_hold, "
            "last_cause = excluded.last_cause, last_reason = excluded.last_reason, "
            "last_latency = excluded.last_latency WHERE last_at < excluded.last_at");
        return std::all_of(readings.begin(), readings.end(), [&put](const Reading &one) {
            return put
                .bind(one.endpoint, one.title, one.at, stateId(one.shown), one.shownSince,
                    one.holdMs, one.cause, one.reason, one.latencyMs)
                .run();
        });
    }

    Handle m_db;
    QString m_path;
};

// Made 0600 before SQLite sees it; a symlink or a file of another user is not touched.
Result<> makePrivate(const QString &path)
{
    const int file = ::open(
        path.toLocal8Bit().constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    struct stat facts{};
    const bool good = file >= 0 && ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode)
        && facts.st_uid == ::geteuid() && ::fchmod(file, 0600) == 0;
    const int code = errno;
    if (file >= 0)
        ::close(file);
    if (good)
        return Done{};
    return refused(Words::tr("The history of health cannot be kept in %1: it must be a plain file "
                             "of this user's; move away what is there.")
                       .arg(path),
        file < 0 ? QString::fromLocal8Bit(std::strerror(code)) : QString());
}

} // namespace

Result<std::unique_ptr<History>> fileHistory(const QString &path)
{
    if (auto done = makePrivate(path); !done)
        return done.error();
    sqlite3 *opened = nullptr;
    const int code = sqlite3_open_v2(path.toUtf8().constData(), &opened,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
    auto history = std::make_unique<FileHistory>(Handle(opened), path);
    if (code != SQLITE_OK)
        return history->trouble();
    sqlite3_busy_timeout(opened, 5000);
    Query version(opened, "PRAGMA user_version");
    if (!version.next())
        return history->trouble();
    if (version.number(0) > kHistoryVersion)
        return refused(Words::tr("The history of health in %1 was written by a newer Gatehouse; use "
                                 "that one, or move the file away.")
                           .arg(path));
    if (version.number(0) < kHistoryVersion
        && sqlite3_exec(opened, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK)
        return history->trouble();
    version.run();
    return std::unique_ptr<History>(std::move(history));
}

QString historyFile() { return dataDir() + "/health.sqlite"_L1; }

} // namespace gatehouse::health
