// gatehousectl when things go wrong: one plain sentence, the exit status of the contract, no crash.
#include "support/ctlprocess.h"
#include "support/troubleserver.h"

#include <QDir>

using namespace gatehouse;
using namespace gatehouse::test;

class BadInput : public QObject
{
    Q_OBJECT

    TroubleServer m_server;
    Ctl m_ctl;

    QString socketUrl(const QString &database, const QString &user = u"gatehouse"_s) const
    {
        return test::socketUrl(m_server->socketDir(), m_server->info().port, database, user);
    }
    QString tcpUrl(const QString &tls, const QString &host = u"127.0.0.1"_s) const
    {
        return u"postgresql://ada@%1:%2/postgres?sslmode=%3&sslrootcert=%4"_s.arg(
            host, QString::number(m_server.port()), tls, m_server.certificate(u"ca.crt"_s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.start();
        m_server.fill();
        m_server.sql(u"CREATE ROLE team PASSWORD 'right horse'"_s);
    }

    void connecting_data();
    void connecting();
    void aServerWithoutTls();
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
};

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
               m_server.port())
        << right << u"certificate"_s;
    QTest::addRow("no root certificate")
        << u"postgresql://ada@localhost:%1/postgres?sslmode=verify-full&sslrootcert=/nowhere.crt"_s
               .arg(m_server.port())
        << right << u"certificate"_s;
    QTest::addRow("no right to connect")
        << socketUrl(u"shut"_s, u"ada"_s) << right << u"GRANT CONNECT"_s;
    QTest::addRow("a role that is no login")
        << socketUrl(u"postgres"_s, u"team"_s) << right << u"does not let team in"_s;
    QTest::addRow("unknown database")
        << socketUrl(u"nowhere"_s) << QString() << u"no database nowhere on this server"_s;
    QTest::addRow("unknown database with a bad name")
        << socketUrl(worstName() + u"y"_s) << QString() << u"Check its spelling"_s;
}
void BadInput::connecting()
{
    QFETCH(QString, url);
    QFETCH(QString, password);
    QFETCH(QString, says);
    std::map<QString, QString> variables;
    if (!password.isEmpty())
        variables[u"PGPASSWORD"_s] = password;
    const Outcome outcome = m_ctl.run({u"--url"_s, url, u"recognise"_s}, variables);
    Ctl::isPlain(outcome, 5, says);
    QVERIFY(outcome.out.isEmpty());
}

void BadInput::aServerWithoutTls()
{
    const TlsRefuser plain;
    for (const QString &mode : {u"require"_s, u"verify-full"_s}) {
        const QString url = u"postgresql://ada@127.0.0.1:%1/x?sslmode=%2&sslrootcert=%3"_s.arg(
            plain.port(), mode, m_server.certificate(u"ca.crt"_s));
        Ctl::isPlain(m_ctl.run({u"--url"_s, url, u"recognise"_s}), 5, u"offers no TLS"_s);
    }
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
    const Outcome outcome = m_ctl.run({u"--url"_s, socketUrl(u"gateway"_s, user), u"recognise"_s},
        {{u"PGPASSWORD"_s, u"right horse"_s}});
    const QByteArray all = outcome.all();
    QVERIFY2(!outcome.crashed && (outcome.exit == 0 || outcome.exit == 3), all.constData());
    QVERIFY2(outcome.out.contains(says), all.constData());
    QVERIFY2(outcome.err.isEmpty(), all.constData());
}

void BadInput::hostileNames_data() { addHostileNames(); }
void BadInput::hostileNames()
{
    QFETCH(QString, name);
    m_server.makeHostile(name);
    const auto clean = qScopeGuard([&] { m_server.dropHostile(name); });
    const std::map<QString, QString> password{{u"PGPASSWORD"_s, u"right horse"_s}};
    const Outcome outcome =
        m_ctl.run({u"--url"_s, socketUrl(name, name), u"recognise"_s}, password);
    const QByteArray all = outcome.all();
    QVERIFY2(!outcome.crashed && outcome.exit == 0, all.constData());
    QVERIFY2(outcome.out.contains(u"Ollama API Service"_s), all.constData());
    for (const QChar c : QString(outcome.out + outcome.err))
        QVERIFY2(c == u'\n' || (c.category() != QChar::Other_Control && c != QChar(0x202E)),
            all.constData());
    Ctl::isPlain(m_ctl.run({u"--url"_s, socketUrl(name, name), u"recognise"_s, u"--draft"_s,
                               u"no "_s + name},
                     password),
        2, u"schema"_s);
    QVERIFY(!m_ctl.run({u"--profile"_s, name, u"recognise"_s}).err.contains(u'\x1b'));
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
        m_ctl.run(QStringList{u"--url"_s, socketUrl(u"nothing"_s), u"recognise"_s} + words);
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
        const Outcome outcome = m_ctl.run(prefix + words);
        Ctl::isPlain(outcome, 1, QString());
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
    Ctl::isPlain(m_ctl.run({u"--profile"_s, u"Mine"_s, u"recognise"_s},
                     {{u"GATEHOUSE_CONFIG_DIR"_s, folder.path()}}),
        2, u"profiles.json"_s);
    if (!content.isEmpty()) { // nothing lost
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }
}

QTEST_GUILESS_MAIN(BadInput)
#include "badinput.moc"
