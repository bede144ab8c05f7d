#include "db/canceldesk.h"

#include <QThreadPool>

#include <libpq-fe.h>

#include <chrono>

namespace gatehouse::db {

namespace {
constexpr int kCancelGraceMs = 3000;
constexpr int kTimeoutGraceMs = 5000;
constexpr int kAskAgainMs = 150;
} // namespace

void Connection::CancelDesk::request(const std::shared_ptr<CancelDesk> &self)
{
    const std::lock_guard lock(mutex);
    if (!target)
        return;
    ++underWay;
    // PQcancel connects to the server, so it may block: not here, this may be the window's thread.
    QThreadPool::globalInstance()->start([self, cancel = target] {
        char words[256];
        PQcancel(cancel, words, int(sizeof words));
        {
            const std::lock_guard inner(self->mutex);
            --self->underWay;
            if (self->target != cancel && self->underWay == 0)
                PQfreeCancel(cancel); // its statement gave up waiting
        }
        self->sent.notify_all();
    });
}

Connection::Running::Running(Connection &connection, const CancelToken &token)
    : m_connection(connection), m_token(token), m_target(PQgetCancel(connection.m_conn))
{
    m_silent.start();
    {
        const std::lock_guard lock(connection.m_desk->mutex);
        connection.m_desk->target = m_target;
    }
    m_hook = token.onCancel([desk = connection.m_desk] { desk->request(desk); });
}

Connection::Running::~Running()
{
    m_hook = {};
    CancelDesk &desk = *m_connection.m_desk;
    std::unique_lock lock(desk.mutex);
    const bool out =
        desk.sent.wait_for(lock, std::chrono::seconds(2), [&desk] { return desk.underWay == 0; });
    desk.target = nullptr;
    if (out)
        PQfreeCancel(m_target);
    else
        m_connection.m_broken = true;
}

bool Connection::Running::isOverdue()
{
    if (m_token.isCancelled()) {
        if (!m_sinceCancel.isValid()) {
            m_sinceCancel.start();
            m_sinceRequest.start();
        }
        // The request takes a way of its own: one that overtakes its statement hits nothing.
        if (m_sinceRequest.hasExpired(kAskAgainMs)) {
            m_sinceRequest.start();
            m_connection.m_desk->request(m_connection.m_desk);
        }
        return m_sinceCancel.hasExpired(kCancelGraceMs);
    }
    const int limit = m_connection.m_closureTimeoutMs;
    return limit > 0 && m_silent.hasExpired(limit + kTimeoutGraceMs);
}

} // namespace gatehouse::db
