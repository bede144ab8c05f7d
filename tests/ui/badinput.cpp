#include "support/windows.h"

#include "support/troubleserver.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/errorview.h"

#include <QAbstractButton>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

// Each trouble of a connection opens a window all the same: it says in a plain sentence what to do,
// never stands still, and the rest of it works. Dead, hanging and returning servers:
// ui_frame_trouble.
class BadInput : public QObject
{
    Q_OBJECT

    TroubleServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;

    db::ConnInfo overTcp(const QString &user, db::TlsMode tls, const QString &host) const
    {
        db::ConnInfo info;
        info.host = host;
        info.port = QString::number(m_server.port());
        info.user = user;
        info.database = u"postgres"_s;
        info.tls = tls;
        info.rootCert = m_server.certificate(u"ca.crt"_s);
        return info;
    }
    db::ConnInfo onSocket(const QString &database, const QString &user) const
    {
        db::ConnInfo info = m_server->info(database);
        info.user = user;
        return info;
    }
    static std::shared_ptr<const Secret> secret(const QString &text)
    {
        return std::make_shared<const Secret>(text);
    }

    static void press(MainWindow *window, const QString &page)
    {
        auto *button = window->findChild<QAbstractButton *>(u"rail_"_s + page);
        QVERIFY2(button, qPrintable(page));
        button->click();
        QCOMPARE(window->view()->pages().currentId(), page);
    }
    // Every page of the rail can be asked for and comes to rest; those without a database work.
    static void isAlive(MainWindow *window)
    {
        for (const PageSpec &spec : allPages()) {
            const QString id = QLatin1StringView(spec.id);
            press(window, id);
            QTest::qWait(1);
            const Page *page = window->view()->pages().currentPage();
            if (!spec.whyNot)
                QVERIFY2(page, spec.id);
            if (page)
                QTRY_VERIFY_WITH_TIMEOUT(page->isIdle(), 20000);
            window->refresh();
            window->cancelQuery();
        }
        window->openPalette();
        if (QWidget *active = QApplication::activeWindow()) // none right after a dialog
            QTest::keyClick(active, Qt::Key_Escape);
    }
    static void isPlain(const Error &error, const QString &says)
    {
        const QByteArray all = (error.text + u'\n' + error.detail).toUtf8();
        QVERIFY2(error.text.contains(says), all.constData());
        QVERIFY2(error.text.endsWith(u'.') && error.text.count(u' ') >= 5, all.constData());
        for (const char *foreign : {"ERROR", "FATAL", "libpq", "connection to server", "horse"})
            QVERIFY2(!error.text.contains(QLatin1StringView(foreign)), all.constData());
        QVERIFY2(!all.contains("horse"), all.constData());
    }
    void canOpenAnother()
    {
        MainWindow *good = m_windows->open(profileOf(m_server->info(u"gateway"_s), u"good"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(good), 20000);
    }

private Q_SLOTS:
    void initTestCase();
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup() { m_windows.reset(); }

    void cannotBeOpened_data();
    void cannotBeOpened();
    void aServerWithoutTls();
    void aServerThatAcceptsAndIsSilent();
    void comesBackByItselfWhenTheServerIsStarted();
    void opensWithLessToShow_data();
    void opensWithLessToShow();
    void hostileNames_data();
    void hostileNames();
    void rightsThatGoWhileThePageIsOpen();
    void aJournalThatCannotBeWritten();
};

void BadInput::initTestCase()
{
    m_server.start();
    m_server.fill();
    m_server.sql(u"CREATE ROLE crowd LOGIN PASSWORD 'right horse' CONNECTION LIMIT 0"_s);
    m_server.sql(u"CREATE DATABASE shop"_s);
    m_server.sql(u"CREATE TABLE goods (id int PRIMARY KEY, title text)"_s, u"shop"_s);
}

void BadInput::cannotBeOpened_data()
{
    QTest::addColumn<db::ConnInfo>("info");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("says");
    const QString right = u"right horse"_s;
    const auto full = db::TlsMode::VerifyFull;
    QTest::addRow("wrong password") << overTcp(u"ada"_s, full, u"localhost"_s) << u"wrong horse"_s
                                    << u"did not accept the password of ada"_s;
    QTest::addRow("no password") << overTcp(u"ada"_s, full, u"localhost"_s) << QString()
                                 << u"asks for the password of ada"_s;
    QTest::addRow("unknown user") << onSocket(u"postgres"_s, u"nobody at all"_s) << right
                                  << u"user and password are case-sensitive"_s;
    QTest::addRow("no connection left")
        << onSocket(u"postgres"_s, u"crowd"_s) << right << u"close other programs"_s;
    QTest::addRow("unknown database")
        << onSocket(u"no such database"_s, u"ada"_s) << right << u"Check its spelling"_s;
    QTest::addRow("no right to connect")
        << onSocket(u"shut"_s, u"ada"_s) << right << u"GRANT CONNECT"_s;
    db::ConnInfo info = overTcp(u"ada"_s, db::TlsMode::Prefer, u"127.0.0.1"_s);
    info.port = QString::number(freePort());
    QTest::addRow("refused") << info << right << u"Check host and port"_s;
    info.host = u"no-such-host.invalid"_s;
    QTest::addRow("unknown host") << info << right << u"Check its spelling and the network"_s;
    info.host = u"/nowhere"_s;
    QTest::addRow("no socket") << info << right << u"whether the server runs"_s;
    QTest::addRow("another name in the certificate")
        << overTcp(u"ada"_s, full, u"127.0.0.1"_s) << right << u"certificate"_s;
    info = overTcp(u"ada"_s, full, u"localhost"_s);
    info.rootCert = u"/nowhere.crt"_s;
    QTest::addRow("no root certificate") << info << right << u"certificate"_s;
}

void BadInput::cannotBeOpened()
{
    QFETCH(db::ConnInfo, info);
    QFETCH(QString, password);
    QFETCH(QString, says);
    Watchdog dog;
    MainWindow *window =
        m_windows->open(profileOf(info), password.isEmpty() ? nullptr : secret(password));
    auto *error = window->findChild<ErrorView *>(u"openError"_s);
    QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20000);
    isPlain(error->error(), says);
    const bool asks = error->error().sqlState == u"28P01"_s;
    QTRY_COMPARE(openDialog(u"passwordDialog"_s) != nullptr, asks);
    if (asks)
        openDialog(u"passwordDialog"_s)->reject(); // and goes on without
    isAlive(window);
    press(window, u"keys"_s); // and it is said where it was looked for
    QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20000);
    canOpenAnother();
    dog.check();
}

void BadInput::aServerWithoutTls()
{
    const TlsRefuser plain;
    db::ConnInfo info = overTcp(u"ada"_s, db::TlsMode::VerifyFull, u"127.0.0.1"_s);
    info.port = plain.port();
    Watchdog dog;
    MainWindow *window = m_windows->open(profileOf(info));
    auto *error = window->findChild<ErrorView *>(u"openError"_s);
    QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20000);
    isPlain(error->error(), u"offers no TLS"_s);
    isAlive(window);
    dog.check();
}

void BadInput::aServerThatAcceptsAndIsSilent()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    db::ConnInfo info = overTcp(u"ada"_s, db::TlsMode::Prefer, u"127.0.0.1"_s);
    info.port = QString::number(silent.serverPort());
    Watchdog dog;
    MainWindow *window = m_windows->open(profileOf(info));
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), 20000);
    QCOMPARE(window->workspace()->stage(), Workspace::Stage::Connecting);
    isAlive(window); // while it waits
    auto *error = window->findChild<ErrorView *>(u"openError"_s);
    press(window, u"keys"_s);
    QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 30000);
    isPlain(error->error(), u"did not answer in time"_s);
    isAlive(window);

    const QPointer<MainWindow> other = m_windows->desk().openConnection(
        m_windows->desk().newWindow(), profileOf(info, u"second"_s), nullptr);
    QVERIFY(other->workspace());
    other->close(); // while it waits
    QTRY_VERIFY_WITH_TIMEOUT(!other, 10000);
    dog.check();
}

void BadInput::comesBackByItselfWhenTheServerIsStarted()
{
    const auto info = m_server->info(u"gateway"_s);
    m_server.stop();
    MainWindow *window = m_windows->open(profileOf(info));
    press(window, u"settings"_s);
    auto *error = window->findChild<ErrorView *>(u"openError"_s);
    QTRY_COMPARE_WITH_TIMEOUT(window->workspace()->stage(), Workspace::Stage::Failed, 20000);
    press(window, u"keys"_s);
    QTRY_VERIFY(error->isVisible());
    isPlain(error->error(), u"whether the server runs"_s);
    m_server.start();
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
    QTRY_VERIFY(!error->isVisible());
}

void BadInput::opensWithLessToShow_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("why"); // not the keys; empty: they can be shown
    QTest::addRow("an empty database") << u"nothing"_s << u"viewer"_s << u"no tables yet"_s;
    QTest::addRow("an unknown schema")
        << u"shop"_s << u"gatehouse"_s << u"Describe this back end"_s;
    QTest::addRow("an unknown schema without rights") << u"shop"_s << u"blind"_s << u"."_s;
    QTest::addRow("a read-only role") << u"gateway"_s << u"viewer"_s << QString();
    QTest::addRow("no rights on the tables")
        << u"gateway"_s << u"blind"_s << u"may not read public.api_keys. Its owner can allow it"_s;
    QTest::addRow("no rights on a column") << u"gateway"_s << u"partly"_s << QString();
}

void BadInput::opensWithLessToShow()
{
    QFETCH(QString, database);
    QFETCH(QString, user);
    QFETCH(QString, why);
    Watchdog dog;
    MainWindow *window =
        m_windows->open(profileOf(onSocket(database, user)), secret(u"right horse"_s));
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
    isAlive(window);
    const QString said = pageSpec(u"keys"_s)->whyNot(*window->workspace());
    QVERIFY2(why.isEmpty() ? said.isEmpty() : said.contains(why), qPrintable(said));
    for (const PageSpec &spec : allPages()) {
        const QString reason = whyNotNow(spec, *window->workspace());
        QVERIFY2(reason.isEmpty() || reason.endsWith(u'.'), qPrintable(reason));
    }
    dog.check();
}

void BadInput::hostileNames_data() { addHostileNames(); }

void BadInput::hostileNames()
{
    QFETCH(QString, name);
    m_server.makeHostile(name);
    const auto clean = qScopeGuard([&] {
        m_windows.reset();
        m_server.dropHostile(name);
    });
    Watchdog dog;
    db::Profile profile = profileOf(onSocket(name, name), name);
    MainWindow *window = m_windows->open(profile, secret(u"right horse"_s));
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
    QCOMPARE(window->workspace()->match()->schema, name);
    QCOMPARE(pageSpec(u"keys"_s)->whyNot(*window->workspace()), QString());
    isAlive(window);
    QVERIFY(!window->windowTitle().contains(u'\n'));
    dog.check();
}

void BadInput::rightsThatGoWhileThePageIsOpen()
{
    Watchdog dog;
    MainWindow *window =
        m_windows->open(profileOf(onSocket(u"gateway"_s, u"viewer"_s)), secret(u"right horse"_s));
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
    press(window, u"keys"_s);
    const auto revoke = [this](const char *what) {
        m_server.sql(
            QLatin1StringView(what).arg(u"ON ALL TABLES IN SCHEMA public"_s), u"gateway"_s);
    };
    {
        const auto paused = dog.pause();
        revoke("REVOKE SELECT %1 FROM viewer");
    }
    const auto back = qScopeGuard([&] { revoke("GRANT SELECT %1 TO viewer"); });
    isAlive(window);
    window->recognise();
    QTRY_VERIFY_WITH_TIMEOUT(
        pageSpec(u"keys"_s)->whyNot(*window->workspace()).contains(u"may not read"_s), 20000);
    isAlive(window);
    dog.check();
}

void BadInput::aJournalThatCannotBeWritten()
{
    Windows windows(m_folder->filePath(u"t.ini"_s), m_folder->filePath(u"missing/jobs.json"_s));
    MainWindow *window = windows.open(profileOf(m_server->info(u"gateway"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
    Watchdog dog;
    windows.jobs().start(
        {u"Copy"_s, {{u"copying"_s, [](const StepContext &) -> Result<> { return Done{}; }}}});
    QTRY_COMPARE(windows.jobs().running(), 0);
    QTRY_VERIFY(window->view()->banner().isVisible());
    QVERIFY(window->view()->banner().text().contains(u"jobs.json"_s));
    isAlive(window);
    dog.check();
}

QTEST_MAIN(BadInput)
#include "badinput.moc"
