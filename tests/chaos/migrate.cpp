// A migration that is killed at any moment goes on: after it nothing is lost, nothing is doubled,
// and the keys are there. 20 moments in the short form, 210 with GATEHOUSE_FULL.
#include "sandbox/sources.h"
#include "support/ctlprocess.h"
#include "support/migrationbed.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <csignal>

using namespace gatehouse;
using test::cell;

class MigrateChaosTest : public QObject
{
    Q_OBJECT

    struct Subject
    {
        QString source;  // under m_dir
        QString schema;  // of the undisturbed run
        QStringList tables;
        QString without; // a column that numbers itself
        QStringList more;
        QString content{};
        int ms = 0;
    };
    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    test::Ctl m_ctl;
    QString m_url;
    std::vector<Subject> m_subjects;
    QByteArray m_sourceHash;
    int m_cases = 0, m_struck = 0;

    QString path(const QString &name) const { return m_dir.filePath(name); }
    static int moments() { return qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? 70 : 4; }

    QByteArray sourceHash() const
    {
        QFile file(path(u"big.db"_s));
        return file.open(QIODevice::ReadOnly)
            ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256)
            : QByteArray();
    }
    QStringList command(const QStringList &arguments) const
    {
        return QStringList{u"--json"_s, u"--url"_s, m_url, u"migrate"_s} + arguments
            + QStringList{u"--batch"_s, u"24"_s};
    }
    QStringList begin(const Subject &subject, const QString &schema) const
    {
        return command(QStringList{u"run"_s, u"--source"_s, path(subject.source), u"--schema"_s, schema}
            + subject.more);
    }
    // Rows, what is in quarantine, and keys.
    QString content(const Subject &subject, const QString &schema)
    {
        QStringList all;
        for (const QString &table : subject.tables)
            all << cell(*m_session, // agents of the models file have the time of their plan
                u"SELECT count(*) || ' ' || md5(string_agg(j, '|' ORDER BY j COLLATE \"C\")) FROM (SELECT (to_jsonb(t) - '{%3}'::text[])::text AS j FROM %1.%2 t) r"_s
                    .arg(schema, table, table == "agents"_L1 ? u"created_at,updated_at"_s : subject.without));
        all << cell(*m_session,
            u"SELECT count(*) || ' ' || md5(string_agg(q.place || q.reason, '|' ORDER BY q.place COLLATE \"C\", q.reason)) FROM gatehouse_migrate.quarantine q "
            "JOIN gatehouse_migrate.run r ON r.id = q.run WHERE r.plan::jsonb #>> '{target,schema}' = '%1'"_s.arg(schema));
        all << cell(*m_session,
            u"SELECT count(*) || ' ' || bool_and(convalidated) FROM pg_constraint WHERE connamespace = '%1'::regnamespace"_s.arg(schema));
        all << cell(*m_session, u"SELECT count(*)::text FROM pg_indexes WHERE schemaname = '%1'"_s.arg(schema));
        return all.join(u'\n');
    }
    // However it ended before: on to the end, and equal to the undisturbed run.
    void isMended(const Subject &subject, const QString &schema)
    {
        QString state;
        for (int attempt = 0; attempt < 5 && state != u"done"_s; ++attempt) {
            QString run = u"error"_s;
            QVERIFY(QTest::qWaitFor([&] { // the server may be starting again
                run = cell(*m_session,
                    u"SELECT coalesce((SELECT state || ' ' || id FROM gatehouse_migrate.run WHERE plan::jsonb #>> '{target,schema}' = '%1' ORDER BY id DESC LIMIT 1), '')"_s.arg(schema));
                return !run.startsWith(u"error"_s);
            }, 60000));
            state = run.section(u' ', 0, 0);
            if (state == u"done"_s)
                break;
            const test::Outcome outcome = m_ctl.run(state.isEmpty()
                    ? begin(subject, schema)
                    : command({u"resume"_s, u"--run"_s, run.section(u' ', 1, 1)}));
            QVERIFY2(outcome.exit == 0 || outcome.exit == 3 || attempt < 4, outcome.all().constData());
        }
        QCOMPARE(content(subject, schema), subject.content);
        QCOMPARE(cell(*m_session, u"SELECT coalesce(string_agg(nspname || ' ' || coalesce(state || note, '?'), ','), '') FROM pg_namespace LEFT JOIN gatehouse_migrate.run ON nspname = 'gatehouse_new_' || id WHERE nspname LIKE 'gatehouse_new%'"_s), QString());
        QCOMPARE(sourceHash(), m_sourceHash);
    }
    void makeBig(const QDateTime &now)
    {
        sandbox::SqliteFile file(path(u"big.db"_s));
        file.script("CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, metadata TEXT, user_id TEXT);"
                    "CREATE TABLE messages (id TEXT, session_id TEXT NOT NULL, role TEXT, content TEXT, metadata TEXT, created_at TEXT NOT NULL)");
        const QString at = sandbox::microStamp(now, u"T"_s, 1);
        for (int i = 0; i < 200; ++i)
            file.insert("INSERT INTO sessions VALUES (?,?,?,?,'{}','')",
                {sandbox::sampleUuid("session", i), u"제목"_s, at, at});
        for (int i = 0; i < 4000; ++i)
            file.insert("INSERT INTO messages VALUES (?,?,'user',?,?,?)",
                {sandbox::sampleUuid("message", i % 997 == 0 ? 1 : i), // a few twice
                    i % 501 == 0 ? u"nobody"_s : sandbox::sampleUuid("session", i % 200),
                    u"내용 %1 "_s.arg(i).repeated(1 + i % 7), i % 701 == 0 ? u"{"_s : u"{\"n\": %1}"_s.arg(i), at});
        QVERIFY(bool(file.finish()));
    }

    QString freshSchema() { return u"c%1"_s.arg(++m_cases); }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        const db::ConnInfo info = (*m_server)->info();
        m_url = test::socketUrl(info.host, info.port, u"postgres"_s, info.user);
        const QDateTime now(QDate(2026, 3, 9), QTime(12, 0), Qt::UTC);
        QVERIFY(bool(sandbox::writeSources(path(u"sources"_s), now)));
        makeBig(now);
        m_sourceHash = sourceHash();
        m_subjects = {
            {u"big.db"_s, u"undisturbed_0"_s, {u"sessions"_s, u"messages"_s}, u"none"_s, {}},
            {u"sources/onelastai/dump"_s, u"undisturbed_1"_s,
                {u"users"_s, u"agents"_s, u"conversations"_s, u"messages"_s, u"subscriptions"_s, u"user_sessions"_s},
                u"none"_s, {}},
            {u"sources/ai-pal/audit_logs"_s, u"undisturbed_2"_s, {u"audit_logs"_s}, u"id"_s,
                {u"--zone"_s, u"UTC"_s}}};
        for (Subject &subject : m_subjects) {
            QElapsedTimer clock;
            clock.start();
            const test::Outcome outcome = m_ctl.run(begin(subject, subject.schema));
            QVERIFY2(outcome.exit == 3, outcome.all().constData());
            QVERIFY2(outcome.out.contains(u"\"state\": \"done\""_s), outcome.all().constData());
            subject.ms = int(clock.elapsed());
            subject.content = content(subject, subject.schema);
            QVERIFY2(!subject.content.contains(u"error"_s), qPrintable(subject.content));
        }
    }

    void everyFailPoint_data()
    {
        QTest::addColumn<QString>("point");
        for (const char *point : {"migrate.prepared:1", "migrate.copied:1", "migrate.copied:5",
                 "migrate.before_commit:3", "migrate.after_batch:1", "migrate.after_batch:7",
                 "migrate.loaded:1", "migrate.index:1", "migrate.index:3", "migrate.aside:1", "migrate.key:1", "migrate.key:2",
                 "migrate.reference:1", "migrate.keys_done:1", "migrate.swap:1"})
            QTest::addRow("%s", point) << QString::fromLatin1(point);
    }
    void everyFailPoint()
    {
        QFETCH(QString, point);
        const QString schema = freshSchema();
        const test::Outcome struck = m_ctl.run(
            begin(m_subjects[0], schema), {{u"GATEHOUSE_FAIL"_s, point + u":exit"_s}});
        QVERIFY2(struck.exit == 86, struck.all().constData()); // the point was reached
        isMended(m_subjects[0], schema);
    }

    void killedAtAnyMoment_data()
    {
        QTest::addColumn<int>("subject");
        QTest::addColumn<double>("share");
        QRandomGenerator dice(20260309);
        for (int i = 0; i < 3 * moments(); ++i)
            QTest::addRow("moment %d", i) << i % 3 << dice.generateDouble();
    }
    void killedAtAnyMoment()
    {
        QFETCH(int, subject);
        QFETCH(double, share);
        const Subject &one = m_subjects[size_t(subject)];
        const QString schema = freshSchema();
        const auto process = m_ctl.begin(begin(one, schema));
        QTest::qWait(int(share * one.ms));
        process->kill();
        m_struck += test::Ctl::end(*process).crashed ? 1 : 0;
        isMended(one, schema);
    }

    // A server process dies by force: all connections are cut and the server recovers.
    void theServerCrashes()
    {
        for (int i = 0; i < (qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? 20 : 2); ++i) {
            const QString schema = freshSchema();
            const auto process = m_ctl.begin(begin(m_subjects[0], schema));
            QString pid;
            (void)QTest::qWaitFor([&] {
                pid = cell(*m_session,
                    u"SELECT coalesce(max(l.pid), 0)::text FROM pg_locks l WHERE l.locktype = 'advisory'"_s);
                return pid.toInt() > 0 || process->state() == QProcess::NotRunning;
            }, 20000);
            QTest::qWait(i * 40);
            if (pid.toInt() > 0)
                ::kill(pid.toInt(), SIGKILL);
            const test::Outcome outcome = test::Ctl::end(*process);
            QVERIFY2(outcome.exit == 5 || outcome.exit == 3, outcome.all().constData());
            m_struck += outcome.exit == 5;
            isMended(m_subjects[0], schema);
        }
    }

    // All of them, or the one of the session that helps, which has its lock together with others.
    void theConnectionIsCut_data()
    {
        QTest::addColumn<QString>("whose");
        QTest::addRow("all") << u"locktype = 'advisory'"_s;
        QTest::addRow("the further one") << u"locktype = 'advisory' AND mode = 'ShareLock'"_s;
    }
    void theConnectionIsCut()
    {
        QFETCH(QString, whose);
        for (int i = 0; i < (qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? 20 : 2); ++i) {
            const QString schema = freshSchema();
            const auto process = m_ctl.begin(begin(m_subjects[0], schema));
            (void)QTest::qWaitFor([&] {
                return process->state() == QProcess::NotRunning
                    || cell(*m_session, u"SELECT count(*)::text FROM pg_locks WHERE "_s + whose) != u"0"_s;
            }, 20000);
            QTest::qWait(i * 50);
            cell(*m_session, u"SELECT count(pg_terminate_backend(pid))::text FROM pg_locks WHERE "_s + whose);
            const test::Outcome outcome = test::Ctl::end(*process);
            QVERIFY2(outcome.exit == 5 || outcome.exit == 3, outcome.all().constData());
            m_struck += outcome.exit == 5;
            isMended(m_subjects[0], schema);
        }
    }

    void rollBackIsWholeToo()
    {
        const QString newest = cell(*m_session, u"SELECT max(id)::text FROM gatehouse_migrate.run WHERE state = 'done'"_s);
        const QStringList back{u"--url"_s, m_url, u"migrate"_s, u"rollback"_s, u"--run"_s, newest, u"--yes"_s};
        QCOMPARE(m_ctl.run(back, {{u"GATEHOUSE_FAIL"_s, u"migrate.rollback:1:exit"_s}}).exit, 86);
        QCOMPARE(cell(*m_session, u"SELECT state FROM gatehouse_migrate.run WHERE id = "_s + newest), u"done"_s);
        QCOMPARE(m_ctl.run(back).exit, 0);
    }

    void aDeltaThatIsKilledBeginsAnew()
    {
        const QStringList run = begin(m_subjects[0], u"follows"_s);
        const test::Outcome full = m_ctl.run(run);
        QVERIFY2(full.exit == 3, full.all().constData());
        const QString rows = content(m_subjects[0], u"follows"_s).section(u'\n', 0, 1);
        const QStringList delta = run + QStringList{u"--delta"_s};
        QCOMPARE(m_ctl.run(delta, {{u"GATEHOUSE_FAIL"_s, u"migrate.delta:2:exit"_s}}).exit, 86);
        const test::Outcome resumed = m_ctl.run(command({u"resume"_s}));
        QVERIFY2(resumed.exit == 3, resumed.all().constData());
        QCOMPARE(content(m_subjects[0], u"follows"_s).section(u'\n', 0, 1), rows);
    }

    void cleanupTestCase() { qInfo("%d of %d runs were struck down before their end", m_struck, m_cases); }
};

QTEST_GUILESS_MAIN(MigrateChaosTest)
#include "migrate.moc"
