// Sessions on a real server: who waits for whom, what a stop would roll back, and stopping.
#include "support/opentransaction.h"
#include "support/testcluster.h"

#include "care/sessions.h"
#include "trail/trail.h"

using namespace gatehouse;
using namespace gatehouse::care;
using namespace gatehouse::test;

class SessionsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    const trail::Actor m_actor{u"ada"_s, u"test"_s, u"here"_s};

    // Of another program: ours are never stopped.
    std::unique_ptr<db::Session> other(const QString &role = {})
    {
        db::ConnInfo info = (*m_server)->info(u"postgres"_s);
        info.extra.insert(u"application_name"_s, u"shop"_s);
        return std::make_unique<db::Session>(
            db::SessionOptions{info, nullptr, db::SessionKind::Job, false, role});
    }
    void sql(const QString &text)
    {
        const auto done = run(*m_session, [&](db::Sql &s) { return s.script(text); });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
    }
    std::vector<SessionInfo> sessions(db::Session *by = nullptr)
    {
        auto found = run(by ? *by : *m_session, [](db::Sql &s) { return fetchSessions(s); });
        if (!found)
            qFatal("%s", qPrintable(found.error().detail));
        return std::move(found).value();
    }
    // The sessions whose statement or place fits, waited for.
    SessionInfo waitFor(
        const std::function<bool(const SessionInfo &)> &fits, db::Session *by = nullptr)
    {
        SessionInfo found;
        const bool there = QTest::qWaitFor(
            [&] {
                for (const SessionInfo &one : sessions(by))
                    if (fits(one)) {
                        found = one;
                        return true;
                    }
                return false;
            },
            10000);
        if (!there)
            qFatal("no such session");
        return found;
    }
    Result<Signalled> stop(const SessionInfo &seen, SignalKind kind, db::Session *by = nullptr)
    {
        return run(by ? *by : *m_session, [&](db::Sql &s) {
            return signalSession(s, seen, kind, trail::Policy::Required, m_actor);
        });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        sql(u"CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders SELECT n, '' "
            u"FROM generate_series(1, 10) n;"
            "CREATE ROLE clerk; CREATE ROLE guard; GRANT pg_signal_backend, pg_read_all_stats TO guard; GRANT ALL ON orders TO clerk"_s);
        const auto made = run(*m_session, [&](db::Sql &s) { return trail::create(s, m_actor); });
        QVERIFY2(bool(made), made ? "" : qPrintable(made.error().detail));
    }

    void theTreeIsTheRightWayUp()
    {
        const auto one = [](int pid, const QList<int> &by, const QString &state, double since) {
            SessionInfo session;
            session.pid = pid;
            session.blockedBy = by;
            session.state = state;
            session.stateSeconds = since;
            return session;
        };
        const std::vector<SessionInfo> all{one(1, {}, u"idle"_s, 900), one(2, {4}, u"active"_s, 5),
            one(3, {2, 4}, u"active"_s, 2), one(4, {}, u"idle in transaction"_s, 50),
            one(5, {6}, u"active"_s, 1), one(6, {5}, u"active"_s, 1), one(7, {99}, u"active"_s, 3)};
        QStringList lines;
        for (const SessionLine &line : blockingTree(all))
            lines << QString(line.depth, u'>') + QString::number(all[line.place].pid) + u'/'
                    + QString::number(line.blocks);
        QCOMPARE(lines.join(u' '), u"4/2 >2/1 >>3/0 5/1 >6/1 7/0 1/0"_s);
        QCOMPARE(judgeSession(all[3], 2).level, SessionVerdict::Level::Warn);
        QVERIFY(judgeSession(all[3], 2).reasons.first().contains(u"2"_s));
        QCOMPARE(durationText(3 * 3600 + 5 * 60), u"3 h 5 min"_s);
    }

    void blockersWaitersAndWhatWouldBeLost()
    {
        auto holder = other(), waiter = other();
        auto held = holder->run([](db::Sql &s) {
            return s.script(
                u"BEGIN; UPDATE orders SET note = 'mine' WHERE id = 1; SELECT pg_sleep(60)"_s);
        });
        const SessionInfo blocker = waitFor([](const SessionInfo &one) {
            return one.application == "shop"_L1 && one.query.contains(u"pg_sleep"_s)
                && one.hasWritten;
        });
        auto waits = waiter->run([](db::Sql &s) {
            return s.execute(u"UPDATE orders SET note = 'theirs' WHERE id = 1"_s);
        });
        const SessionInfo waiting = waitFor([](const SessionInfo &one) { return one.isWaiting(); });
        QCOMPARE(waiting.blockedBy, QList<int>{blocker.pid});
        const auto all = sessions();
        const auto lines = blockingTree(all);
        QCOMPARE(all[lines[0].place].pid, blocker.pid);
        QCOMPARE(lines[0].blocks, 1);
        QCOMPARE(all[lines[1].place].pid, waiting.pid);
        QCOMPARE(judgeSession(all[lines[1].place], 0).word, u"waits for a lock"_s);
        const QString told =
            signalPreview(all[lines[0].place], SignalKind::Terminate, 1).join(u' ');
        QVERIFY2(told.contains(u"has written"_s) && told.contains(u"orders (RowExclusive)"_s),
            qPrintable(told));
        const auto locks = run(*m_session, [](db::Sql &s) { return fetchLocks(s); });
        QVERIFY(locks && !locks.value().front().granted);
        QCOMPARE(locks.value().front().blockedBy, QList<int>{blocker.pid});

        // A statement that is cancelled lets the other go on; the trail knows.
        SessionInfo stale = blocker;
        stale.query = u"something else"_s;
        QCOMPARE(stop(stale, SignalKind::Cancel).error().kind, Error::Kind::Refused);
        const auto done = stop(blocker, SignalKind::Cancel);
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
        QVERIFY(done.value().recorded);
        held.waitForFinished();
        waits.waitForFinished();
        QVERIFY(!held.resultAt(0));
        QVERIFY(bool(waits.resultAt(0)));
        QCOMPARE(cell(*m_session, u"SELECT note FROM orders WHERE id = 1"_s), u"theirs"_s);
        QCOMPARE(
            cell(*m_session,
                u"SELECT action || ' ' || object_id FROM gatehouse.audit_trail ORDER BY seq DESC LIMIT 1"_s),
            u"session.cancel %1"_s.arg(blocker.pid));
    }

    void idleInTransactionIsEndedNotCancelled()
    {
        auto idle = other(u"clerk"_s);
        OpenTransaction own(
            *m_server, u"postgres"_s, u"UPDATE orders SET note = 'ours' WHERE id = 2"_s);
        const SessionInfo ours =
            waitFor([](const SessionInfo &one) { return one.own && one.inTransaction(); });
        QVERIFY(whyNoSignal(ours, SignalKind::Terminate).contains(u"Gatehouse itself"_s));
        QCOMPARE(stop(ours, SignalKind::Terminate).error().kind, Error::Kind::Refused);
        std::atomic<bool> end = false;
        auto open = idle->run([&end](db::Sql &s) -> Result<> {
            auto done = s.script(u"BEGIN; UPDATE orders SET note = 'lost' WHERE id = 3"_s);
            while (!end && done)
                QThread::msleep(5);
            return s.script(u"COMMIT"_s);
        });
        const SessionInfo seen = waitFor([](const SessionInfo &one) {
            return !one.own && one.inTransaction() && one.hasWritten;
        });
        QCOMPARE(judgeSession(seen, 0).word, u"idle in transaction"_s);
        QVERIFY(whyNoSignal(seen, SignalKind::Cancel).contains(u"no statement"_s));
        const auto done = stop(seen, SignalKind::Terminate);
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
        QVERIFY(done.value().gone);
        end = true;
        open.waitForFinished();
        QVERIFY(!open.resultAt(0));
        QCOMPARE(cell(*m_session, u"SELECT note FROM orders WHERE id = 3"_s), QString());
        QVERIFY(stop(seen, SignalKind::Terminate).error().text.contains(u"has ended already"_s));
    }

    void rightsAreSaid()
    {
        auto busy = other();
        auto sleep = busy->run([](db::Sql &s) { return s.execute(u"SELECT pg_sleep(60)"_s); });
        const auto sleeps = [](const SessionInfo &one) {
            return one.query.startsWith(u"SELECT pg_sleep"_s);
        };
        const SessionInfo seen = waitFor(sleeps);
        auto guard = other(u"guard"_s), clerk = other(u"clerk"_s);
        const SessionInfo byGuard = waitFor(sleeps, guard.get());
        QVERIFY(whyNoSignal(byGuard, SignalKind::Cancel).contains(u"Only a superuser"_s));
        bool hidden = false;
        for (const SessionInfo &one : sessions(clerk.get())) {
            if (one.pid != seen.pid)
                continue;
            hidden = true;
            QVERIFY(!one.maySignal);
            QCOMPARE(judgeSession(one, 0).level, SessionVerdict::Level::Quiet);
        }
        QVERIFY(hidden);
        QVERIFY(bool(stop(seen, SignalKind::Terminate)));
        sleep.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(SessionsTest)
#include "sessions.moc"
