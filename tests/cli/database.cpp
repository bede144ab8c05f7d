// gatehousectl database ..., as a user runs it, on a real PostgreSQL.
#include "support/bouncer.h"
#include "support/ctlprocess.h"
#include "support/opentransaction.h"
#include "support/testcluster.h"

#include "systems/description.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>

using namespace gatehouse;
using namespace gatehouse::test;

class DatabaseCliTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    QTemporaryDir m_data;
    Ctl m_ctl;

    QString url() const
    {
        return socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"shop"_s);
    }
    QStringList words(const QStringList &arguments) const
    {
        return QStringList{u"--json"_s, u"--url"_s, url(), u"database"_s} + arguments;
    }
    QJsonObject json(const QStringList &arguments, int exit = 0) const
    {
        const Outcome outcome = m_ctl.run(words(arguments));
        [&] { QVERIFY2(outcome.exit == exit, outcome.all().constData()); }();
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    static QJsonObject named(const QJsonArray &all, const QString &member, const QString &name)
    {
        for (const QJsonValue &one : all)
            if (one[member].toString() == name)
                return one.toObject();
        return {};
    }
    void sql(const QString &script) const
    {
        auto session = m_server->open(u"shop"_s);
        const auto done = run(*session, [&](db::Sql &on) { return on.script(script); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    }
    QString ask(const QString &statement) const
    {
        auto session = m_server->open(u"shop"_s);
        return cell(*session, statement);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_DATA_DIR", m_data.path().toUtf8());
        db::ClusterOptions options;
        options.settings.insert(u"shared_preload_libraries"_s, u"pg_stat_statements"_s);
        options.settings.insert(u"max_prepared_transactions"_s, u"2"_s);
        m_server = std::make_unique<TestCluster>(options);
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        cell(*session, u"CREATE DATABASE shop"_s);
        sql(u"CREATE TABLE orders (id bigint PRIMARY KEY, buyer int, text text);"
            "INSERT INTO orders SELECT i, i % 100, md5(i::text) FROM generate_series(1, 30000) i;"
            "CREATE TABLE lines (order_id bigint REFERENCES orders);"
            "CREATE UNIQUE INDEX twice ON orders (id)"_s);
        ask(u"VACUUM ANALYZE"_s);
    }

    void vacuumIsHeldBackByWhomAndTheGrowthIsKept()
    {
        sql(u"DELETE FROM orders WHERE id > 20000; ALTER TABLE orders SET (autovacuum_enabled = true)"_s);
        sql(u"BEGIN; SELECT txid_current(); PREPARE TRANSACTION 'forgotten'"_s);
        ask(u"SELECT pg_stat_force_next_flush()"_s);
        const QJsonObject first = json({u"sizes"_s});
        const QJsonObject orders = named(first[u"tables"_s].toArray(), u"table"_s, u"orders"_s);
        QVERIFY(orders[u"bytes"_s].toInteger() > 1 << 20);
        const QJsonArray reasons = orders[u"vacuum"_s][u"reasons"_s].toArray();
        QCOMPARE(orders[u"vacuum"_s][u"state"_s].toString(), u"held"_s);
        QVERIFY2(reasons[0].toString().contains(u"prepared transaction forgotten"_s),
            qPrintable(reasons[0].toString()));
        sql(u"ROLLBACK PREPARED 'forgotten'"_s);
        QCOMPARE(first[u"snapshots"_s].toInt(), 1);
        const QJsonObject second = json({u"sizes"_s, u"--keep"_s, u"database"_s});
        QCOMPARE(second[u"snapshots"_s].toInt(), 1);
        sql(u"UPDATE gatehouse.care_size SET at = at - interval '2 days', bytes = bytes - 2 * 1024 * 1024"_s);
        const QJsonObject third = json({u"sizes"_s});
        const auto perDay =
            named(third[u"tables"_s].toArray(), u"table"_s, u"orders"_s)[u"bytesPerDay"_s];
        QVERIFY2(std::abs(perDay.toDouble() - 1024 * 1024) < 1024,
            qPrintable(QString::number(perDay.toDouble())));
        QCOMPARE(third[u"snapshots"_s].toInt(), 2);
    }

    void aTableHeldExclusivelyDoesNotHoldUs()
    {
        const OpenTransaction open(
            *m_server, u"shop"_s, u"LOCK TABLE orders IN ACCESS EXCLUSIVE MODE"_s);
        const QJsonObject orders =
            named(json({u"sizes"_s})[u"tables"_s].toArray(), u"table"_s, u"orders"_s);
        QVERIFY(orders[u"estimated"_s].toBool());
        QVERIFY(!json({u"indexes"_s})[u"indexes"_s].toArray().isEmpty());
    }

    void indexesAreFoundMadeAndDropped()
    {
        QJsonObject all = json({u"indexes"_s});
        QCOMPARE(
            named(all[u"indexes"_s].toArray(), u"index"_s, u"twice"_s)[u"finding"_s].toString(),
            u"duplicate"_s);
        QVERIFY(!named(all[u"missing"_s].toArray(), u"index"_s, u"idx_lines_order_id"_s).isEmpty());
        const Outcome asked = m_ctl.run(words({u"index"_s, u"create"_s, u"idx_lines_order_id"_s}));
        QCOMPARE(asked.exit, 2); // without --yes
        const Outcome unrecorded =
            m_ctl.run(words({u"index"_s, u"create"_s, u"idx_lines_order_id"_s, u"--yes"_s}));
        QCOMPARE(unrecorded.exit, 2);
        QVERIFY(unrecorded.err.contains(u"could not be recorded"_s));
        const QJsonObject made = json({u"index"_s, u"create"_s, u"idx_lines_order_id"_s, u"--yes"_s,
            u"--record"_s, u"create"_s});
        QVERIFY(made[u"recorded"_s].toBool());
        const QJsonObject dropped = json({u"index"_s, u"drop"_s, u"twice"_s, u"--yes"_s});
        QVERIFY(
            dropped[u"undo"_s].toString().startsWith(u"CREATE UNIQUE INDEX CONCURRENTLY twice"_s));
        QVERIFY(
            json({u"index"_s, u"rebuild"_s, u"orders_pkey"_s, u"--yes"_s})[u"recorded"_s].toBool());
        QCOMPARE(m_ctl.run(words({u"index"_s, u"drop"_s, u"orders_pkey"_s, u"--yes"_s})).exit, 2);
        QCOMPARE(ask(u"SELECT string_agg(action, ' ' ORDER BY seq) FROM gatehouse.audit_trail "
                     "WHERE object_type = 'index'"_s),
            u"index.create index.drop index.rebuild"_s);
        all = json({u"indexes"_s});
        QVERIFY(all[u"missing"_s].toArray().isEmpty());
    }

    void cancelledBuildingLeavesNothing()
    {
        // An older transaction that wrote to the table: the build waits for it.
        auto open = std::make_unique<OpenTransaction>(
            *m_server, u"shop"_s, u"UPDATE orders SET buyer = 1 WHERE id = 1"_s);
        auto process = m_ctl.begin(
            words({u"index"_s, u"create"_s, u"orders"_s, u"--columns"_s, u"buyer"_s, u"--yes"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(
            ask(u"SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'"_s),
            u"1"_s, 20000);
        QVERIFY(
            ask(u"SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'idx_orders_buyer'::regclass"_s)
            == u"false"_s);
        ::kill(pid_t(process->processId()), SIGINT);
        // The INVALID index is dropped as soon as nobody reads the table any more.
        QTRY_COMPARE_WITH_TIMEOUT(ask(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE "
                                      u"'DROP INDEX CONCURRENTLY IF%'"
                                      " AND state = 'active' AND pid <> pg_backend_pid()"_s),
            u"1"_s, 20000);
        open.reset();
        const Outcome outcome = Ctl::end(*process);
        QVERIFY2(outcome.exit == 4, outcome.all().constData());
        QCOMPARE(
            ask(u"SELECT count(*) FROM pg_class WHERE relname = 'idx_orders_buyer'"_s), u"0"_s);
    }

    void plansHaveAVerdictAndRunNothing()
    {
        const QJsonObject plan =
            json({u"explain"_s, u"SELECT * FROM orders WHERE text = $1 ORDER BY id LIMIT 5"_s});
        QVERIFY(plan[u"generic"_s].toBool());
        const QJsonObject scan =
            json({u"explain"_s, u"--analyze"_s, u"SELECT count(*) FROM orders WHERE text = 'x'"_s});
        QVERIFY(scan[u"analyzed"_s].toBool());
        QCOMPARE(scan[u"statements"_s][0].toString(),
            u"CREATE INDEX CONCURRENTLY ON \"public\".\"orders\" (\"text\")"_s);
        const Outcome changing =
            m_ctl.run(words({u"explain"_s, u"--analyze"_s, u"DELETE FROM orders"_s}));
        QCOMPARE(changing.exit, 2);
        QVERIFY(changing.err.contains(u"only reading statements"_s));
        QCOMPARE(json({u"explain"_s, u"DELETE FROM orders"_s})[u"analyzed"_s].toBool(), false);
        QCOMPARE(m_ctl.run(words({u"explain"_s, u"SELECT 1; DROP TABLE orders"_s})).exit, 2);
        QCOMPARE(ask(u"SELECT count(*) FROM orders"_s), u"20000"_s);
    }

    void slowQueriesSayTheWayAndAreCounted()
    {
        const QJsonObject without = json({u"slow"_s}, 3);
        QCOMPARE(without[u"state"_s].toString(), u"not-installed"_s);
        QCOMPARE(without[u"wayOut"_s][0].toString(), u"CREATE EXTENSION pg_stat_statements"_s);
        QVERIFY(json({u"indexes"_s})[u"slow"_s].toString().contains(
            u"What slow queries would need is not known"_s));
        sql(u"CREATE EXTENSION pg_stat_statements;"_s);
        ask(u"SELECT count(*) FROM orders WHERE buyer IN (1, 2)"_s);
        ask(u"SELECT count(*) FROM orders WHERE buyer IN (1, 2, 3)"_s);
        const QJsonArray all = json({u"slow"_s, u"--limit"_s, u"500"_s})[u"statements"_s].toArray();
        int groups = 0;
        for (const QJsonValue &one : all)
            if (one[u"text"_s].toString().contains(u"WHERE buyer IN"_s)) {
                ++groups;
                QCOMPARE(one[u"calls"_s].toInt(), 2);
            }
        QCOMPARE(groups, 1);
        QVERIFY(json({u"slow"_s, u"--reset"_s, u"--yes"_s})[u"recorded"_s].toBool());
        QCOMPARE(ask(u"SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%buyer IN%' AND "
                     u"query NOT "
                     "LIKE '%pg_stat%'"_s),
            u"0"_s);
    }

    // What pg_stat_statements keeps has $1 also where SQL takes a literal only, and tables that are
    // gone; one that cannot be planned does not keep the others from it.
    void slowQueriesNameTheirIndex()
    {
        sql(u"CREATE TABLE public.events AS SELECT now() - i * interval '1 minute' AS at, i % 2 = 0 AS even, "
            "md5(i::text) AS text FROM generate_series(1, 30000) i;"
            "ANALYZE public.events; CREATE TABLE gone (a int)"_s);
        for (int i = 0; i < 3; ++i) {
            ask(u"SELECT count(*) FROM orders WHERE text = 'x'"_s);
            ask(u"SELECT count(*) FROM gone WHERE a = 5"_s);
            ask(u"SELECT count(*) FROM events WHERE at > now() - interval '1 hour'"_s);
            ask(u"SELECT count(*) FROM events WHERE even = true"_s); // half of them: no index
        }
        sql(u"DROP TABLE gone"_s);
        const QJsonObject all = json({u"indexes"_s});
        const QJsonArray missing = all[u"missing"_s].toArray();
        const QJsonObject text = named(missing, u"index"_s, u"idx_orders_text"_s);
        QVERIFY(text[u"forSlowQuery"_s].toBool());
        QVERIFY2(text[u"why"_s].toString().contains(u"called 3 times"_s),
            qPrintable(text[u"why"_s].toString()));
        QVERIFY(!named(missing, u"index"_s, u"idx_events_at"_s).isEmpty());
        QVERIFY(named(missing, u"index"_s, u"idx_events_even"_s).isEmpty());
        QVERIFY(all[u"slow"_s].toString().contains(u"could not be planned"_s));
        const QJsonObject made = json({u"index"_s, u"create"_s, u"idx_orders_text"_s, u"--yes"_s});
        QVERIFY(made[u"probeUsesIt"_s].toBool());
        QVERIFY(made[u"costAfter"_s].toDouble() < made[u"costBefore"_s].toDouble() / 5);
        QVERIFY(named(json({u"indexes"_s})[u"missing"_s].toArray(), u"index"_s, u"idx_orders_text"_s)
                    .isEmpty());
    }

    void settingsAndConnections()
    {
        const QJsonObject settings = json({u"settings"_s});
        QVERIFY(settings[u"machine"_s][u"known"_s].toBool());
        QCOMPARE(
            named(settings[u"advice"_s].toArray(), u"name"_s, u"log_lock_waits"_s)[u"statement"_s]
                .toString(),
            u"ALTER SYSTEM SET log_lock_waits = 'on'"_s);
        const QJsonObject set = json({u"set"_s, u"log_lock_waits"_s, u"on"_s, u"--yes"_s});
        QVERIFY(set[u"recorded"_s].toBool() && !set[u"restart"_s].toBool());
        QTRY_COMPARE(ask(u"SHOW log_lock_waits"_s), u"on"_s);
        QCOMPARE(m_ctl.run(words({u"set"_s, u"no_such"_s, u"1"_s, u"--yes"_s})).exit, 2);
        QFile env(m_data.filePath(u".env"_s));
        QVERIFY(env.open(QIODevice::WriteOnly));
        env.write("DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=40\n");
        env.close();
        const QJsonObject budget = json({u"budget"_s, env.fileName(), u"--workers"_s, u"4"_s}, 3);
        QCOMPARE(budget[u"wanted"_s].toInt(), 240);
        QVERIFY(!budget[u"fits"_s].toBool());
    }

    void whoHoldsWhatIsSaidAndEnded()
    {
        const OpenTransaction open(*m_server, u"shop"_s,
            u"SET application_name = 'till'; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE"_s);
        const QJsonObject till =
            named(json({u"sessions"_s})[u"sessions"_s].toArray(), u"application"_s, u"till"_s);
        const QString pid = QString::number(till[u"pid"_s].toInteger());
        QVERIFY(till[u"locks"_s].toArray().contains(u"orders (AccessExclusive)"_s));
        const QJsonObject lock =
            named(json({u"locks"_s})[u"locks"_s].toArray(), u"application"_s, u"till"_s);
        QVERIFY(lock[u"granted"_s].toBool() && lock[u"object"_s].toString().contains(u"orders"_s));
        Ctl::isPlain(m_ctl.run(words({u"session"_s, u"terminate"_s, pid})), 2, u"--yes"_s);
        QVERIFY(!json({u"session"_s, u"terminate"_s, pid, u"--dry-run"_s})[u"done"_s].toBool());
        const QJsonObject ended =
            json({u"session"_s, u"terminate"_s, pid, u"--yes"_s, u"--record"_s, u"create"_s});
        QVERIFY(ended[u"gone"_s].toBool() && ended[u"recorded"_s].toBool());
        QCOMPARE(
            ask(u"SELECT count(*)::text FROM pg_stat_activity WHERE application_name = 'till'"_s),
            u"0"_s);
        Ctl::isPlain(m_ctl.run(words({u"session"_s, u"terminate"_s, pid, u"--yes"_s})), 2,
            u"There is no session"_s);
    }

    // A paused pool can be looked at and opened again: neither waits for the pool itself.
    void aPausedPoolIsResumed()
    {
        sql(u"CREATE ROLE service SUPERUSER LOGIN PASSWORD 'service'"_s);
        QTemporaryDir dir;
        Bouncer bouncer;
        const auto started = bouncer.start(**m_server, dir.path());
        QVERIFY2(started, started ? "" : qPrintable(started.error().text));
        const db::ConnInfo info = bouncer.info(**m_server, u"shop"_s);
        const auto pooled = [&](const QStringList &arguments) {
            return m_ctl.run(QStringList{u"--json"_s, u"--url"_s,
                                 u"postgresql://%1@127.0.0.1:%2/shop?sslmode=disable"_s.arg(
                                     info.user, info.port),
                                 u"database"_s}
                + arguments);
        };
        // A client that stays: without one PgBouncer leaves a database of "*" out of what it lists.
        db::Session client({info, nullptr, db::SessionKind::Interactive, true, QString()});
        QCOMPARE(cell(client, u"SELECT 1"_s), u"1"_s);
        const QStringList yes{u"shop"_s, u"--yes"_s, u"--record"_s, u"skip"_s};
        Outcome outcome = pooled(QStringList{u"pgbouncer"_s, u"pause"_s} + yes);
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        outcome = pooled({u"pool"_s});
        QVERIFY2(outcome.exit == 0 && outcome.out.contains(u"\"paused\": true"_s),
            outcome.all().constData());
        // A command that needs the pool itself ends, and says why.
        Ctl::isPlain(pooled({u"sizes"_s}), 5, u"paused or full"_s);
        outcome = pooled(QStringList{u"pgbouncer"_s, u"resume"_s} + yes);
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(pooled({u"sizes"_s}).exit, 0);
        outcome = pooled({u"pgbouncer"_s, u"resume"_s, u"nowhere"_s, u"--yes"_s});
        QVERIFY2(outcome.exit == 2 && outcome.err.contains(u"knows no database nowhere"_s),
            outcome.all().constData());
    }

    // ai-pal's script, done so that it holds: each step alone, what stands against it said before.
    void optimizeSaysBeforeItDoes()
    {
        auto session = m_server->open();
        cell(*session, u"CREATE DATABASE pal"_s);
        auto pal = m_server->open(u"pal"_s);
        const auto done = run(*pal, [](db::Sql &on) {
            return on.script(systems::schemaSql(u"ai-pal"_s).value()
                + u"; DROP TABLE atomic_blocks; DROP INDEX idx_ari_user_timestamp, idx_ari_score;"
                  "CREATE INDEX idx_ari_score ON user_profiles (email);"
                  "INSERT INTO ffe_goals (goal_id, user_id, created_at, description, importance, "
                  "complexity_level) SELECT g, 'u', now(), 'd', 1, 'low' FROM generate_series(1, 50) g;"
                  "CREATE ROLE reader LOGIN PASSWORD 'reader'"_s);
        });
        QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
        const auto optimize = [this](const QString &user, const QStringList &more, int exit = 0) {
            const QString at = socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"pal"_s, user);
            const Outcome outcome =
                m_ctl.run(QStringList{u"--json"_s, u"--url"_s, at, u"database"_s, u"optimize"_s} + more);
            [&] { QVERIFY2(outcome.exit == exit, outcome.all().constData()); }();
            return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
        };
        const auto figure = [](const QJsonObject &document, const QString &when) {
            return named(document[when].toArray(), u"table"_s, u"public.ari_snapshots"_s);
        };
        const QJsonObject dry = optimize(u"gatehouse"_s, {u"--dry-run"_s});
        QVERIFY(!dry[u"done"_s].toBool());
        const QJsonArray steps = dry[u"steps"_s].toArray();
        QVERIFY(named(steps, u"name"_s, u"public.atomic_blocks"_s)[u"lock"_s].toString().contains(
            u"SHARE ROW EXCLUSIVE on ffe_goals"_s));
        QVERIFY(named(steps, u"name"_s, u"public.idx_ari_user_timestamp"_s)[u"barred"_s].isNull());
        QVERIFY(named(steps, u"name"_s, u"public.idx_ari_score"_s)[u"barred"_s].toString().contains(
            u"Another index has this name"_s));
        qputenv("PGPASSWORD", "reader");
        const QJsonArray foreign = optimize(u"reader"_s, {u"--dry-run"_s})[u"steps"_s].toArray();
        qunsetenv("PGPASSWORD");
        QVERIFY(!foreign.isEmpty());
        for (const QJsonValue &one : foreign)
            QVERIFY2(!one[u"barred"_s].toString().isEmpty()
                    || (one[u"step"_s] == "analyze"_L1 && one[u"table"_s] == "public.atomic_blocks"_L1),
                qPrintable(one[u"name"_s].toString()));
        QVERIFY(!optimize(u"gatehouse"_s, {u"--step"_s, u"stats"_s})[u"done"_s].toBool());
        optimize(u"gatehouse"_s, {u"--step"_s, u"indexes"_s}, 2); // without --yes
        const QStringList yes{u"--yes"_s, u"--record"_s, u"create"_s};
        const QJsonObject part = optimize(u"gatehouse"_s, QStringList{u"--step"_s, u"indexes"_s} + yes);
        QVERIFY(part[u"indexes"_s].toInt() >= 1 && part[u"tables"_s].toInt() == 0
            && part[u"analyzed"_s].toInt() == 0);
        QCOMPARE(figure(part, u"after"_s)[u"indexes"_s].toInt(),
            figure(part, u"before"_s)[u"indexes"_s].toInt() + 1);
        const QJsonObject rest = optimize(u"gatehouse"_s, yes);
        QCOMPARE(rest[u"tables"_s].toInt(), 1);
        QCOMPARE(rest[u"analyzed"_s].toInt(), 10);
        QVERIFY(rest[u"failed"_s].toArray().isEmpty());
        QVERIFY(figure(rest, u"before"_s)[u"analyzed"_s].isNull()
            && !figure(rest, u"after"_s)[u"analyzed"_s].isNull());
        QCOMPARE(cell(*pal, u"SELECT count(*) FROM pg_indexes WHERE tablename = 'atomic_blocks'"_s),
            QString::number(2 + 3)); // of the keys, and the guide's
        QCOMPARE(cell(*pal, u"SELECT count(*) FROM gatehouse.audit_trail WHERE action = 'table.create'"_s),
            u"1"_s);
    }
};

QTEST_GUILESS_MAIN(DatabaseCliTest)
#include "database.moc"
