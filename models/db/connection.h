// The PGconn of one session. Opened with libpq itself rather than Qt's QPSQL: that driver sets
// session state at login (bytea_output, DateStyle), which behind a pooler in transaction mode would
// reach the service's own server connections, and its login cannot be cancelled.
#pragma once

#include "db/session.h"

#include <vector>

struct pg_conn;
struct pg_result;

namespace gatehouse::db {

// The session's thread only; a token may be cancelled from any.
class Connection
{
public:
    static Result<std::unique_ptr<Connection>> open(
        const SessionOptions &options, const CancelToken &token);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    const ServerFacts &facts() const { return m_facts; }
    bool isAlive() const;
    void probe(); // sees a connection that was closed while it was idle
    bool inTransaction() const;
    bool inFailedTransaction() const;
    std::vector<Notice> takeNotices() { return std::exchange(m_notices, {}); }

    // What a closure sees: read-only or not, and its timeout. Behind a pooler begin opens the one
    // transaction of the closure and end closes it.
    Result<> beginClosure(bool readOnly, int timeoutMs);
    Result<> endClosure(bool succeeded);
    Result<> setTimeout(int ms);

    using OnResult = std::function<bool(pg_result *)>; // false: enough
    Result<> query(const QByteArray &sql, const Params &params, const CancelToken &token,
        const OnResult &onResult);
    Result<> simple(const QByteArray &sql, const CancelToken &token);
    Result<qint64> copyOut(const QByteArray &sql, const CancelToken &token,
        const std::function<bool(QByteArrayView)> &f);
    Result<qint64> copyIn(const QByteArray &sql, const CancelToken &token,
        const std::function<Result<QByteArray>()> &next);

private:
    Connection();
    class Running;
    struct CancelDesk;
    Result<> learn(const CancelToken &token);
    Result<> waitFor(short events, Running &running);
    Result<> flush(Running &running);
    Result<pg_result *> nextResult(Running &running);
    Result<qint64> finish(Running &running);
    Result<> startCopy(const QByteArray &sql, int status, Running &running);
    Error lost() const;
    Error errorOf(const pg_result *result) const;
    Error stopped(const Error &error, const CancelToken &token) const;

    pg_conn *m_conn = nullptr;
    ServerFacts m_facts;
    std::vector<Notice> m_notices;
    std::shared_ptr<CancelDesk> m_desk; // shared with the pool thread that sends the cancel
    bool m_readOnly = false, m_closureOpen = false;
    bool m_broken = false; // given up although libpq still hopes
    int m_timeoutMs = -1, m_closureTimeoutMs = 0;
};

[[nodiscard]] Error failedTransaction();

} // namespace gatehouse::db
