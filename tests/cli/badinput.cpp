// gatehousectl when things go wrong: one plain sentence, the exit status of the contract, no crash.
#include "db/cluster.h"
#include "db/session.h"
#include "places.h"
#include "support/certificates.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"
#include "systems/description.h"

#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <csignal>

#include <unistd.h>

using namespace gatehouse;

namespace {

int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

// 63 bytes, quotes, a line break and an emoji: the worst name that PostgreSQL takes.
const QString kWorstName = u"a\"b'c\nd\\e%f \U0001F5DD "_s + QString(63 - 17, u'x');

struct Outcome
{
    bool crashed = false;
    int exit = -1;
    QString out, err;
};

} // namespace

class BadInput : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    QTemporaryDir m_config;
    std::unique_ptr<Certificates> m_certificates;
    std::unique_ptr<db::Cluster> m_server;
    int m_port = 0;

    void startServer()
    {
        db::ClusterOptions options;
        options.dir = m_dir.filePath(u"c"_s);
        options.tcpPort = m_port;
        options.settings = {{u"ssl"_s, u"on"_s},
            {u"ssl_cert_file"_s, m_certificates->path(u"server.crt"_s)},
            {u"ssl_key_file"_s, m_certificates->path(u"server.key"_s)}};
        auto started = db::Cluster::start(options);
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().detail));
        m_server = std::move(started).value();
    }
    void sql(const QString &text, const QString &database = u"postgres"_s)
    {
        db::Session session({m_server->info(database), nullptr, db::SessionKind::Job, false});
        const auto done = test::run(session, [&](db::Sql &to) { return to.script(text); });
        QVERIFY2(bool(done), done ? "" : qPrintable(text + done.error().detail));
    }
    QString socketUrl(const QString &database, const QString &user = u"gatehouse"_s) const
    {
        const auto quoted = [](const QString &text) {
            return QString::fromLatin1(QUrl::toPercentEncoding(text));
        };
        const QString port = m_server->info().port;
        return u"postgresql://%1@/%2?host=%3&port=%4"_s.arg(quoted(user), quoted(database),
            quoted(m_server->socketDir()), port.isEmpty() ? u"5432"_s : port);
    }
    QString tcpUrl(const QString &tls, const QString &host = u"127.0.0.1"_s) const
    {
        return u"postgresql://ada@%1:%2/postgres?sslmode=%3&sslrootcert=%4"_s.arg(
            host, QString::number(m_port), tls, m_certificates->path(u"ca.crt"_s));
    }

    std::unique_ptr<QProcess> begin(const QStringList &arguments,
        const std::map<QString, QString> &variables = {}, const QString &output = {}) const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_config.path());
        for (const auto &[name, value] : variables)
            environment.insert(name, value);
        process->setProcessEnvironment(environment);
        if (!output.isEmpty())
            process->setStandardOutputFile(output);
        process->start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), arguments);
        process->closeWriteChannel();
        return process;
    }
    // Turns this thread's loop meanwhile, for the servers of the test that live in it.
    static Outcome end(QProcess &process)
    {
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 40000)) {
            QTest::qFail("gatehousectl does not end", __FILE__, __LINE__);
            process.kill();
            process.waitForFinished();
        }
        return {process.exitStatus() == QProcess::CrashExit, process.exitCode(),
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }
    Outcome ctl(const QStringList &arguments, const std::map<QString, QString> &variables = {},
        const QString &output = {}) const
    {
        const auto process = begin(arguments, variables, output);
        return end(*process);
    }
    // The first line is a sentence of ours, not a word of a library or of the server.
    static void isPlain(const Outcome &outcome, int exit, const QString &says)
    {
        const QByteArray all = (outcome.out + u"\n--\n"_s + outcome.err).toUtf8();
        QVERIFY2(!outcome.crashed, all.constData());
        QVERIFY2(outcome.exit == exit, (QByteArray::number(outcome.exit) + '\n' + all).constData());
        QVERIFY2(outcome.err.contains(says), all.constData());
        const QString first = outcome.err.section(u'\n', 0, 0);
        QVERIFY2(first.endsWith(u'.') && (exit == 4 || first.count(u' ') >= 3), all.constData());
        for (const char *foreign : {"ERROR", "FATAL", "libpq", "connection to server"})
            QVERIFY2(!first.contains(QLatin1StringView(foreign)), all.constData());
        QVERIFY2(!outcome.err.contains(u"horse"_s), all.constData());
    }
    bool isAtWork(const QString &user)
    {
        db::Session session({m_server->info(), nullptr, db::SessionKind::Job, true});
        return test::cell(session,
                   u"SELECT count(*) FROM pg_stat_activity WHERE usename = '%1' AND wait_event = "
                   "'PgSleep'"_s.arg(user))
            == u"1"_s;
    }

private Q_SLOTS:
    void initTestCase();

    void connecting_data();
    void connecting();
    void aServerWithoutTls();
    void aSilentServerAndCtrlC_data();
    void aSilentServerAndCtrlC();
    void ctrlCWhileTheServerWorks();
    void noRights_data();
    void noRights();
    void hostileNames_data();
    void hostileNames();
    void emptyAndUnknown_data();
    void emptyAndUnknown();
    void wrongUsage_data();
    void wrongUsage();
    void unreadableSettings_data();
    void unreadableSettings();
    void nobodyTakesTheOutput_data();
    void nobodyTakesTheOutput();
    void aReaderThatLeaves();
    void aKilledBackend();
    void aServerThatStops();
};

void BadInput::initTestCase()
{
    QCOMPARE(kWorstName.toUtf8().size(), 63);
    for (const char *name : {"PGPASSWORD", "GATEHOUSE_URL", "PGUSER", "PGDATABASE", "PGSSLMODE"})
        qunsetenv(name);
    qputenv("PGPASSFILE", m_config.filePath(u"pass"_s).toLocal8Bit());
    m_certificates = std::make_unique<Certificates>(m_dir.filePath(u"tls"_s));
    QVERIFY(m_certificates->makeAuthority(u"Gatehouse Test Authority"_s));
    QVERIFY(m_certificates->makeServer(u"DNS:localhost"_s));
    m_port = freePort();
    startServer();
    sql(u"CREATE ROLE ada LOGIN PASSWORD 'right horse'; CREATE ROLE viewer LOGIN PASSWORD 'right "
        "horse'; CREATE ROLE blind LOGIN PASSWORD 'right horse'; CREATE ROLE partly LOGIN PASSWORD "
        "'right horse'"_s);
    for (const QString &name : {u"gateway"_s, u"nothing"_s, u"slow"_s, u"shut"_s})
        sql(u"CREATE DATABASE "_s + name);
    sql(u"REVOKE CONNECT ON DATABASE shut FROM public; CREATE ROLE team PASSWORD 'right horse'"_s);
    sql(systems::schemaSql(u"ollama-gateway"_s).value()
            + u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO viewer;"
              "GRANT SELECT (id, name, role) ON api_keys TO partly"_s,
        u"gateway"_s);
    // The version table is read by every recognition: this one takes a minute.
    sql(systems::schemaSql(u"don-research"_s).value()
            + u"DROP TABLE alembic_version; CREATE VIEW alembic_version AS SELECT "
              "'001_initial'::varchar(32) AS version_num WHERE pg_sleep(60) IS NOT NULL;"
              "GRANT SELECT ON ALL TABLES IN SCHEMA public TO viewer"_s,
        u"slow"_s);
}

void BadInput::connecting_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("says");
    const QString right = u"right horse"_s;
    QTest::addRow("wrong password") << tcpUrl(u"verify-full"_s, u"localhost"_s) << u"wrong horse"_s
                                    << u"did not accept the password"_s;
    QTest::addRow("no password") << tcpUrl(u"verify-full"_s, u"localhost"_s) << QString()
                                 << u"asks for the password of ada"_s;
    QTest::addRow("unknown user") << socketUrl(u"postgres"_s, u"nobody at all"_s) << right
                                  << u"user and password are case-sensitive"_s;
    QTest::addRow("refused") << u"postgresql://ada@127.0.0.1:%1/x?sslmode=prefer"_s.arg(freePort())
                             << right << u"Nothing listens at that address"_s;
    QTest::addRow("no socket") << u"postgresql://ada@/x?host=/nowhere"_s << right
                               << u"Nothing listens at that address"_s;
    QTest::addRow("unknown host") << u"postgresql://ada@no-such-host.invalid/x"_s << right
                                  << u"host name is not known"_s;
    QTest::addRow("another name in the certificate")
        << tcpUrl(u"verify-full"_s) << right << u"certificate"_s;
    QTest::addRow("unknown authority")
        << u"postgresql://ada@localhost:%1/postgres?sslmode=verify-full&sslrootcert=system"_s.arg(
               m_port)
        << right << u"certificate"_s;
    QTest::addRow("no root certificate")
        << u"postgresql://ada@localhost:%1/postgres?sslmode=verify-full&sslrootcert=/nowhere.crt"_s
               .arg(m_port)
        << right << u"certificate"_s;
    QTest::addRow("no right to connect")
        << socketUrl(u"shut"_s, u"ada"_s) << right << u"GRANT CONNECT"_s;
    QTest::addRow("a role that is no login")
        << socketUrl(u"postgres"_s, u"team"_s) << right << u"does not let team in"_s;
    QTest::addRow("unknown database")
        << socketUrl(u"nowhere"_s) << QString() << u"no database nowhere on this server"_s;
    QTest::addRow("unknown database with a bad name")
        << socketUrl(kWorstName + u"y"_s) << QString() << u"Check its spelling"_s;
}

void BadInput::connecting()
{
    QFETCH(QString, url);
    QFETCH(QString, password);
    QFETCH(QString, says);
    std::map<QString, QString> variables;
    if (!password.isEmpty())
        variables[u"PGPASSWORD"_s] = password;
    const Outcome outcome = ctl({u"--url"_s, url, u"recognise"_s}, variables);
    isPlain(outcome, 5, says);
    QVERIFY(outcome.out.isEmpty());
}

// Answers "N" to the request for TLS, as a server without it does.
void BadInput::aServerWithoutTls()
{
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, &plain, [&plain] {
        QTcpSocket *socket = plain.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->readAll();
            socket->write("N");
        });
    });
    for (const QString &mode : {u"require"_s, u"verify-full"_s}) {
        const QString url = u"postgresql://ada@127.0.0.1:%1/x?sslmode=%2&sslrootcert=%3"_s.arg(
            QString::number(plain.serverPort()), mode, m_certificates->path(u"ca.crt"_s));
        isPlain(ctl({u"--url"_s, url, u"recognise"_s}), 5, u"offers no TLS"_s);
    }
}

void BadInput::aSilentServerAndCtrlC_data()
{
    QTest::addColumn<int>("signal");
    QTest::addRow("Ctrl+C") << SIGINT;
    QTest::addRow("kill") << SIGTERM;
    QTest::addRow("closed terminal") << SIGHUP;
}
void BadInput::aSilentServerAndCtrlC()
{
    QFETCH(int, signal);
    QTcpServer silent; // accepts and never answers
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const auto process = begin({u"--url"_s,
        u"postgresql://ada@127.0.0.1:%1/x"_s.arg(silent.serverPort()), u"recognise"_s});
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), 20000);
    ::kill(pid_t(process->processId()), signal);
    const Outcome outcome = end(*process);
    isPlain(outcome, 4, QString());
    QVERIFY(outcome.out.isEmpty());
}

void BadInput::ctrlCWhileTheServerWorks()
{
    const auto process = begin({u"--url"_s, socketUrl(u"slow"_s, u"viewer"_s), u"recognise"_s},
        {{u"PGPASSWORD"_s, u"right horse"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAtWork(u"viewer"_s), 20000);
    ::kill(pid_t(process->processId()), SIGINT);
    const Outcome outcome = end(*process);
    isPlain(outcome, 4, QString());
    QTRY_VERIFY(!isAtWork(u"viewer"_s)); // the server was told as well
}

void BadInput::noRights_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("says");
    QTest::addRow("a role that may only read") << u"viewer"_s << u"a role that may only read"_s;
    QTest::addRow("nothing") << u"blind"_s
                             << u"may not read public.api_keys. Its owner can allow it: GRANT"_s;
    QTest::addRow("some columns")
        << u"partly"_s << u"may not read public.usage_logs. Its owner can allow it: GRANT"_s;
}
void BadInput::noRights()
{
    QFETCH(QString, user);
    QFETCH(QString, says);
    const Outcome outcome = ctl({u"--url"_s, socketUrl(u"gateway"_s, user), u"recognise"_s},
        {{u"PGPASSWORD"_s, u"right horse"_s}});
    const QByteArray all = (outcome.out + u"\n--\n"_s + outcome.err).toUtf8();
    QVERIFY2(!outcome.crashed && (outcome.exit == 0 || outcome.exit == 3), all.constData());
    QVERIFY2(outcome.out.contains(says), all.constData());
    QVERIFY2(outcome.err.isEmpty(), all.constData());
}

void BadInput::hostileNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addRow("worst") << kWorstName;
    QTest::addRow("63 bytes") << u"ä"_s.repeated(31) + u'x';
    QTest::addRow("quotes") << u"\"; DROP TABLE api_keys; --'"_s;
    QTest::addRow("lines") << u"two\nlines\r\n\x1b[31m"_s;
    QTest::addRow("emoji") << u"\U0001F600\u202Efdp"_s;
    QTest::addRow("markup") << u"<img src=x>&amp;%1%n"_s;
}
void BadInput::hostileNames()
{
    QFETCH(QString, name);
    const QString quoted = db::Identifier(name).quoted();
    sql(u"CREATE DATABASE "_s + quoted);
    const auto clean = qScopeGuard([&] {
        sql(u"DROP DATABASE %1 (FORCE)"_s.arg(quoted));
        sql(u"DROP ROLE IF EXISTS "_s + quoted);
    });
    sql(u"CREATE ROLE %1 LOGIN SUPERUSER PASSWORD 'right horse'"_s.arg(quoted));
    sql(u"CREATE SCHEMA %1; SET search_path = %1; %2; CREATE TABLE %1 (%1 int)"_s.arg(
            quoted, systems::schemaSql(u"ollama-gateway"_s).value()),
        name);
    const std::map<QString, QString> password{{u"PGPASSWORD"_s, u"right horse"_s}};
    const Outcome outcome = ctl({u"--url"_s, socketUrl(name, name), u"recognise"_s}, password);
    const QByteArray all = (outcome.out + u"\n--\n"_s + outcome.err).toUtf8();
    QVERIFY2(!outcome.crashed && outcome.exit == 0, all.constData());
    QVERIFY2(outcome.out.contains(u"Ollama API Service"_s), all.constData());
    for (const QChar c : QString(outcome.out + outcome.err))
        QVERIFY2(c == u'\n' || (c.category() != QChar::Other_Control && c != QChar(0x202E)),
            all.constData());
    isPlain(ctl({u"--url"_s, socketUrl(name, name), u"recognise"_s, u"--draft"_s, u"no "_s + name},
                password),
        2, u"schema"_s);
    QVERIFY(!ctl({u"--profile"_s, name, u"recognise"_s}).err.contains(u'\x1b'));
}

void BadInput::emptyAndUnknown_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("says");
    QTest::addRow("empty database") << QStringList{} << 3 << u"no tables yet"_s;
    QTest::addRow("empty schema") << QStringList{u"--draft"_s, u"public"_s} << 2
                                  << u"No schema \"public\" with tables"_s;
    QTest::addRow("unknown schema")
        << QStringList{u"--draft"_s, u"nowhere"_s} << 2 << u"No schema \"nowhere\" with tables"_s;
}
void BadInput::emptyAndUnknown()
{
    QFETCH(QStringList, words);
    QFETCH(int, exit);
    QFETCH(QString, says);
    const Outcome outcome =
        ctl(QStringList{u"--url"_s, socketUrl(u"nothing"_s), u"recognise"_s} + words);
    QVERIFY(!outcome.crashed);
    QCOMPARE(outcome.exit, exit);
    const QString all = outcome.out + outcome.err;
    QVERIFY2(all.contains(says), qPrintable(all));
}

void BadInput::wrongUsage_data()
{
    QTest::addColumn<QStringList>("words");
    const QString long1000(1000, u'x');
    QTest::addRow("nothing") << QStringList{};
    QTest::addRow("unknown command") << QStringList{u"frobnicate"_s};
    QTest::addRow("unknown option") << QStringList{u"recognise"_s, u"--frobnicate"_s};
    QTest::addRow("missing value") << QStringList{u"recognise"_s, u"--url"_s};
    QTest::addRow("further word") << QStringList{u"recognise"_s, u"me"_s};
    QTest::addRow("negative rows") << QStringList{u"sandbox"_s, u"up"_s, u"--rows"_s, u"-1"_s};
    QTest::addRow("no number") << QStringList{u"sandbox"_s, u"up"_s, u"--rows"_s, u"many"_s};
    QTest::addRow("control characters") << QStringList{u"\x1b[31m\n\u202E"_s};
    QTest::addRow("endless word") << QStringList{long1000};
    QTest::addRow("empty word") << QStringList{QString()};
}
void BadInput::wrongUsage()
{
    QFETCH(QStringList, words);
    for (const QStringList &prefix : {QStringList{}, QStringList{u"--json"_s}}) {
        const Outcome outcome = ctl(prefix + words);
        isPlain(outcome, 1, QString());
        QVERIFY(!outcome.err.contains(u'\x1b') && !outcome.err.contains(QChar(0x202E)));
    }
}

void BadInput::unreadableSettings_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addRow("broken") << QByteArray("{ broken");
    QTest::addRow("a folder in its place") << QByteArray();
    QTest::addRow("bytes") << QByteArray("\xff\xfe\x00\x01\x80", 5);
}
void BadInput::unreadableSettings()
{
    QFETCH(QByteArray, content);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"profiles.json"_s);
    QFile file(path);
    if (content.isEmpty())
        QVERIFY(QDir().mkdir(path));
    else
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    isPlain(ctl({u"--profile"_s, u"Mine"_s, u"recognise"_s},
                {{u"GATEHOUSE_CONFIG_DIR"_s, folder.path()}}),
        2, u"profiles.json"_s);
    if (!content.isEmpty()) { // nothing lost
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }
}

void BadInput::nobodyTakesTheOutput_data()
{
    QTest::addColumn<QStringList>("words");
    const QStringList recognise{u"--url"_s, socketUrl(u"gateway"_s), u"recognise"_s};
    QTest::addRow("text") << recognise;
    QTest::addRow("json") << QStringList{u"--json"_s} + recognise;
    QTest::addRow("help") << QStringList{u"--help"_s};
    QTest::addRow("version") << QStringList{u"--version"_s};
}
void BadInput::nobodyTakesTheOutput()
{
    QFETCH(QStringList, words);
    isPlain(ctl(words, {}, u"/dev/full"_s), 2, u"disk"_s);
}

// gatehousectl ... | head
void BadInput::aReaderThatLeaves()
{
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    ::close(ends[0]);
    QProcess process;
    process.setChildProcessModifier([&ends] { ::dup2(ends[1], STDOUT_FILENO); });
    process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), {u"--help"_s});
    const Outcome outcome = end(process);
    ::close(ends[1]);
    QVERIFY(!outcome.crashed);
    QCOMPARE(outcome.exit, 2);
    QCOMPARE(outcome.err, QString());
}

void BadInput::aKilledBackend()
{
    const auto process = begin({u"--url"_s, socketUrl(u"slow"_s, u"viewer"_s), u"recognise"_s},
        {{u"PGPASSWORD"_s, u"right horse"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAtWork(u"viewer"_s), 20000);
    sql(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'viewer'"_s);
    const Outcome outcome = end(*process);
    isPlain(outcome, 5, u"closed this connection"_s);
}

void BadInput::aServerThatStops()
{
    const auto process = begin({u"--url"_s, socketUrl(u"slow"_s, u"viewer"_s), u"recognise"_s},
        {{u"PGPASSWORD"_s, u"right horse"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAtWork(u"viewer"_s), 20000);
    m_server.reset();
    isPlain(end(*process), 5, QString());
    startServer();
}

QTEST_GUILESS_MAIN(BadInput)
#include "badinput.moc"
