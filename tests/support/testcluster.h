// A throw-away PostgreSQL for one test program, and short ways to talk to it.
#pragma once

#include "db/cluster.h"
#include "db/session.h"

#include <QTemporaryDir>
#include <QTest>

namespace gatehouse::test {

// Made in initTestCase, e.g. `m_server = std::make_unique<TestCluster>()`; ends with its object.
class TestCluster
{
public:
    explicit TestCluster(db::ClusterOptions options = {})
    {
        options.dir = m_dir.path();
        auto started = db::Cluster::start(options);
        if (started)
            m_cluster = std::move(started).value();
        else
            m_trouble = started.error().text + u'\n' + started.error().detail;
    }
    bool isUp() const { return m_cluster != nullptr; }
    QByteArray trouble() const { return m_trouble.toUtf8(); }
    db::Cluster &operator*() const { return *m_cluster; }
    db::Cluster *operator->() const { return m_cluster.get(); }

    std::unique_ptr<db::Session> open(const QString &database = QStringLiteral("postgres")) const
    {
        return std::make_unique<db::Session>(
            db::SessionOptions{m_cluster->info(database), nullptr, db::SessionKind::Job, false});
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<db::Cluster> m_cluster; // after the folder: it goes first
    QString m_trouble;
};

// Waits for one closure; for tests only.
template <typename F>
auto run(db::Session &session, F f, CancelToken token = {})
{
    auto future = session.run(std::move(f), std::move(token));
    future.waitForFinished();
    return future.result();
}

// The only cell of a statement, as text; the error's words if it fails.
inline QString cell(db::Session &session, const QString &statement)
{
    const auto text =
        run(session, [statement](db::Sql &sql) { return sql.fetchOne<QString>(statement); });
    return text ? text.value() : u"error: "_s + text.error().text + u' ' + text.error().detail;
}

} // namespace gatehouse::test
