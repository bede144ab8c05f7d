// Two sessions that share the work of a migration: each item once, one error for both, and nobody
// else begins while one of them is at it.
#include "support/testcluster.h"

#include "migration/runparts.h"
#include "migration/sidebyside.h"

#include <QSet>

#include <latch>

using namespace gatehouse;
using namespace gatehouse::migration;

class MigrationSideBySideTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;

    static int pid(db::Sql &sql) { return sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s).value(); }
    // As a migration does it: on its own session, with its lock.
    Result<> shared(const std::optional<db::SessionOptions> &further, size_t count, const Share &share)
    {
        return test::run(*m_session, [&](db::Sql &sql) -> Result<> {
            auto lock = prepareSession(sql);
            if (!lock)
                return lock.error();
            return sideBySide(sql, further, u"SET lock_timeout = '7s'"_s, count, share);
        });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }

    void bothWorkAndEachItemIsDoneOnce()
    {
        std::latch met(2);
        std::mutex mutex;
        QList<size_t> items;
        QSet<int> pids;
        QStringList timeouts;
        const auto done = shared(m_session->options(), 20, [&](db::Sql &sql, size_t item, const CancelToken &) -> Result<> {
            if (item < 2)
                met.arrive_and_wait(); // neither goes on alone
            const std::lock_guard lock(mutex);
            items << item;
            pids << pid(sql);
            timeouts << sql.fetchOne<QString>(u"SHOW lock_timeout"_s).value();
            return Done{};
        });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text));
        std::sort(items.begin(), items.end());
        QCOMPARE(items.size(), 20);
        QCOMPARE(QSet<size_t>(items.begin(), items.end()).size(), 20);
        QCOMPARE(pids.size(), 2);
        QVERIFY(timeouts.contains(u"7s"_s)); // the further session was prepared
    }

    void anErrorEndsBoth_data()
    {
        QTest::addColumn<int>("failing");
        QTest::addRow("the first item's") << 0;
        QTest::addRow("the second item's") << 1;
    }
    void anErrorEndsBoth()
    {
        QFETCH(int, failing);
        std::latch met(2);
        std::atomic<int> begun = 0;
        const auto done = shared(m_session->options(), 100, [&](db::Sql &, size_t item, const CancelToken &stop) -> Result<> {
            ++begun;
            met.arrive_and_wait();
            if (item == size_t(failing))
                return refused(u"this one"_s);
            while (!stop.isCancelled())
                QTest::qSleep(1);
            return cancelled();
        });
        QVERIFY(!done);
        QCOMPARE(done.error().text, u"this one"_s);
        QCOMPARE(begun.load(), 2);
    }

    void withoutTheFurtherSessionAllIsDone()
    {
        db::SessionOptions nowhere = m_session->options();
        nowhere.info.port = u"1"_s;
        int items = 0;
        const auto done = shared(nowhere, 9, [&](db::Sql &sql, size_t, const CancelToken &) -> Result<> {
            ++items;
            return sql.script(u"SELECT pg_sleep(0.02)"_s);
        });
        QVERIFY(bool(done));
        QCOMPARE(items, 9);
    }

    void withoutTheLockNobodyHelps()
    {
        QSet<int> pids;
        const auto done = test::run(*m_session, [&](db::Sql &sql) {
            return sideBySide(sql, m_session->options(), u"SELECT 1"_s, 9,
                [&](db::Sql &on, size_t, const CancelToken &) -> Result<> {
                    pids << pid(on);
                    return on.script(u"SELECT pg_sleep(0.05)"_s);
                });
        });
        QVERIFY(bool(done));
        QCOMPARE(pids.size(), 1);
    }

    void nobodyElseBeginsMeanwhile()
    {
        const auto other = m_server->open();
        const auto begins = [&other] {
            return test::run(*other, [](db::Sql &sql) { return Result<bool>(bool(prepareSession(sql))); }).value();
        };
        const int own = test::run(*m_session, [](db::Sql &sql) { return Result<int>(pid(sql)); }).value();
        std::latch met(2), asked(1);
        bool began = true;
        const auto done = shared(m_session->options(), 2, [&](db::Sql &sql, size_t, const CancelToken &) -> Result<> {
            met.arrive_and_wait();
            if (pid(sql) != own) {
                asked.wait();
                return Done{};
            }
            (void)sql.script(u"SELECT pg_advisory_unlock_all()"_s); // as when this connection is lost
            began = begins();
            asked.count_down();
            return Done{};
        });
        QVERIFY(bool(done));
        QVERIFY(!began);
        QTRY_VERIFY(begins());
    }

    // The question is answered at once; what is asked here is that the work ends before its closure.
    void aCancelIsWaitedFor()
    {
        struct State
        {
            std::latch met{2};
            std::atomic<int> working = 0, left = -1;
        };
        const auto state = std::make_shared<State>();
        const CancelToken token;
        const Share share = [state, token](db::Sql &sql, size_t, const CancelToken &) -> Result<> {
            ++state->working;
            state->met.arrive_and_wait();
            token.cancel();
            const auto slept = sql.script(u"SELECT pg_sleep(60)"_s);
            --state->working;
            return slept;
        };
        const auto done = test::run(*m_session,
            [state, share, further = m_session->options()](db::Sql &sql) -> Result<> {
                auto lock = prepareSession(sql);
                if (!lock)
                    return lock.error();
                const auto both = sideBySide(sql, further, u"SELECT 1"_s, 2, share);
                state->left = state->working.load();
                return both;
            },
            token);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Cancelled);
        QTRY_VERIFY(state->left.load() >= 0);
        QCOMPARE(state->left.load(), 0);
    }
};

QTEST_GUILESS_MAIN(MigrationSideBySideTest)
#include "migrationsidebyside.moc"
