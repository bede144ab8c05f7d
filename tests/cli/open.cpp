// How a command gets to its database: URL, environment, profile, pass file, prompt.
#include "app/cli/parser.h"
#include "app/cli/terminal.h"
#include "base/securefile.h"
#include "db/profile.h"
#include "support/testcluster.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

#include <thread>

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

using namespace gatehouse;

namespace {

const commands::Command kCommand{"look", "Look"};

// Standard error of this process, caught while it lives.
class Caught
{
public:
    Caught() : m_saved(::dup(STDERR_FILENO))
    {
        m_file.open();
        ::dup2(m_file.handle(), STDERR_FILENO);
    }
    ~Caught()
    {
        ::dup2(m_saved, STDERR_FILENO);
        ::close(m_saved);
    }
    QString text()
    {
        QFile file(m_file.fileName());
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private:
    int m_saved;
    QTemporaryFile m_file;
};

struct Opened
{
    Result<> result = Done{};
    QString who, warning;
};

Opened openWith(const std::map<QString, QStringList> &values,
    const QString &statement = u"SELECT current_user::text"_s, CancelToken token = {})
{
    cli::Invocation invocation;
    invocation.command = &kCommand;
    invocation.values = values;
    cli::Terminal terminal;
    Opened opened;
    Caught caught;
    commands::Context context(invocation, terminal, token);
    auto session = context.open();
    if (session) {
        const auto cell = context.run(*session.value(),
            [statement](db::Sql &sql) { return sql.fetchOne<QString>(statement); });
        opened.who = cell ? cell.value() : QString();
        if (!cell)
            opened.result = cell.error();
    } else {
        opened.result = session.error();
    }
    opened.warning = caught.text();
    return opened;
}

} // namespace

class OpenTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    QTemporaryDir m_config;

    QString url(const QString &user) const
    {
        return u"postgresql://%1@/postgres?host=%2"_s.arg(user, (*m_server)->socketDir());
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("PGPASSFILE", m_config.filePath(u"pass"_s).toLocal8Bit()); // read once in a program
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        const auto session = m_server->open();
        test::cell(*session, u"CREATE ROLE support LOGIN PASSWORD 'let me in please'"_s);
        qputenv("GATEHOUSE_CONFIG_DIR", m_config.path().toLocal8Bit());
        db::Profile profile = db::newProfile(u"Mine"_s, (*m_server)->info());
        profile.role = u"pg_read_all_data"_s;
        db::Profile twin = db::newProfile(u"Twin"_s, (*m_server)->info());
        db::Profile other = db::newProfile(u"Twin"_s, (*m_server)->info());
        QVERIFY(
            db::ProfileStore(m_config.filePath(u"profiles.json"_s)).save({profile, twin, other}));
    }
    void init()
    {
        for (const char *name : {"PGPASSWORD", "GATEHOUSE_URL", "PGUSER", "PGDATABASE"})
            qunsetenv(name);
        QFile::remove(m_config.filePath(u"pass"_s));
    }

    void aUrl()
    {
        const Opened opened = openWith({{u"url"_s, {url(u"gatehouse"_s)}}});
        QVERIFY2(
            bool(opened.result), opened.result ? "" : qPrintable(opened.result.error().detail));
        QCOMPARE(opened.who, u"gatehouse"_s);
    }

    void theEnvironmentOnlyFillsGaps()
    {
        qputenv("GATEHOUSE_URL", url(u"gatehouse"_s).toLocal8Bit());
        qputenv("PGUSER", "somebody");
        qputenv("PGDATABASE", "nowhere");
        QCOMPARE(openWith({}).who, u"gatehouse"_s);
        QCOMPARE(openWith({{u"profile"_s, {u"Mine"_s}}}).who, u"pg_read_all_data"_s);
    }

    void aPassword_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("accepted");
        QTest::addRow("none") << QByteArray() << QByteArray() << false;
        QTest::addRow("PGPASSWORD")
            << QByteArray("PGPASSWORD") << QByteArray("let me in please") << true;
        QTest::addRow("wrong PGPASSWORD")
            << QByteArray("PGPASSWORD") << QByteArray("let me in") << false;
        QTest::addRow("pass file")
            << QByteArray("PGPASSFILE") << QByteArray("*:*:*:support:let me in please\n") << true;
    }
    void aPassword()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QByteArray, value);
        QFETCH(bool, accepted);
        if (variable == "PGPASSFILE")
            QVERIFY(writeSecureFile(m_config.filePath(u"pass"_s), value));
        else if (!variable.isEmpty())
            qputenv(variable.constData(), value);
        const Opened opened = openWith({{u"url"_s, {url(u"support"_s)}}});
        QCOMPARE(bool(opened.result), accepted);
        if (!accepted) {
            QCOMPARE(opened.result.error().kind, Error::Kind::Connection);
            QCOMPARE(commands::exitFor(opened.result.error()), commands::Exit::Lost);
        }
    }

    void aPasswordInTheUrlIsWarnedAbout()
    {
        QString withPassword = url(u"support:let%20me%20in%20please"_s);
        const Opened opened = openWith({{u"url"_s, {withPassword}}});
        QCOMPARE(opened.who, u"support"_s);
        QVERIFY2(opened.warning.contains("PGPASSWORD"_L1), qPrintable(opened.warning));
        QVERIFY(!opened.warning.contains("let me in"_L1));
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<QString>("said");
        QTest::addRow("nothing") << QStringList() << u"--url URL or --profile NAME"_s;
        QTest::addRow("both") << QStringList{u"url"_s, u"postgres://a"_s, u"profile"_s, u"Mine"_s}
                              << u"not both"_s;
        QTest::addRow("no such profile") << QStringList{u"profile"_s, u"Yours"_s} << u"\"Yours\""_s;
        QTest::addRow("two of the name") << QStringList{u"profile"_s, u"Twin"_s} << u"Several"_s;
        QTest::addRow("no URL") << QStringList{u"url"_s, u"mysql://a/b"_s} << u"MySQL"_s;
    }
    void wrongUsage()
    {
        QFETCH(QStringList, values);
        QFETCH(QString, said);
        std::map<QString, QStringList> given;
        for (qsizetype i = 0; i + 1 < values.size(); i += 2)
            given[values[i]] = {values[i + 1]};
        const Opened opened = openWith(given);
        QVERIFY(!opened.result);
        QCOMPARE(opened.result.error().kind, Error::Kind::Invalid);
        QVERIFY2(opened.result.error().text.contains(said), qPrintable(opened.result.error().text));
    }

    void readOnlyUnlessAsked()
    {
        const Opened opened = openWith({{u"url"_s, {url(u"gatehouse"_s)}}}, u"CREATE TABLE t ()"_s);
        QVERIFY(!opened.result);
        QCOMPARE(opened.result.error().sqlState, u"25006"_s);
    }

    void cancelled()
    {
        CancelToken token;
        token.cancel();
        const Opened opened = openWith({{u"url"_s, {url(u"gatehouse"_s)}}}, {}, token);
        QVERIFY(!opened.result);
        QCOMPARE(commands::exitFor(opened.result.error()), commands::Exit::Cancelled);
    }

    void aPromptOnATerminalDoesNotEcho()
    {
        int master = -1;
        int slave = -1;
        QCOMPARE(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
        const int savedIn = ::dup(STDIN_FILENO);
        const int savedErr = ::dup(STDERR_FILENO);
        ::dup2(slave, STDIN_FILENO);
        ::dup2(slave, STDERR_FILENO);
        cli::Invocation invocation;
        invocation.command = &kCommand;
        invocation.values[u"url"_s] = {url(u"support"_s)};
        cli::Terminal terminal;
        commands::Context context(invocation, terminal, CancelToken());
        Result<std::unique_ptr<db::Session>> session = gatehouse::cancelled();
        std::thread asker([&] { session = context.open(); });
        const auto echoes = [slave] {
            termios now = {};
            return ::tcgetattr(slave, &now) == 0 && (now.c_lflag & ECHO);
        };
        const bool silent = QTest::qWaitFor([&] { return !echoes(); }, 20000);
        const QByteArray line = "let me in please\n";
        const bool written = ::write(master, line.constData(), size_t(line.size())) == line.size();
        asker.join();
        const bool restored = echoes();
        ::dup2(savedIn, STDIN_FILENO);
        ::dup2(savedErr, STDERR_FILENO);
        char shown[4096] = {};
        ::fcntl(master, F_SETFL, O_NONBLOCK);
        const auto got = ::read(master, shown, sizeof shown - 1);
        for (const int fd : {master, slave, savedIn, savedErr})
            ::close(fd);
        QVERIFY(silent && written && restored && got > 0);
        QVERIFY2(bool(session), session ? "" : qPrintable(session.error().detail));
        QVERIFY2(QByteArray(shown).startsWith("Password for "), shown);
        QVERIFY(!QByteArray(shown).contains("let me in"));
    }
};

QTEST_GUILESS_MAIN(OpenTest)
#include "open.moc"
