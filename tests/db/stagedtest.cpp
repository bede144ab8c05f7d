#include "db/stagedtest.h"

#include "db/cluster.h"
#include "db/session.h"
#include "support/certificates.h"
#include "support/clusterdir.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

// "name tcp tls login! " : passed in lower case, skipped in brackets, failed with !
QString printed(const std::vector<StageReport> &reports)
{
    static const char *const kNames[] = {"name", "tcp", "tls", "login", "database", "schema"};
    QStringList words;
    for (const StageReport &report : reports) {
        const QString word = QLatin1StringView(kNames[int(report.stage)]);
        if (report.state == StageState::Passed)
            words << word;
        else if (report.state == StageState::Skipped)
            words << u'(' + word + u')';
        else if (report.state == StageState::Failed)
            words << word + u'!';
    }
    return words.join(u' ');
}

std::vector<StageReport> run(ConnectionTest test, const CancelToken &token = {})
{
    const QFuture<StageReport> future = testConnection(std::move(test), token);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60000))
        qFatal("the test of a connection does not end");
    std::vector<StageReport> reports;
    for (const StageReport &report : future.results())
        reports.push_back(report);
    return reports;
}

ConnectionTest remote(const QString &host, int port)
{
    ConnectionTest test;
    test.info.host = host;
    test.info.port = QString::number(port);
    test.info.database = u"postgres"_s;
    test.info.user = u"ada"_s;
    test.password = std::make_shared<const Secret>(u"right horse"_s);
    return test;
}

// Answers each connection with fixed bytes, piece by piece; a server that nobody would want.
class Scripted : public QTcpServer
{
public:
    explicit Scripted(QByteArrayList answers)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, answers] {
            QTcpSocket *socket = nextPendingConnection();
            auto left = std::make_shared<QByteArrayList>(answers);
            connect(socket, &QTcpSocket::readyRead, socket, [socket, left] {
                socket->readAll();
                if (!left->isEmpty())
                    socket->write(left->takeFirst());
                if (left->isEmpty())
                    socket->disconnectFromHost();
            });
        });
    }
};

QByteArray errorResponse(const QByteArray &state, const QByteArray &text)
{
    const QByteArray body = "SFATAL" + QByteArray(1, 0) + "VFATAL" + QByteArray(1, 0) + "C" + state
        + QByteArray(1, 0) + "M" + text + QByteArray(2, 0);
    QByteArray message("E");
    const quint32 size = quint32(body.size()) + 4;
    for (int shift = 24; shift >= 0; shift -= 8)
        message += char(size >> shift);
    return message + body;
}
} // namespace

class StagedTestTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Certificates> m_certificates;
    int m_port = 0;

    void sql(const QString &text, const QString &database = u"postgres"_s)
    {
        SessionOptions options;
        options.info = m_cluster->info(database);
        options.readOnly = false;
        Session session(options);
        const auto done = session.run([text](Sql &s) { return s.script(text); });
        QVERIFY(QTest::qWaitFor([&] { return done.isFinished(); }, 30000));
        QVERIFY2(
            bool(done.result()), done.result() ? "" : qPrintable(done.result().error().detail));
    }

    ConnectionTest good() const
    {
        ConnectionTest test = remote(u"localhost"_s, m_port);
        test.info.rootCert = m_certificates->path(u"ca.crt"_s);
        return test;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_certificates = std::make_unique<Certificates>(m_dir.filePath(u"tls"_s));
        QVERIFY(m_certificates->makeAuthority(u"Gatehouse Test Authority"_s));
        QVERIFY(m_certificates->makeServer(u"DNS:localhost"_s));
        m_port = freePort();
        ClusterOptions options;
        options.dir = m_dir.filePath(u"c"_s);
        options.tcpPort = m_port;
        options.settings = {{u"ssl"_s, u"on"_s},
            {u"ssl_cert_file"_s, m_certificates->path(u"server.crt"_s)},
            {u"ssl_key_file"_s, m_certificates->path(u"server.key"_s)}};
        auto started = Cluster::start(options);
        QVERIFY2(bool(started),
            started ? "" : qPrintable(started.error().text + started.error().detail));
        m_cluster = std::move(started).value();
        sql(u"CREATE ROLE ada LOGIN PASSWORD 'right horse';"
            "CREATE ROLE crowd LOGIN PASSWORD 'right horse' CONNECTION LIMIT 0;"
            "CREATE ROLE support; CREATE ROLE keys; GRANT support TO ada;"
            "CREATE TABLE open_one (a int); GRANT SELECT ON open_one TO ada;"
            "CREATE TABLE closed_one (a int);"
            "CREATE SCHEMA vault; CREATE TABLE vault.gold (a int)"_s);
        sql(u"CREATE DATABASE shut"_s);
        sql(u"REVOKE CONNECT ON DATABASE shut FROM public"_s);
        sql(u"CREATE DATABASE empty"_s);
        sql(u"CREATE DATABASE blind"_s);
        sql(u"CREATE SCHEMA vault; CREATE TABLE vault.gold (a int)"_s, u"blind"_s);
    }

    void everyStagePasses()
    {
        const auto reports = run(good());
        QCOMPARE(printed(reports), u"name tcp tls login database schema"_s);
        for (const StageReport &report : reports)
            if (report.state == StageState::Passed) {
                QVERIFY(report.ms >= 0);
                QVERIFY(!report.text.isEmpty());
            }
        QVERIFY(reports.back().text.contains(u"1 of 3"_s));
        QVERIFY(reports.back().warnings.join(u'\n').contains(u"vault"_s));
        QCOMPARE(reports.front().state, StageState::Running);
    }

    void overTheSocket()
    {
        ConnectionTest test;
        test.info = m_cluster->info();
        const auto reports = run(test);
        QCOMPARE(printed(reports), u"(name) tcp (tls) login database schema"_s);
        QVERIFY(reports.back().text.contains(u"3 of 3"_s));
    }

    void failure_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("stages");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *change, const QString &stages, const QString &says) {
            QTest::addRow("%s", change) << QString::fromLatin1(change) << stages << says;
        };
        row("wrong password", u"name tcp tls login!"_s, u"did not accept the password of ada"_s);
        row("no password", u"name tcp tls login!"_s, u"none was given"_s);
        row("unknown user", u"name tcp tls login!"_s, u"nobody"_s);
        row("no connection left", u"name tcp tls login!"_s, u"no connection left"_s);
        row("unknown database", u"name tcp tls login database!"_s, u"no database nowhere"_s);
        row("shut database", u"name tcp tls login database!"_s, u"GRANT CONNECT"_s);
        row("blind", u"name tcp tls login database schema!"_s, u"may read none"_s);
        row("unknown role", u"name tcp tls login database schema!"_s, u"may not become"_s);
        row("role not granted", u"name tcp tls login database schema!"_s, u"may not become"_s);
        row("unknown authority", u"name tcp tls!"_s, u"Gatehouse Test Authority"_s);
        row("other name", u"name tcp tls!"_s, u"for localhost, not for 127.0.0.1"_s);
        row("no such root file", u"name tcp tls!"_s, u"root certificates cannot be read"_s);
        row("unknown host", u"name!"_s, u"no-such-host.invalid"_s);
        row("refused", u"name tcp!"_s, u"Nothing listens at 127.0.0.1"_s);
        row("no socket", u"(name) tcp!"_s, u"No server listens on the local socket"_s);
    }
    void failure()
    {
        QFETCH(QString, change);
        ConnectionTest test = good();
        if (change == u"wrong password"_s)
            test.password = std::make_shared<const Secret>(u"wrong horse"_s);
        else if (change == u"no password"_s)
            test.password.reset();
        else if (change == u"unknown user"_s)
            test.info.user = u"nobody"_s;
        else if (change == u"no connection left"_s)
            test.info.user = u"crowd"_s;
        else if (change == u"unknown database"_s)
            test.info.database = u"nowhere"_s;
        else if (change == u"shut database"_s)
            test.info.database = u"shut"_s;
        else if (change == u"blind"_s)
            test.info.database = u"blind"_s;
        else if (change == u"unknown role"_s)
            test.role = u"no \"such\" role"_s;
        else if (change == u"role not granted"_s)
            test.role = u"keys"_s;
        else if (change == u"unknown authority"_s)
            test.info.rootCert.clear();
        else if (change == u"other name"_s)
            test.info.host = u"127.0.0.1"_s;
        else if (change == u"no such root file"_s)
            test.info.rootCert = u"/nonexistent/ca.crt"_s;
        else if (change == u"unknown host"_s)
            test.info.host = u"no-such-host.invalid"_s;
        else if (change == u"refused"_s)
            test = remote(u"127.0.0.1"_s, freePort());
        else if (change == u"no socket"_s)
            test.info.host = m_dir.filePath(u"nothing"_s);
        const auto reports = run(test);
        QTEST(printed(reports), "stages");
        const StageReport &last = reports.back();
        QFETCH(QString, says);
        QVERIFY2(last.error.text.contains(says), qPrintable(last.error.text + last.error.detail));
        QVERIFY(!(last.error.text + last.error.detail).contains(u"horse"_s));
        QVERIFY(!last.error.detail.contains(u".c:"_s));
        QCOMPARE(
            last.passwordWanted, change.contains(u"password"_s) || change == u"unknown user"_s);
    }

    void weakerModesPass_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("stages");
        QTest::addRow("verify-ca, other name")
            << u"verify-ca"_s << u"name tcp tls login database schema"_s;
        QTest::addRow("require") << u"require"_s << u"name tcp tls login database schema"_s;
        QTest::addRow("disable") << u"disable"_s << u"name tcp (tls) login database schema"_s;
    }
    void weakerModesPass()
    {
        QFETCH(QString, mode);
        ConnectionTest test = good();
        test.info.host = u"127.0.0.1"_s;
        test.info.tls = *tlsFromName(mode);
        if (test.info.tls == TlsMode::Require)
            test.info.rootCert.clear();
        QTEST(printed(run(test)), "stages");
    }

    void roleIsTaken()
    {
        ConnectionTest test = good();
        test.role = u"support"_s;
        const auto reports = run(test);
        QCOMPARE(
            printed(reports), u"name tcp tls login database schema!"_s); // support may read nothing
        QVERIFY(reports.back().error.text.contains(u"support may read none"_s));
    }

    void emptyDatabase()
    {
        ConnectionTest test = good();
        test.info.database = u"empty"_s;
        const auto reports = run(test);
        QCOMPARE(printed(reports), u"name tcp tls login database schema"_s);
        QVERIFY(reports.back().text.contains(u"no tables"_s));
    }

    void samplePasswordIsNoticed()
    {
        ConnectionTest test = good();
        test.samplePasswords = {u"ai_pal"_s, u"right horse"_s};
        QStringList warnings;
        for (const StageReport &report : run(test))
            warnings << report.warnings;
        QVERIFY(warnings.join(u'\n').contains(u"public guide"_s));
    }

    void severalHosts()
    {
        ConnectionTest test = good();
        test.info.host = u"localhost,localhost"_s;
        test.info.port = u"%1,%2"_s.arg(freePort()).arg(m_port);
        QCOMPARE(printed(run(test)), u"name tcp tls login database schema"_s);
    }

    void aServerThatAcceptsAndIsSilent()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        ConnectionTest test = remote(u"127.0.0.1"_s, silent.serverPort());
        test.timeoutMs = 300;
        auto reports = run(test);
        QCOMPARE(printed(reports), u"name tcp tls!"_s);
        QVERIFY(reports.back().error.text.contains(u"does not answer"_s));
        test.info.tls = TlsMode::Disable;
        reports = run(test);
        QCOMPARE(printed(reports), u"name tcp (tls) login!"_s);
        QVERIFY(reports.back().error.text.contains(u"does not answer"_s));
    }

    void scriptedServer_data()
    {
        QTest::addColumn<QByteArrayList>("answers");
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("stages");
        QTest::addColumn<QString>("says");
        QTest::addRow("no TLS") << QByteArrayList{"N"} << u"verify-full"_s << u"name tcp tls!"_s
                                << u"offers no TLS"_s;
        QTest::addRow("web server") << QByteArrayList{"HTTP/1.1 400 Bad Request\r\n\r\n"}
                                    << u"verify-full"_s << u"name tcp tls!"_s << u"protocol"_s;
        QTest::addRow("closes at once") << QByteArrayList{""} << u"verify-full"_s
                                        << u"name tcp tls!"_s << u"closes them at once"_s;
        QTest::addRow("bad TLS") << QByteArrayList{"S", "nonsense that is no handshake"}
                                 << u"verify-full"_s << u"name tcp tls!"_s << u"no common TLS"_s;
        QTest::addRow("starting up")
            << QByteArrayList{errorResponse("57P03", "the database system is starting up")}
            << u"disable"_s << u"name tcp (tls) login!"_s << u"starting up"_s;
        QTest::addRow("in another language")
            << QByteArrayList{errorResponse("53300", "tut mir leid, schon zu viele Verbindungen")}
            << u"disable"_s << u"name tcp (tls) login!"_s << u"no connection left"_s;
    }
    void scriptedServer()
    {
        QFETCH(QByteArrayList, answers);
        QFETCH(QString, mode);
        Scripted server(answers);
        ConnectionTest test = remote(u"127.0.0.1"_s, server.serverPort());
        test.info.tls = *tlsFromName(mode);
        const auto reports = run(test);
        QTEST(printed(reports), "stages");
        QFETCH(QString, says);
        const Error &error = reports.back().error;
        QVERIFY2(error.text.contains(says), qPrintable(error.text + error.detail));
    }

    void cancelEndsIt()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const CancelToken token;
        const auto future = testConnection(remote(u"127.0.0.1"_s, silent.serverPort()), token);
        QTRY_VERIFY(future.resultCount() >= 5); // waits in the TLS stage
        token.cancel();
        QTRY_VERIFY(future.isFinished());
        const StageReport last = future.resultAt(future.resultCount() - 1);
        QCOMPARE(last.state, StageState::Failed);
        QCOMPARE(int(last.error.kind), int(Error::Kind::Cancelled));
    }

    void serverWithoutTls()
    {
        sql(u"ALTER SYSTEM SET ssl = off"_s);
        sql(u"SELECT pg_reload_conf()"_s);
        const auto stages = [this](TlsMode mode) {
            ConnectionTest test = good();
            test.info.tls = mode;
            return printed(run(test));
        };
        QTRY_COMPARE(stages(TlsMode::VerifyFull), u"name tcp tls!"_s);
        QCOMPARE(stages(TlsMode::Prefer), u"name tcp tls login database schema"_s);
    }
};

QTEST_GUILESS_MAIN(StagedTestTest)
#include "stagedtest.moc"
