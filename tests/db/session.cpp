#include "db/session.h"
#include "base/deliver.h"
#include "db/cluster.h"
#include "db/link.h"
#include "db/transaction.h"
#include "support/clusterdir.h"
#include "support/slowproxy.h"
#include "support/waiting.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

using namespace gatehouse;
using namespace gatehouse::db;

class SessionTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<Cluster> m_cluster;

    SessionOptions options(SessionKind kind = SessionKind::Interactive, bool readOnly = false) const
    {
        SessionOptions made;
        made.info = m_cluster->info();
        made.kind = kind;
        made.readOnly = readOnly;
        return made;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto started = Cluster::start({m_dir.filePath(u"c"_s)});
        QVERIFY2(bool(started),
            started ? "" : qPrintable(started.error().text + started.error().detail));
        m_cluster = std::move(started).value();
    }

    void valuesSurvive_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("shown");
        QTest::addRow("microseconds") << u"timestamptz '2026-11-20 12:03:04.123456+00'"_s
                                      << u"2026-11-20 12:03:04.123456+00"_s;
        QTest::addRow("infinity") << u"timestamp 'infinity'"_s << u"infinity"_s;
        QTest::addRow("minus infinity") << u"timestamptz '-infinity'"_s << u"-infinity"_s;
        QTest::addRow("numeric") << u"12345678901234567890.123456789"_s
                                 << u"12345678901234567890.123456789"_s;
        QTest::addRow("int8 min") << u"(-9223372036854775808)::int8"_s << u"-9223372036854775808"_s;
        QTest::addRow("json as text") << uR"('{"n":12345678901234567890.10}'::json)"_s
                                      << uR"({"n":12345678901234567890.10})"_s;
        QTest::addRow("empty text") << u"''"_s << u""_s;
        QTest::addRow("emoji") << u"'😀'"_s << u"😀"_s;
    }
    void valuesSurvive()
    {
        QFETCH(QString, expression);
        QFETCH(QString, shown);
        Session session(options());
        const auto got = waitFor(session.run([&](Sql &sql) {
            return sql.fetchOne<QString>(Statement(u"SELECT %1"_s.replace(u"%1"_s, expression)));
        }));
        QVERIFY2(bool(got), got ? "" : qPrintable(got.error().detail));
        QCOMPARE(got.value(), shown);
    }

    void parametersComeBack()
    {
        Session session(options());
        const QByteArray bytes("\0\xff'\\", 4);
        const QStringList list{u"a,b"_s, u"q\"x"_s, u"back\\slash"_s, u""_s};
        struct Back
        {
            qint64 number;
            double real;
            QString text;
            QByteArray raw;
            QStringList items;
            std::optional<QString> none;
            bool yes;
            static Back fromRow(const Row &row)
            {
                return {row.get<qint64>(0), row.get<double>(1), row.text(2), row.get<QByteArray>(3),
                    row.get<QStringList>(4), row.maybe<QString>(5), row.get<bool>(6)};
            }
        };
        const auto got = waitFor(session.run([&](Sql &sql) {
            return sql.fetchOne<Back>(
                u"SELECT $1::int8, $2::float8, $3::text, $4::bytea, $5::text[], $6::text, $7::bool"_s,
                bind(qint64(9223372036854775807), 0.1, u"it's \"me\"; --"_s, Bytes{bytes}, list,
                    std::optional<QString>(), true));
        }));
        QVERIFY2(bool(got), got ? "" : qPrintable(got.error().detail));
        QCOMPARE(got.value().number, 9223372036854775807);
        QCOMPARE(got.value().real, 0.1);
        QCOMPARE(got.value().text, u"it's \"me\"; --"_s);
        QCOMPARE(got.value().raw, bytes);
        QCOMPARE(got.value().items, list);
        QVERIFY(!got.value().none);
        QVERIFY(got.value().yes);
    }

    void timesAreUtc()
    {
        Session session(options());
        const auto got = waitFor(session.run([](Sql &sql) {
            return sql.fetchOne<QDateTime>(u"SELECT timestamptz '2026-03-29 03:30:00.25+02'"_s);
        }));
        QCOMPARE(got.value(), QDateTime(QDate(2026, 3, 29), QTime(1, 30, 0, 250), Qt::UTC));
        const auto never = waitFor(session.run(
            [](Sql &sql) { return sql.fetchOne<QDateTime>(u"SELECT timestamptz 'infinity'"_s); }));
        QVERIFY(!never.value().isValid());
    }

    void readOnlyIsTheServersWord()
    {
        Session session(options(SessionKind::Interactive, true));
        const auto create = [](Sql &sql) { return sql.execute(u"CREATE TABLE t_ro (x int)"_s); };
        const auto denied = waitFor(session.run(create));
        QVERIFY(!denied);
        QCOMPARE(denied.error().sqlState, u"25006"_s);
        QCOMPARE(denied.error().kind, Error::Kind::Refused);
        session.setReadOnly(false);
        QVERIFY(bool(waitFor(session.run(create))));
        session.setReadOnly(true);
        QVERIFY(!waitFor(session.run([](Sql &sql) { return sql.execute(u"DROP TABLE t_ro"_s); })));
    }

    // A request that overtakes its statement hits nothing: it is repeated, else the statement would
    // run on and the connection be given up.
    void cancelBeforeTheStatementArrives()
    {
        test::SlowProxy way(*m_cluster, 0);
        SessionOptions there = options();
        there.info = way.info();
        Session session(there);
        const auto pid = [&session] {
            return waitFor(session.run(
                [](Sql &sql) { return sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s); }));
        };
        const auto before = pid();
        QVERIFY(before);
        way.setDelay(400);
        CancelToken token;
        auto stopped =
            session.run([](Sql &sql) { return sql.execute(u"SELECT pg_sleep(60)"_s); }, token);
        QTRY_VERIFY(way.held() > 0);
        way.setDelay(0);
        token.cancel();
        QCOMPARE(waitFor(stopped).error().kind, Error::Kind::Cancelled);
        const auto after = pid();
        QVERIFY(after);
        QCOMPARE(after.value(), before.value());
    }

    void cancelStopsTheServer()
    {
        Session session(options(SessionKind::Job)), other(options());
        const CancelToken token;
        auto answer = session.run(
            [](Sql &sql) { return sql.execute(u"SELECT pg_sleep(60), 'cancel me'"_s); }, token);
        const auto sleepers = [](Sql &sql) {
            return sql.fetchOne<qint64>(
                u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%cancel me%' AND state = 'active' AND pid <> pg_backend_pid()"_s);
        };
        QTRY_COMPARE(waitFor(other.run(sleepers)).value(), 1);
        token.cancel();
        QCOMPARE(waitFor(answer).error().kind, Error::Kind::Cancelled);
        QTRY_COMPARE(waitFor(other.run(sleepers)).value(), 0);
        // The next statement of the session is untouched.
        QCOMPARE(
            waitFor(session.run([](Sql &sql) { return sql.fetchOne<int>(u"SELECT 7"_s); })).value(),
            7);
    }

    // As a server does that is compiling the statement: the first request is lost.
    void aCancelThatWasNotHeededIsSentAgain()
    {
        Session session(options());
        const auto pid = [&] {
            return waitFor(session.run(
                [](Sql &sql) { return sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s); }));
        };
        const int before = pid().value();
        const CancelToken token;
        const auto answer = session.run(
            [](Sql &sql) {
                return sql.execute(
                    u"DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled "
                    "THEN PERFORM pg_sleep(60); END $$"_s);
            },
            token);
        Session other(options());
        const auto sleeps = [&] {
            const auto found = waitFor(other.run([before](Sql &sql) {
                return sql.fetchOne<bool>(
                    Statement(u"SELECT count(*) > 0 FROM pg_stat_activity WHERE "
                              "wait_event = 'PgSleep' AND pid = $1"_s),
                    bind(before));
            }));
            return found && found.value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(sleeps(), 20000);
        token.cancel();
        const auto result = waitFor(answer);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Cancelled);
        QCOMPARE(pid().value(), before); // not given up: the server was asked until it heard
    }

    void manyCancelsNeverHitTheNext()
    {
        Session session(options(SessionKind::Job));
        for (int i = 0; i < 200; ++i) {
            const CancelToken token;
            auto first = session.run(
                [](Sql &sql) { return sql.execute(u"SELECT pg_sleep(0.002)"_s); }, token);
            token.cancel();
            const auto next =
                waitFor(session.run([](Sql &sql) { return sql.fetchOne<int>(u"SELECT 1"_s); }));
            QVERIFY2(bool(next), next ? "" : qPrintable(next.error().detail));
        }
    }

    void statementTimeoutIsAFailure()
    {
        Session session(options());
        const auto late = waitFor(session.run([](Sql &sql) {
            sql.setStatementTimeout(50);
            return sql.execute(u"SELECT pg_sleep(30)"_s);
        }));
        QVERIFY(!late);
        QCOMPARE(late.error().kind, Error::Kind::Sql);
        QVERIFY(late.error().text.contains(u"limit"_s));
    }

    void streamStopsEarly()
    {
        Session session(options());
        const auto read = waitFor(session.run([](Sql &sql) -> Result<qint64> {
            qint64 seen = 0;
            auto rows = sql.stream(u"SELECT generate_series(1, 100000000)"_s, {},
                [&seen](const Row &) { return ++seen < 1000; });
            if (!rows)
                return rows.error();
            return seen;
        }));
        QVERIFY2(bool(read), read ? "" : qPrintable(read.error().detail));
        QCOMPARE(read.value(), 1000);
        QCOMPARE(
            waitFor(session.run([](Sql &sql) { return sql.fetchOne<int>(u"SELECT 3"_s); })).value(),
            3);
    }

    void copyGoesBothWays()
    {
        Session session(options(SessionKind::Job));
        const auto rows = waitFor(session.run([](Sql &sql) -> Result<QByteArray> {
            if (auto made = sql.execute(u"CREATE TEMP TABLE c (a int, b text)"_s); !made)
                return made.error();
            int chunk = 0;
            auto in = sql.copyIn(u"COPY c FROM STDIN"_s, [&chunk]() -> Result<QByteArray> {
                ++chunk;
                return chunk == 1 ? QByteArray("1\tone\n2\t")
                    : chunk == 2  ? QByteArray("two\n")
                                  : QByteArray();
            });
            if (!in)
                return in.error();
            QByteArray out = QByteArray::number(in.value()) + ":";
            auto back = sql.copyOut(u"COPY c TO STDOUT"_s, [&out](QByteArrayView chunkOut) {
                out += chunkOut.toByteArray();
                return true;
            });
            if (!back)
                return back.error();
            return out;
        }));
        QVERIFY2(bool(rows), rows ? "" : qPrintable(rows.error().detail));
        QCOMPARE(rows.value(), QByteArray("2:1\tone\n2\ttwo\n"));
    }

    void aFailingCopyLeavesNothing()
    {
        Session session(options(SessionKind::Job));
        const auto outcome = waitFor(session.run([](Sql &sql) -> Result<qint64> {
            if (auto made = sql.execute(u"CREATE TEMP TABLE d (a int)"_s); !made)
                return made.error();
            bool first = true;
            auto in = sql.copyIn(u"COPY d FROM STDIN"_s, [&first]() -> Result<QByteArray> {
                if (std::exchange(first, false))
                    return QByteArray("1\n");
                return invalid(u"The source is broken."_s);
            });
            if (in || in.error().text != u"The source is broken."_s)
                return invalid(u"the error of the source must come back"_s);
            return sql.fetchOne<qint64>(u"SELECT count(*) FROM d"_s);
        }));
        QCOMPARE(outcome.value(), 0);
    }

    void transactionsRollBackByThemselves()
    {
        Session session(options());
        QVERIFY(bool(waitFor(
            session.run([](Sql &sql) { return sql.execute(u"CREATE TABLE tx (x int)"_s); }))));
        const auto insert = [](Sql &sql, bool commit) -> Result<> {
            auto tx = Transaction::begin(sql);
            if (!tx)
                return tx.error();
            if (auto done = sql.execute(u"INSERT INTO tx VALUES (1)"_s); !done)
                return done.error();
            return commit ? std::move(tx).value().commit() : Result<>(Done{});
        };
        QVERIFY(bool(waitFor(session.run([&](Sql &sql) { return insert(sql, false); }))));
        QVERIFY(bool(waitFor(session.run([&](Sql &sql) { return insert(sql, true); }))));
        QCOMPARE(waitFor(session.run([](Sql &sql) {
            return sql.fetchOne<qint64>(u"SELECT count(*) FROM tx"_s);
        })).value(),
            1);
    }

    void aFailedTransactionIsNotCommitted()
    {
        Session session(options());
        const auto outcome = waitFor(session.run([](Sql &sql) -> Result<> {
            auto tx = Transaction::begin(sql);
            (void)bool(sql.execute(u"SELECT 1/0"_s));
            return std::move(tx).value().commit();
        }));
        QVERIFY(!outcome);
        QCOMPARE(
            waitFor(session.run([](Sql &sql) { return sql.fetchOne<int>(u"SELECT 5"_s); })).value(),
            5);
    }

    void noticesAreCaught()
    {
        Session session(options());
        const auto notices = waitFor(session.run([](Sql &sql) -> Result<std::vector<Notice>> {
            if (auto done =
                    sql.execute(u"DO $$ BEGIN RAISE WARNING 'password=hunter22 seen'; END $$"_s);
                !done)
                return done.error();
            return sql.takeNotices();
        }));
        QCOMPARE(notices.value().size(), size_t(1));
        QCOMPARE(notices.value()[0].severity, u"WARNING"_s);
        QVERIFY(!notices.value()[0].text.contains(u"hunter22"_s));
    }

    void aKilledBackendIsReplaced()
    {
        Session session(options()), other(options());
        QSignalSpy lost(&session, &Session::lost);
        const int pid = waitFor(session.run([](Sql &sql) {
            return sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s);
        })).value();
        auto running = session.run([](Sql &sql) { return sql.execute(u"SELECT pg_sleep(60)"_s); });
        QVERIFY(bool(waitFor(other.run([&](Sql &sql) {
            return sql.execute(u"SELECT pg_terminate_backend($1)"_s, bind(pid));
        }))));
        QCOMPARE(waitFor(running).error().kind, Error::Kind::Connection);
        QTRY_COMPARE(lost.size(), 1);
        QVERIFY(bool(waitFor(session.run([](Sql &sql) { return sql.execute(u"SELECT 1"_s); }))));
        // Killed while idle: the next closure does not even notice.
        const int second = waitFor(session.run([](Sql &sql) {
            return sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s);
        })).value();
        QVERIFY(bool(waitFor(other.run([&](Sql &sql) {
            return sql.execute(u"SELECT pg_terminate_backend($1, 2000)"_s, bind(second));
        }))));
        QVERIFY(bool(waitFor(session.run([](Sql &sql) { return sql.execute(u"SELECT 1"_s); }))));
    }

    void aSilentServerCanBeCancelled()
    {
        QTcpServer silent; // accepts and never answers
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        SessionOptions made = options();
        made.info.host = u"127.0.0.1"_s;
        made.info.port = QString::number(silent.serverPort());
        Session session(made);
        const CancelToken token;
        auto answer = session.run([](Sql &sql) { return sql.execute(u"SELECT 1"_s); }, token);
        QTRY_VERIFY(silent.hasPendingConnections());
        QVERIFY(!answer.isFinished());
        token.cancel();
        QVERIFY(answer.isFinished());
        QCOMPARE(answer.result().error().kind, Error::Kind::Cancelled);
    }

    void aStoppedBackendDoesNotHoldTheEnd()
    {
        auto session = std::make_unique<Session>(options(SessionKind::Job));
        const int pid = waitFor(session->run([](Sql &sql) {
            return sql.fetchOne<int>(u"SELECT pg_backend_pid()"_s);
        })).value();
        ::kill(pid, SIGSTOP);
        auto answer = session->run([](Sql &sql) { return sql.execute(u"SELECT 1"_s); });
        session.reset(); // at most three seconds, then the thread is let go
        QVERIFY(answer.isFinished());
        QVERIFY(!answer.result());
        ::kill(pid, SIGCONT);
    }

    void linkNoticesAndReturns()
    {
        Profile profile;
        profile.info = m_cluster->info();
        Link link(profile, nullptr);
        link.open();
        QTRY_COMPARE(link.state(), Link::State::Connected);
        QVERIFY(link.facts()->versionNum >= 130000);
        QVERIFY(bool(m_cluster->stop()));
        QTRY_COMPARE_WITH_TIMEOUT(link.state(), Link::State::Lost, 20000);
        auto started = Cluster::start({m_dir.filePath(u"c"_s)});
        QVERIFY(bool(started));
        m_cluster = std::move(started).value();
        QTRY_COMPARE_WITH_TIMEOUT(link.state(), Link::State::Connected, 5000);
    }

    void lockReturnsByItself()
    {
        Profile profile;
        profile.info = m_cluster->info();
        profile.unlockMinutes = 0; // at once
        Link link(profile, nullptr);
        link.open();
        QTRY_COMPARE(link.state(), Link::State::Connected);
        QVERIFY(!link.isUnlocked());
        QSignalSpy changes(&link, &Link::lockChanged);
        link.unlock();
        QVERIFY(!link.interactive().isReadOnly());
        QTRY_COMPARE(changes.size(), 2);
        QVERIFY(link.interactive().isReadOnly());
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session.moc"
