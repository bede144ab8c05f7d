// gatehousectl when it is stopped, its server goes, or nobody takes what it prints.
#include "support/ctlprocess.h"
#include "support/troubleserver.h"

#include <csignal>

#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::test;

class Interrupted : public QObject
{
    Q_OBJECT

    TroubleServer m_server;
    Ctl m_ctl;

    QString socketUrl(const QString &database, const QString &user = u"gatehouse"_s) const
    {
        return test::socketUrl(m_server->socketDir(), m_server->info().port, database, user);
    }
    bool isAtWork(const QString &user)
    {
        db::Session session({m_server->info(), nullptr, db::SessionKind::Job, true});
        return cell(session,
                   u"SELECT count(*) FROM pg_stat_activity WHERE usename = '%1' AND wait_event = "
                   "'PgSleep'"_s.arg(user))
            == u"1"_s;
    }

private Q_SLOTS:
    void initTestCase();

    void aSilentServerAndCtrlC_data();
    void aSilentServerAndCtrlC();
    void ctrlCWhileTheServerWorks();
    void nobodyTakesTheOutput_data();
    void nobodyTakesTheOutput();
    void aReaderThatLeaves();
    void aKilledBackend();
    void aServerThatStops();
};

void Interrupted::initTestCase()
{
    m_server.start();
    m_server.fill();
    m_server.sql(u"CREATE DATABASE slow"_s);
    // The version table is read by every recognition: this one takes a minute.
    m_server.sql(systems::schemaSql(u"don-research"_s).value()
            + u"DROP TABLE alembic_version; CREATE VIEW alembic_version AS SELECT "
              "'001_initial'::varchar(32) AS version_num WHERE pg_sleep(60) IS NOT NULL;"
              "GRANT SELECT ON ALL TABLES IN SCHEMA public TO viewer"_s,
        u"slow"_s);
}

void Interrupted::aSilentServerAndCtrlC_data()
{
    QTest::addColumn<int>("signal");
    QTest::addRow("Ctrl+C") << SIGINT;
    QTest::addRow("kill") << SIGTERM;
    QTest::addRow("closed terminal") << SIGHUP;
}
void Interrupted::aSilentServerAndCtrlC()
{
    QFETCH(int, signal);
    QTcpServer silent; // accepts and never answers
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const auto process = m_ctl.begin({u"--url"_s,
        u"postgresql://ada@127.0.0.1:%1/x"_s.arg(silent.serverPort()), u"recognise"_s});
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), 20000);
    ::kill(pid_t(process->processId()), signal);
    const Outcome outcome = Ctl::end(*process);
    Ctl::isPlain(outcome, 4, QString());
    QVERIFY(outcome.out.isEmpty());
}

void Interrupted::ctrlCWhileTheServerWorks()
{
    const auto process =
        m_ctl.begin({u"--url"_s, socketUrl(u"slow"_s, u"viewer"_s), u"recognise"_s},
            {{u"PGPASSWORD"_s, u"right horse"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAtWork(u"viewer"_s), 20000);
    ::kill(pid_t(process->processId()), SIGINT);
    const Outcome outcome = Ctl::end(*process);
    Ctl::isPlain(outcome, 4, QString());
    QTRY_VERIFY(!isAtWork(u"viewer"_s)); // the server was told as well
}

void Interrupted::nobodyTakesTheOutput_data()
{
    QTest::addColumn<QStringList>("words");
    const QStringList recognise{u"--url"_s, socketUrl(u"gateway"_s), u"recognise"_s};
    QTest::addRow("text") << recognise;
    QTest::addRow("json") << QStringList{u"--json"_s} + recognise;
    QTest::addRow("help") << QStringList{u"--help"_s};
    QTest::addRow("version") << QStringList{u"--version"_s};
}
void Interrupted::nobodyTakesTheOutput()
{
    QFETCH(QStringList, words);
    Ctl::isPlain(m_ctl.run(words, {}, u"/dev/full"_s), 2, u"disk"_s);
}

// gatehousectl ... | head
void Interrupted::aReaderThatLeaves()
{
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    ::close(ends[0]);
    QProcess process;
    process.setChildProcessModifier([&ends] { ::dup2(ends[1], STDOUT_FILENO); });
    process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), {u"--help"_s});
    const Outcome outcome = Ctl::end(process);
    ::close(ends[1]);
    QVERIFY(!outcome.crashed);
    QCOMPARE(outcome.exit, 2);
    QCOMPARE(outcome.err, QString());
}

void Interrupted::aKilledBackend()
{
    const auto process =
        m_ctl.begin({u"--url"_s, socketUrl(u"slow"_s, u"viewer"_s), u"recognise"_s},
            {{u"PGPASSWORD"_s, u"right horse"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAtWork(u"viewer"_s), 20000);
    m_server.sql(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'viewer'"_s);
    const Outcome outcome = Ctl::end(*process);
    Ctl::isPlain(outcome, 5, u"closed this connection"_s);
}

void Interrupted::aServerThatStops()
{
    const auto process =
        m_ctl.begin({u"--url"_s, socketUrl(u"slow"_s, u"viewer"_s), u"recognise"_s},
            {{u"PGPASSWORD"_s, u"right horse"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAtWork(u"viewer"_s), 20000);
    m_server.stop();
    Ctl::isPlain(Ctl::end(*process), 5, QString());
    m_server.start();
}

QTEST_GUILESS_MAIN(Interrupted)
#include "interrupted.moc"
