#pragma once

#include "support/testcluster.h"

#include <condition_variable>
#include <mutex>

namespace gatehouse::test {

// A transaction of somebody else that stays open until it is told to end.
class OpenTransaction
{
public:
    OpenTransaction(const TestCluster &server, const QString &database, const QString &statement)
        : m_session(server.open(database))
    {
        m_future = m_session->run([this, statement](db::Sql &sql) -> Result<> {
            auto done = sql.script(QStringLiteral("BEGIN; ") + statement);
            std::unique_lock lock(m_mutex);
            m_begun = true;
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return !m_end.isEmpty(); });
            auto ended = sql.script(m_end);
            return done ? ended : done;
        });
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_begun; });
    }
    ~OpenTransaction() { end(QStringLiteral("ROLLBACK")); }
    bool commit() { return end(QStringLiteral("COMMIT")); }
    bool rollback() { return end(QStringLiteral("ROLLBACK")); }

private:
    bool end(const QString &how)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_end.isEmpty())
                m_end = how;
            m_changed.notify_all();
        }
        m_future.waitForFinished();
        return bool(m_future.resultAt(0));
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_begun = false;
    QString m_end;
    std::unique_ptr<db::Session> m_session;
    QFuture<Result<>> m_future;
};

} // namespace gatehouse::test
