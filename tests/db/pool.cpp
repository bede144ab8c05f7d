// PgBouncer's console: the real program in front of a real server.
#include "support/bouncer.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"

#include "care/pool.h"
#include "trail/trail.h"

using namespace gatehouse;
using namespace gatehouse::care;
using namespace gatehouse::test;

class PoolTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    ClusterDir m_folder;
    Bouncer m_bouncer;
    const trail::Actor m_actor{u"ada"_s, u"test"_s, u"here"_s};

    db::SessionOptions through() const
    {
        return {m_bouncer.info(**m_server, u"postgres"_s), nullptr, db::SessionKind::Job, false};
    }
    Result<PoolView> view() const
    {
        db::Session console(consoleOf(through()));
        return run(console, [](db::Sql &sql) { return fetchPool(sql); });
    }
    Result<PoolDone> act(PoolAct what, const QString &target = u"postgres"_s)
    {
        return changePool(
            consoleOf(through()), through(), what, target, trail::Policy::Required, m_actor);
    }
    static const Pool *poolOf(const PoolView &view, const QString &user = {})
    {
        for (const Pool &pool : view.pools)
            if (pool.database == "postgres"_L1 && (user.isEmpty() || pool.user == user))
                return &pool;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        const auto made = run(*session, [&](db::Sql &sql) -> Result<> {
            if (auto done = sql.script(u"CREATE ROLE service LOGIN SUPERUSER PASSWORD 'service'"_s);
                !done)
                return done;
            return trail::create(sql, m_actor);
        });
        QVERIFY2(bool(made), made ? "" : qPrintable(made.error().detail));
        const auto started = m_bouncer.start(**m_server, m_folder.path());
        QVERIFY2(bool(started),
            started ? "" : qPrintable(started.error().text + started.error().detail));
    }

    void poolsAreReadByTheNamesOfTheirColumns()
    {
        db::Session through(this->through());
        QCOMPARE(cell(through, u"SELECT 'one'"_s), u"one"_s);
        const auto found = view();
        QVERIFY2(bool(found), found ? "" : qPrintable(found.error().text + found.error().detail));
        const PoolView &all = found.value();
        QVERIFY(all.admin);
        QVERIFY(all.versionNum >= 11000);
        const Pool *pool = poolOf(all);
        QVERIFY(pool);
        QCOMPARE(pool->mode, u"transaction"_s);
        QCOMPARE(pool->size, 2);
        for (const char *id :
            {"pools", "databases", "stats", "clients", "servers", "config", "lists"})
            QVERIFY2(all.table(QLatin1StringView(id)), id);
        QVERIFY(all.table(u"config"_s)->columns.contains(u"changeable"_s));
        QVERIFY(!all.table(u"clients"_s)->rows.empty());
        for (const Pool &one : all.pools)
            QVERIFY(one.database != "pgbouncer"_L1);
    }

    void aServerIsNoConsole()
    {
        db::Session direct(db::SessionOptions{
            (*m_server)->info(u"postgres"_s), nullptr, db::SessionKind::Job, true});
        const auto found = run(direct, [](db::Sql &sql) { return fetchPool(sql); });
        QVERIFY(!found && found.error().kind == Error::Kind::Refused);
    }

    void waitingClientsAreSeen()
    {
        db::Session one(through()), two(through()), three(through());
        std::vector<QFuture<Result<qint64>>> busy;
        for (db::Session *session : {&one, &two, &three})
            busy.push_back(
                session->run([](db::Sql &sql) { return sql.execute(u"SELECT pg_sleep(1)"_s); }));
        PoolVerdict verdict;
        QTRY_VERIFY_WITH_TIMEOUT(([&] {
            const auto found = view();
            const Pool *pool = found ? poolOf(found.value()) : nullptr;
            if (!pool || pool->clientsWaiting < 1)
                return false;
            verdict = judgePool(*pool);
            return true;
        })(),
            10000);
        QCOMPARE(verdict.word, u"clients wait"_s);
        for (auto &future : busy)
            future.waitForFinished();
    }

    void pausedResumedReloadedAndRecorded()
    {
        QCOMPARE(statementOf(PoolAct::Pause, u"a\"b"_s), u"PAUSE \"a\"\"b\""_s);
        QCOMPARE(act(PoolAct::Resume).error().kind, Error::Kind::Refused); // it is not paused
        QCOMPARE(act(PoolAct::Pause, u"nowhere"_s).error().kind, Error::Kind::Refused);
        const auto paused = act(PoolAct::Pause);
        QVERIFY2(
            bool(paused), paused ? "" : qPrintable(paused.error().text + paused.error().detail));
        QVERIFY(paused.value().recorded && !paused.value().waits);
        QVERIFY(poolOf(view().value())->paused);
        QCOMPARE(judgePool(*poolOf(view().value())).word, u"paused"_s);
        db::Session held(through());
        auto waits = held.run([](db::Sql &sql) { return sql.fetchOne<int>(u"SELECT 1"_s); });
        const auto resumed = act(PoolAct::Resume);
        QVERIFY2(bool(resumed),
            resumed ? "" : qPrintable(resumed.error().text + resumed.error().detail));
        QVERIFY(resumed.value().recorded);
        waits.waitForFinished();
        QVERIFY(bool(waits.resultAt(0)));
        const auto reloaded = act(PoolAct::Reload, {});
        QVERIFY2(bool(reloaded),
            reloaded ? "" : qPrintable(reloaded.error().text + reloaded.error().detail));
        auto session = m_server->open();
        QCOMPARE(
            cell(*session,
                u"SELECT string_agg(action || ' ' || object_id, ', ' ORDER BY seq) FROM gatehouse.audit_trail WHERE action LIKE 'pool.%'"_s),
            u"pool.pause postgres, pool.resume postgres, pool.reload *"_s);
    }

    void aPauseThatHasToWaitSaysSo()
    {
        db::Session busy(through());
        auto sleeps = busy.run([](db::Sql &sql) { return sql.execute(u"SELECT pg_sleep(4)"_s); });
        QTRY_VERIFY_WITH_TIMEOUT(([&] {
            const auto found = view();
            const Pool *pool = found ? poolOf(found.value()) : nullptr;
            return pool && pool->serversActive > 0;
        })(),
            10000);
        const auto paused = act(PoolAct::Pause);
        QVERIFY2(
            bool(paused), paused ? "" : qPrintable(paused.error().text + paused.error().detail));
        QVERIFY(paused.value().waits);
        sleeps.waitForFinished();
        QVERIFY(bool(sleeps.resultAt(0)));
        QVERIFY(bool(act(PoolAct::Resume)));
    }
};

QTEST_GUILESS_MAIN(PoolTest)
#include "pool.moc"
