// How one statement, and never the next one, is cancelled from another thread.
#pragma once

#include "base/cancel.h"
#include "db/connection.h"

#include <QElapsedTimer>

#include <condition_variable>
#include <mutex>

struct pg_cancel;

namespace gatehouse::db {

// Shared by the session's thread and the pool thread that sends the request.
struct Connection::CancelDesk
{
    std::mutex mutex;
    std::condition_variable sent;
    pg_cancel *target = nullptr; // set while a statement runs
    int underWay = 0;            // requests that are being sent

    void request(const std::shared_ptr<CancelDesk> &self);
};

// Lives as long as its statement. Its end waits until requests under way are out; where that takes
// over two seconds the connection is given up instead, so that a late request can hit nothing.
class Connection::Running
{
public:
    Running(Connection &connection, const CancelToken &token);
    ~Running();
    const CancelToken &token() const { return m_token; }
    // Asked while the server is silent. True when it ignores its time limit or a cancel for too
    // long; before that a cancel that came too early for it is repeated.
    bool isOverdue();

private:
    Connection &m_connection;
    const CancelToken &m_token;
    pg_cancel *m_target;
    CancelToken::Hook m_hook;
    QElapsedTimer m_silent, m_sinceCancel, m_sinceRequest;
    friend class Connection;
};

} // namespace gatehouse::db
