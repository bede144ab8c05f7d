#include "db/session.h"
#include "db/transaction.h"
#include "support/bouncer.h"
#include "support/clusterdir.h"
#include "support/waiting.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::db;

// C8: everything works through a pooler in transaction mode, and nothing of ours sticks to the
// server connections that the service shares with us.
class Pooler : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    ClusterDir m_bouncerDir;
    std::unique_ptr<Cluster> m_cluster;
    Bouncer m_bouncer;

    std::unique_ptr<Session> session(bool readOnly, bool pooled = true) const
    {
        SessionOptions options;
        options.info = pooled ? m_bouncer.info(*m_cluster, u"postgres"_s) : m_cluster->info();
        options.readOnly = readOnly;
        return std::make_unique<Session>(options);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto started = Cluster::start({m_dir.filePath(u"c"_s)});
        QVERIFY2(bool(started),
            started ? "" : qPrintable(started.error().text + started.error().detail));
        m_cluster = std::move(started).value();
        const auto role = waitFor(session(false, false)->run([](Sql &sql) {
            return sql.execute(u"CREATE ROLE service SUPERUSER LOGIN PASSWORD 'service'"_s);
        }));
        QVERIFY2(bool(role), role ? "" : qPrintable(role.error().detail));
        const auto ready = m_bouncer.start(*m_cluster, m_bouncerDir.path());
        QVERIFY2(bool(ready), ready ? "" : qPrintable(ready.error().text + ready.error().detail));
        const auto table = waitFor(session(false, false)->run([](Sql &sql) {
            return sql.execute(
                u"CREATE TABLE p (x int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)"_s);
        }));
        QVERIFY(bool(table));
    }

    void thePoolerIsRecognised()
    {
        auto pooled = session(true), direct = session(true, false);
        const auto asked =
            waitFor(pooled->run([](Sql &sql) { return sql.execute(u"SELECT 1"_s); }));
        QVERIFY2(bool(asked), asked ? "" : qPrintable(asked.error().text + asked.error().detail));
        QVERIFY(bool(waitFor(direct->run([](Sql &sql) { return sql.execute(u"SELECT 1"_s); }))));
        QVERIFY(pooled->facts()->pooled);
        QVERIFY(!direct->facts()->pooled);
    }

    void parametersNeedNoPreparedStatement()
    {
        auto one = session(true), two = session(true);
        for (int i = 0; i < 20; ++i) { // the two swap server connections
            const auto ask = [i](Sql &sql) {
                return sql.fetchOne<int>(u"SELECT $1::int + 1"_s, bind(i));
            };
            auto a = one->run(ask), b = two->run(ask);
            QCOMPARE(waitFor(a).value(), i + 1);
            QCOMPARE(waitFor(b).value(), i + 1);
        }
    }

    void readOnlyHoldsAndDoesNotStick()
    {
        auto reader = session(true), writer = session(false);
        const auto insert = [](Sql &sql) { return sql.execute(u"INSERT INTO p VALUES (100)"_s); };
        const auto denied = waitFor(reader->run(insert));
        QVERIFY(!denied);
        QCOMPARE(denied.error().sqlState, u"25006"_s);
        QVERIFY(bool(waitFor(writer->run(insert))));
        // A client of the service on the same server connections sees its own defaults.
        SessionOptions other;
        other.info = m_bouncer.info(*m_cluster, u"postgres"_s);
        const auto setting = waitFor(writer->run([](Sql &sql) {
            return sql.fetchOne<QString>(
                u"SELECT reset_val || ' ' || (SELECT reset_val FROM pg_settings WHERE name = "
                u"'bytea_output') "
                "FROM pg_settings WHERE name = 'default_transaction_read_only' AND setting = reset_val"_s);
        }));
        QCOMPARE(setting.value(), u"off hex"_s);
    }

    void transactionsNestInTheClosure()
    {
        auto writer = session(false);
        const auto half = waitFor(writer->run([](Sql &sql) -> Result<> {
            {
                auto undone = Transaction::begin(sql);
                if (!undone)
                    return undone.error();
                (void)bool(sql.execute(u"INSERT INTO p VALUES (1)"_s));
            }
            auto kept = Transaction::begin(sql);
            if (auto done = sql.execute(u"INSERT INTO p VALUES (2)"_s); !done)
                return done.error();
            return std::move(kept).value().commit();
        }));
        QVERIFY2(bool(half), half ? "" : qPrintable(half.error().detail));
        const auto rows = waitFor(writer->run(
            [](Sql &sql) { return sql.fetch<int>(u"SELECT x FROM p WHERE x < 10 ORDER BY x"_s); }));
        QCOMPARE(rows.value(), std::vector<int>{2});
    }

    void aFailedCommitIsTheAnswer()
    {
        auto writer = session(false);
        const auto twice = [](Sql &sql) { return sql.execute(u"INSERT INTO p VALUES (7), (7)"_s); };
        const auto outcome = waitFor(writer->run(twice)); // the constraint is checked at COMMIT
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().sqlState, u"23505"_s);
    }

    void cancelGoesThroughThePooler()
    {
        auto sleeper = session(true), watcher = session(true, false);
        const CancelToken token;
        auto answer = sleeper->run(
            [](Sql &sql) { return sql.execute(u"SELECT pg_sleep(60), 'pooled nap'"_s); }, token);
        const auto sleeping = [](Sql &sql) {
            return sql.fetchOne<qint64>(
                u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pooled nap%' "
                "AND state = 'active' AND pid <> pg_backend_pid()"_s);
        };
        QTRY_COMPARE(waitFor(watcher->run(sleeping)).value(), 1);
        token.cancel();
        QVERIFY(!waitFor(answer));
        QTRY_COMPARE(waitFor(watcher->run(sleeping)).value(), 0);
    }

    void theConsoleAnswersTheSimpleProtocol()
    {
        SessionOptions options;
        options.info = m_bouncer.info(*m_cluster, u"pgbouncer"_s);
        Session console(options);
        struct Pool
        {
            QString database, mode;
            static Pool fromRow(const Row &row)
            {
                Pool pool;
                for (int i = 0; i < row.columns(); ++i) { // by name: versions insert columns
                    if (row.name(i) == u"database"_s)
                        pool.database = row.text(i);
                    if (row.name(i) == u"pool_mode"_s)
                        pool.mode = row.text(i);
                }
                return pool;
            }
        };
        const auto pools =
            waitFor(console.run([](Sql &sql) { return sql.fetch<Pool>(u"SHOW POOLS"_s); }));
        QVERIFY2(bool(pools), pools ? "" : qPrintable(pools.error().text + pools.error().detail));
        QVERIFY(std::any_of(pools.value().begin(), pools.value().end(), [](const Pool &pool) {
            return pool.database == u"postgres"_s && pool.mode == u"transaction"_s;
        }));
    }
};

QTEST_GUILESS_MAIN(Pooler)
#include "pooler.moc"
