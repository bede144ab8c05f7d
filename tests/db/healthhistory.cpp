// History in real PostgreSQL and in a file, by the same cases.
#include "db/transaction.h"
#include "health/historystore.h"
#include "support/testcluster.h"

#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::health;

namespace {

constexpr qint64 kStart = 1'795'170'600'000; // at the beginning of a quarter
constexpr qint64 kMinute = 60'000;

Reading reading(qint64 minute, State state, double latency = 41, const QString &endpoint = u"ollama http://h:1"_s)
{
    Reading one;
    one.endpoint = endpoint;
    one.title = u"Llama"_s;
    one.at = kStart + minute * kMinute;
    one.measured = one.shown = state;
    one.shownSince = one.at;
    one.cause = isBad(state) ? u"refused"_s : QString();
    one.reason = isBad(state) ? u"It's \"down\": {1,2}\\ %s \U0001F5DD"_s : u"well"_s;
    one.latencyMs = isBad(state) ? -1 : latency;
    one.holdMs = 3 * kMinute;
    return one;
}

qint64 sum(const std::vector<SlotTime> &times, State state)
{
    qint64 ms = 0;
    for (const SlotTime &time : times)
        ms += time.state == state ? time.ms : 0;
    return ms;
}

} // namespace

class HealthHistoryTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    QTemporaryDir m_folder;
    int m_files = 0;

    QString newFile() { return m_folder.filePath(u"h%1.sqlite"_s.arg(++m_files)); }

    // Runs f with a fresh history of the row's kind.
    void with(const std::function<void(History &)> &f)
    {
        QFETCH(bool, inDatabase);
        if (!inDatabase) {
            auto file = fileHistory(newFile());
            QVERIFY2(file, file ? "" : qPrintable(file.error().text + file.error().detail));
            f(*file.value());
            return;
        }
        const Result<> done = test::run(*m_session, [&f](db::Sql &sql) -> Result<> {
            auto made = createTables(sql, {u"ada"_s, u"test"_s, u"x"_s});
            if (made)
                f(*tableHistory(sql));
            return made;
        });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
    }
    static void kinds()
    {
        QTest::addColumn<bool>("inDatabase");
        QTest::addRow("database") << true;
        QTest::addRow("file") << false;
    }
    template <typename T>
    static T value(Result<T> result)
    {
        if (!result) {
            qWarning("%s %s", qPrintable(result.error().text), qPrintable(result.error().detail));
            return T();
        }
        return std::move(result).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }
    void init()
    {
        QVERIFY(test::run(*m_session, [](db::Sql &sql) {
            return sql.execute(u"DROP SCHEMA IF EXISTS gatehouse CASCADE"_s);
        }));
    }
    void cleanupTestCase() { m_session.reset(); }

    void everyReadingIsKept_data() { kinds(); }
    void everyReadingIsKept()
    {
        with([](History &history) {
            std::vector<Reading> all;
            for (int i = 0; i < 50; ++i)
                all.push_back(reading(i, i % 10 == 9 ? State::Down : State::Up));
            QVERIFY(bool(history.append(all)));
            QVERIFY(bool(history.append({}))); // nothing is nothing
            const auto kept = value(history.readings(all[0].endpoint, kStart, kStart + 50 * kMinute, 100));
            QCOMPARE(kept.size(), 50);
            QCOMPARE(kept.front().at, all.back().at);
            QCOMPARE(kept.front().reason, all.back().reason);
            QCOMPARE(kept.front().latencyMs, -1.0);
            QCOMPARE(kept[1].latencyMs, 41.0);
            const auto last = value(history.endpoints());
            QCOMPARE(last.size(), 1);
            QCOMPARE(last[0].at, all.back().at);
            QCOMPARE(last[0].reason, all.back().reason);
            QCOMPARE(value(history.prune(kStart + 40 * kMinute)), 40);
            QCOMPARE(value(history.readings(all[0].endpoint, 0, kStart * 2, 100)).size(), 10);
            QVERIFY(sum(value(history.times(0, kStart * 2)), State::Up) > 0); // sums stay
        });
    }

    void timeIsSummedUpOnce_data() { kinds(); }
    void timeIsSummedUpOnce()
    {
        with([](History &history) {
            // Up for 10 minutes, down for 10, nobody looks for 40 (3 of them still count), up for 1.
            for (int i = 0; i <= 10; ++i)
                QVERIFY(bool(history.append({reading(i, i < 10 ? State::Up : State::Down)})));
            for (int i = 11; i <= 20; ++i)
                QVERIFY(bool(history.append({reading(i, State::Down)})));
            QVERIFY(bool(history.append({reading(60, State::Up)})));
            QVERIFY(bool(history.append({reading(61, State::Up), reading(61, State::Up)})));
            QVERIFY(bool(history.append({reading(30, State::Up)}))); // of a clock that went back
            const auto times = value(history.times(kStart, kStart + 120 * kMinute));
            QCOMPARE(sum(times, State::Up), 11 * kMinute);
            QCOMPARE(sum(times, State::Down), 13 * kMinute);
            QCOMPARE(sum(times, State::Unknown), 37 * kMinute);
            for (const SlotTime &time : times)
                QVERIFY(time.ms <= kSlotMs && time.slot % kSlotMs == 0);
            const auto all = value(summaries(history, kStart, kStart + 120 * kMinute));
            QCOMPARE(all.size(), 1);
            QCOMPARE(qRound(100 * *uptime(all[0].times)), 46); // 11 of 24 known minutes
            QCOMPARE(stateOf(all[0].bySlot.begin()->second), State::Down);
        });
    }

    void percentilesAreNotAveraged_data() { kinds(); }
    void percentilesAreNotAveraged()
    {
        with([](History &history) {
            // A quarter of 90 fast looks and one of 10 slow ones: p95 is slow, not between.
            std::vector<Reading> all;
            for (int i = 0; i < 100; ++i) {
                all.push_back(reading(0, State::Up, i < 90 ? 10 : 1000));
                all.back().at = kStart + i * 10'000;
            }
            QVERIFY(bool(history.append(all)));
            const auto sums = value(summaries(history, kStart, kStart + 60 * kMinute));
            const Latencies &latencies = sums[0].latencies;
            QCOMPARE(latencies.count(), 100);
            QVERIFY(qAbs(*latencies.percentile(0.5) - 10) <= 0.21);
            QVERIFY(qAbs(*latencies.percentile(0.95) - 1000) <= 21);
        });
    }

    void incidentsHaveBeginningEndAndCause_data() { kinds(); }
    void incidentsHaveBeginningEndAndCause()
    {
        with([](History &history) {
            QVERIFY(bool(history.append({reading(0, State::Up)})));
            Reading first = reading(5, State::Degraded);
            first.shownSince = kStart + 3 * kMinute; // the first of three looks
            first.cause = u"busy"_s;
            QVERIFY(bool(history.append({first})));
            QVERIFY(bool(history.append({reading(6, State::Down)})));
            auto open = value(history.incidents(kStart, kStart + 9 * kMinute, 10));
            QCOMPARE(open.size(), 1);
            QCOMPARE(open[0].end, 0);
            QVERIFY(bool(history.append({reading(7, State::Unknown)}))); // says nothing
            QCOMPARE(value(history.incidents(kStart, kStart + 9 * kMinute, 10))[0].end, 0);
            Reading recovered = reading(9, State::Up);
            recovered.shownSince = kStart + 8 * kMinute;
            QVERIFY(bool(history.append({recovered})));
            QVERIFY(bool(history.append({reading(20, State::WrongModel)})));
            const auto all = value(history.incidents(kStart, kStart + 60 * kMinute, 10));
            QCOMPARE(all.size(), 2);
            QCOMPARE(all[0].worst, State::WrongModel);
            const Incident &one = all[1];
            QCOMPARE(one.start, kStart + 3 * kMinute);
            QCOMPARE(one.end, kStart + 8 * kMinute);
            QCOMPARE(one.worst, State::Down);
            QCOMPARE(one.cause, u"busy"_s);
            QCOMPARE(one.looks, 2);
            QCOMPARE(one.title, u"Llama"_s);
            QCOMPARE(value(history.incidents(kStart + 9 * kMinute, kStart + 10 * kMinute, 10)).size(), 0);
        });
    }

    void manyEndpointsAtOnce_data() { kinds(); }
    void manyEndpointsAtOnce()
    {
        with([](History &history) {
            for (int round = 0; round < 3; ++round) {
                std::vector<Reading> all;
                for (int i = 0; i < 200; ++i)
                    all.push_back(reading(round, i % 2 ? State::Up : State::Down, 10 + i,
                        u"e%1"_s.arg(i)));
                QVERIFY(bool(history.append(all)));
            }
            QCOMPARE(value(history.endpoints()).size(), 200);
            QCOMPARE(value(history.incidents(0, kStart * 2, 1000)).size(), 100);
            QCOMPARE(sum(value(history.times(0, kStart * 2)), State::Up), 200 * kMinute);
        });
    }

    void twoWatchesCountTimeOnce()
    {
        QVERIFY(test::run(*m_session,
            [](db::Sql &sql) { return createTables(sql, {u"ada"_s, u"test"_s, u"x"_s}); }));
        // Both have the same looks to tell, at the same moments.
        auto other = m_server->open();
        QList<QFuture<Result<>>> all;
        for (int i = 0; i < 40; ++i)
            for (db::Session *session : {m_session.get(), other.get()})
                all << session->run([i](db::Sql &sql) {
                    return tableHistory(sql)->append({reading(i, State::Up)});
                });
        for (QFuture<Result<>> &future : all) {
            future.waitForFinished();
            QVERIFY2(future.result(), future.result() ? "" : qPrintable(future.result().error().detail));
        }
        QCOMPARE(test::cell(*m_session, u"SELECT count(*)::text FROM gatehouse.health_reading"_s), u"80"_s);
        const qint64 counted =
            test::cell(*m_session, u"SELECT sum(ms)::text FROM gatehouse.health_time"_s).toLongLong();
        QVERIFY2(counted <= 39 * kMinute, qPrintable(QString::number(counted)));
    }

    void tablesAreMadeWithTheTrailAndGo()
    {
        const trail::Actor actor{u"ada"_s, u"test"_s, u"x"_s};
        const auto state = [this] {
            return test::run(*m_session, [](db::Sql &sql) { return tablesStatus(sql); }).value();
        };
        QCOMPARE(state().state, TablesState::Absent);
        QVERIFY(state().mayCreate);
        QVERIFY(test::run(*m_session, [&](db::Sql &sql) { return trail::create(sql, actor); }));
        QVERIFY(test::run(*m_session, [&](db::Sql &sql) { return createTables(sql, actor); }));
        QCOMPARE(state().state, TablesState::Ready);
        QVERIFY(test::run(*m_session, [&](db::Sql &sql) { return createTables(sql, actor); })); // again
        QCOMPARE(test::cell(*m_session,
                     u"SELECT string_agg(action, ' ' ORDER BY seq) FROM gatehouse.audit_trail"_s),
            u"trail.create health.create"_s);
        QVERIFY(test::run(*m_session, [&](db::Sql &sql) { return removeTables(sql, actor); }));
        QCOMPARE(state().state, TablesState::Absent);
        QCOMPARE(test::cell(*m_session,
                     u"SELECT string_agg(action, ' ' ORDER BY seq) FROM gatehouse.audit_trail"_s),
            u"trail.create health.create health.remove"_s);
        // Without a trail nothing of ours is left.
        QVERIFY(test::run(*m_session, [](db::Sql &sql) { return trail::remove(sql); }));
        QVERIFY(test::run(*m_session, [](db::Sql &sql) { return sql.script(creationScript()); }));
        QCOMPARE(state().state, TablesState::Ready);
        QVERIFY(test::run(*m_session, [&](db::Sql &sql) { return removeTables(sql, actor); }));
        QCOMPARE(test::cell(*m_session,
                     u"SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gatehouse'"_s),
            u"0"_s);
    }

    void aReaderHasNoRight()
    {
        const trail::Actor actor{u"ada"_s, u"test"_s, u"x"_s};
        QVERIFY(test::run(*m_session, [](db::Sql &sql) {
            return sql.script(u"DROP ROLE IF EXISTS viewer; CREATE ROLE viewer"_s);
        }));
        const auto asViewer = [this] {
            return test::run(*m_session, [](db::Sql &sql) -> Result<TablesStatus> {
                auto transaction = db::Transaction::begin(sql);
                if (!transaction)
                    return transaction.error();
                if (auto done = sql.execute(u"SET LOCAL ROLE viewer"_s); !done)
                    return done.error();
                return tablesStatus(sql);
            }).value();
        };
        QCOMPARE(asViewer().state, TablesState::Absent);
        QVERIFY(!asViewer().mayCreate);
        QVERIFY(asViewer().sentence().contains(u"may not create"_s));
        QVERIFY(test::run(*m_session, [&](db::Sql &sql) { return createTables(sql, actor); }));
        QCOMPARE(asViewer().state, TablesState::NoRight);
        QVERIFY(test::run(*m_session, [](db::Sql &sql) {
            return sql.execute(u"UPDATE gatehouse.schema_version SET version = 9"_s);
        }));
        const auto newer = test::run(*m_session, [](db::Sql &sql) { return tablesStatus(sql); });
        QCOMPARE(newer.value().state, TablesState::Newer);
    }

    void theFileIsPrivate()
    {
        const QString path = newFile();
        QVERIFY(bool(fileHistory(path)));
        struct stat facts{};
        QCOMPARE(::stat(qPrintable(path), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600u);
        const QString link = m_folder.filePath(u"link"_s);
        QVERIFY(QFile::link(path, link));
        const auto through = fileHistory(link);
        QVERIFY(!through);
        QCOMPARE(through.error().kind, Error::Kind::Refused);
        QVERIFY(!fileHistory(m_folder.path())); // a folder
        const QString other = m_folder.filePath(u"text"_s);
        QFile text(other);
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write(QByteArray(5000, 'x')) > 0);
        text.close();
        auto broken = fileHistory(other);
        QVERIFY(!broken || !broken.value()->append({reading(1, State::Up)}));
    }
};

QTEST_GUILESS_MAIN(HealthHistoryTest)
#include "healthhistory.moc"
