// The start page as people use it: paste, connect, open a file, mend, search, delete.
#include "ui/start/startpage.h"

#include "db/cluster.h"
#include "db/session.h"
#include "support/clusterdir.h"
#include "support/watchdog.h"
#include "support/windows.h"
#include "ui/start/addressfield.h"
#include "ui/start/connectcard.h"
#include "ui/start/notelist.h"
#include "ui/start/passworddialog.h"
#include "ui/start/profilecard.h"
#include "ui/start/profiledialog.h"
#include "ui/start/profilelist.h"
#include "ui/start/stagelist.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

const QString kCanary = u"canary-7Horse#"_s;

int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

// Everything a person, a screen reader or a picture could take from the widgets.
QString everythingShown(QWidget *top)
{
    QStringList texts;
    QList<QWidget *> widgets = top->findChildren<QWidget *>();
    widgets << top;
    for (QWidget *widget : widgets) {
        texts << widget->accessibleName() << widget->toolTip() << widget->windowTitle();
        if (auto *label = qobject_cast<PlainLabel *>(widget))
            texts << label->text();
        if (auto *edit = qobject_cast<QLineEdit *>(widget))
            texts << edit->displayText();
        if (QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget))
            texts << access->text(QAccessible::Name) << access->text(QAccessible::Value);
    }
    return texts.join(u'\n');
}

} // namespace

class StartTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<db::Cluster> m_cluster;
    int m_port = 0;
    std::unique_ptr<QTemporaryDir> m_files;
    std::unique_ptr<db::Connections> m_connections;
    std::unique_ptr<StartPage> m_page;
    std::unique_ptr<test::Watchdog> m_dog;

    QString profilesPath() const { return m_files->filePath(u"profiles.json"_s); }
    QString socketUrl() const
    {
        return u"postgresql://gatehouse@/postgres?host="_s + m_cluster->info().host + u"&port="_s
            + m_cluster->info().port;
    }
    QString tcpUrl(const QString &password) const
    {
        return u"postgresql+asyncpg://ada:%1@localhost:%2/postgres"_s
            .arg(QString::fromLatin1(QUrl::toPercentEncoding(password)))
            .arg(m_port);
    }
    QString put(const QString &name, const QByteArray &content)
    {
        QFile file(m_files->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("the file cannot be written");
        return file.fileName();
    }
    template <typename W>
    W *find(const QString &name, QWidget *in = nullptr) const
    {
        W *found = (in ? in : static_cast<QWidget *>(m_page.get()))->findChild<W *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    void paste(const QString &text)
    {
        AddressField &field = m_page->card().address();
        field.setFocus();
        field.selectAll();
        field.insert(text); // as a paste does: all at once
    }
    void click(const QString &name, QWidget *in = nullptr)
    {
        QTest::mouseClick(find<QPushButton>(name, in), Qt::LeftButton);
    }
    QString banner() const { return find<Banner>(u"connectBanner"_s)->text(); }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY",
                 "XDG_CURRENT_DESKTOP", "KDE_FULL_SESSION"})
            qunsetenv(name);
        QLocale::setDefault(QLocale::c());
        QAccessible::setActive(true);
        m_port = freePort();
        db::ClusterOptions options;
        options.dir = m_dir.filePath(u"c"_s);
        options.tcpPort = m_port;
        auto started = db::Cluster::start(options);
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().text));
        m_cluster = std::move(started).value();
        db::Session session(
            db::SessionOptions{m_cluster->info(), nullptr, db::SessionKind::Job, false});
        const auto made = session.run([](db::Sql &sql) {
            return sql.script(u"CREATE ROLE ada LOGIN PASSWORD '"_s + kCanary + u"'"_s);
        });
        QTRY_VERIFY(made.isFinished());
        QVERIFY(bool(made.result()));
        Theme::apply(*qApp, Scheme::Light);
    }

    void init()
    {
        m_files = std::make_unique<QTemporaryDir>();
        m_connections = std::make_unique<db::Connections>(profilesPath(), nullptr);
        m_page = std::make_unique<StartPage>(*m_connections);
        m_page->resize(1200, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_dog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        m_dog.reset();
        m_page.reset();
        m_connections.reset();
    }

    void aPastedAddressConnects()
    {
        QSignalSpy opened(m_page.get(), &StartPage::openRequested);
        paste(socketUrl());
        QTest::keyClick(&m_page->card().address(), Qt::Key_Return);
        QTRY_COMPARE(opened.count(), 1);
        const auto profile = opened.front().front().value<db::Profile>();
        QCOMPARE(profile.info.host, m_cluster->info().host);
        QCOMPARE(m_page->list().cards().size(), size_t(1));
        QVERIFY(m_connections->find(profile.id)->lastUsed.isValid());
        QVERIFY(find<QWidget>(u"stage5"_s)->accessibleName().contains(u"passed"_s));
    }

    void theSameAddressIsKeptOnce()
    {
        QSignalSpy opened(m_page.get(), &StartPage::openRequested);
        m_page->connectTo(socketUrl());
        QTRY_COMPARE(opened.count(), 1);
        m_page->connectTo(socketUrl());
        QTRY_COMPARE(opened.count(), 2);
        QCOMPARE(m_page->list().cards().size(), size_t(1));
    }

    void aPastedPasswordIsHiddenAndStillWorks()
    {
        QSignalSpy opened(m_page.get(), &StartPage::openRequested);
        paste(tcpUrl(kCanary));
        QVERIFY(m_page->card().address().text().contains(u"••••"_s));
        QTRY_VERIFY(find<QCheckBox>(u"keepPassword"_s)->isVisible());
        QVERIFY(!everythingShown(m_page.get()).contains(u"canary"_s));
        click(u"connect"_s);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 20000);
        const auto secret = opened.front().at(1).value<std::shared_ptr<const Secret>>();
        QCOMPARE(secret->text(), kCanary);
        QFile file(profilesPath());
        QTRY_VERIFY(file.exists());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("canary"));
        QVERIFY(!everythingShown(m_page.get()).contains(u"canary"_s));
    }

    void aTypedPasswordIsHiddenWhenTheFieldIsLeft()
    {
        AddressField &field = m_page->card().address();
        field.setFocus();
        QTest::keyClicks(&field, u"postgresql://ada:canary@h/d"_s);
        QVERIFY(field.text().contains(u"canary"_s)); // still being typed
        find<QPushButton>(u"openFile"_s)->setFocus();
        QTRY_VERIFY(!field.text().contains(u"canary"_s));
        field.setFocus();
        field.end(false);
        QTest::keyClicks(&field, u"2"_s); // another database, the same password
        QCOMPARE(field.parsed().value().info.database, u"d2"_s);
        QCOMPARE(field.parsed().value().password.text(), u"canary"_s);
        field.undo();
        QVERIFY(!field.text().contains(u"canary"_s));
    }

    void oddPasswordsAreHiddenToo_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addRow("in the query") << u"postgresql://h/d?user=u&password=canary"_s;
        QTest::addRow("keywords") << u"host=h user=u password=canary"_s;
        QTest::addRow("keywords, quoted") << u"host=h user=u password='canary'"_s;
        QTest::addRow("with blanks and quotes") << u"host=h user=u password='ca na\\'ry canary'"_s;
        QTest::addRow("JDBC") << u"jdbc:postgresql://h/d?user=u&password=canary"_s;
        QTest::addRow("raw @") << u"postgresql://u:can@canary@h/d"_s;
        QTest::addRow("with its variable") << u"DATABASE_URL=postgres://u:canary@h/d"_s;
        QTest::addRow("as the user") << u"postgresql://canary:canary@h/d"_s;
    }
    void oddPasswordsAreHiddenToo()
    {
        QFETCH(QString, address);
        const auto before = db::parseConnection(address);
        QVERIFY(bool(before));
        paste(address);
        AddressField &field = m_page->card().address();
        const auto after = field.parsed();
        QVERIFY2(bool(after), qPrintable(field.text()));
        QVERIFY(after.value().info == before.value().info);
        QVERIFY(after.value().password.equals(before.value().password.view()));
        const QString shown = field.text();
        QVERIFY2(shown.count(u"canary"_s) <= (address.contains(u"canary:"_s) ? 1 : 0),
            qPrintable(shown));
    }

    void trapsAreExplained()
    {
        paste(u"postgresql+asyncpg://ai_pal_user:x@db.example.com/ai_pal?sslmode=require"_s);
        QTRY_VERIFY(m_page->card().notes().notes().join(u'\n').contains(u"ssl=require"_s));
    }

    void noAddressIsSaid()
    {
        paste(u"mongodb://u:p@h/d"_s);
        click(u"connect"_s);
        QVERIFY(banner().contains(u"MongoDB"_s));
    }

    void refusedIsSaid()
    {
        m_page->connectTo(u"postgresql://u@127.0.0.1:%1/d"_s.arg(freePort()));
        QTRY_VERIFY(banner().contains(u"Nothing listens"_s));
        QVERIFY(find<QWidget>(u"stage1"_s)->accessibleName().contains(u"failed"_s));
        QVERIFY(find<QPushButton>(u"connect"_s)->isVisible());
    }

    void aWrongPasswordIsAskedFor()
    {
        QSignalSpy opened(m_page.get(), &StartPage::openRequested);
        m_page->connectTo(tcpUrl(u"wrong"_s));
        QTRY_VERIFY_WITH_TIMEOUT(test::openDialog(u"passwordDialog"_s), 20000);
        QDialog *dialog = test::openDialog(u"passwordDialog"_s);
        const QString shown = everythingShown(dialog);
        QVERIFY(shown.contains(u"postgres @ localhost"_s)); // names the connection
        QVERIFY(shown.contains(u"did not accept the password"_s));
        QVERIFY(shown.contains(u"memory until you close"_s)); // honest without a keychain
        QTest::keyClicks(find<SecretField>(u"password"_s, dialog)->edit(), kCanary);
        QVERIFY(!everythingShown(dialog).contains(u"canary"_s));
        click(u"passwordConnect"_s, dialog);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 20000);
    }

    void aHangingServerCanBeStopped()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        m_page->connectTo(u"postgresql://u@127.0.0.1:%1/d"_s.arg(silent.serverPort()));
        QTRY_VERIFY(find<QWidget>(u"stage2"_s)->accessibleName().contains(u"in progress"_s));
        click(u"connectStop"_s);
        QTRY_VERIFY(!m_page->card().isBusy());
        QVERIFY(banner().isEmpty());
    }

    void aFileWithOneConnects()
    {
        QSignalSpy opened(m_page.get(), &StartPage::openRequested);
        m_page->openFile(
            put(u".env"_s, QByteArray("DATABASE_URL=") + socketUrl().toUtf8() + "\nX=1\n"));
        QTRY_COMPARE(opened.count(), 1);
    }

    void aFileWithSeveralAsks()
    {
        m_page->openFile(put(u".env"_s,
            "A_URL=postgres://u:canary@h1/a\nB_URL=postgres://u@h2/b\nMONGODB_URI=mongodb://h\n"));
        QTRY_VERIFY(test::openDialog(u"foundDialog"_s));
        QDialog *dialog = test::openDialog(u"foundDialog"_s);
        auto *list = find<QListWidget>(u"foundList"_s, dialog);
        QCOMPARE(list->count(), 2);
        const QString shown = everythingShown(dialog);
        QVERIFY(shown.contains(u"MongoDB"_s));
        QVERIFY(!shown.contains(u"canary"_s));
        list->item(1)->setCheckState(Qt::Unchecked);
        click(u"foundAdd"_s, dialog);
        QTRY_COMPARE(m_page->list().cards().size(), size_t(1));
        QCOMPARE(m_page->list().cards()[0]->profile().name, u"A_URL"_s);
    }

    void aFileWithoutIsSaid()
    {
        m_page->openFile(put(u".env"_s, "MONGODB_URI=mongodb://h\n"));
        QTRY_VERIFY(banner().contains(u"No PostgreSQL connection"_s));
        QVERIFY(banner().contains(u"MongoDB"_s));
    }

    void cardsAreGroupedAndFound()
    {
        for (const QString &name : {u"orders"_s, u"billing"_s, u"rag"_s}) {
            db::ConnInfo info;
            info.host = name + u".internal"_s;
            db::Profile profile = db::newProfile(name, info);
            profile.group = name == u"rag"_s ? u"Lab"_s : u"Shop"_s;
            m_connections->put(profile);
        }
        QCOMPARE(m_page->list().cards().size(), size_t(3));
        QTest::keyClicks(m_page->list().search(), u"shop bill"_s);
        QCOMPARE(m_page->list().cards().size(), size_t(1));
        QTest::keyClicks(m_page->list().search(), u"xx"_s);
        QVERIFY(m_page->list().cards().empty());
        QVERIFY(everythingShown(&m_page->list()).contains(u"No connection matches"_s));
    }

    void enterOnACardConnects()
    {
        m_connections->put(db::newProfile(u"here"_s, m_cluster->info()));
        QSignalSpy opened(m_page.get(), &StartPage::openRequested);
        QTest::keyClick(m_page->list().cards()[0], Qt::Key_Return);
        QTRY_COMPARE(opened.count(), 1);
    }

    void deletingAsksFirst()
    {
        m_connections->put(db::newProfile(u"here"_s, m_cluster->info()));
        QTest::keyClick(m_page->list().cards()[0], Qt::Key_Delete);
        QTRY_VERIFY(test::openDialog(u"confirmDialog"_s));
        click(u"confirmVerb"_s, test::openDialog(u"confirmDialog"_s));
        QTRY_VERIFY(m_connections->profiles().empty());
    }

    void hostileNamesStayText()
    {
        std::vector<db::Profile> profiles;
        for (const QString &text : test::hostileTexts()) {
            db::Profile profile = db::newProfile(u"x"_s + text.left(200), {});
            profile.group = profile.notes = profile.info.database = profile.info.host =
                text.left(200);
            profiles.push_back(profile);
        }
        {
            m_connections->add(profiles);
            const auto pause = m_dog->pause(); // a picture draws all of them at once
            QVERIFY(!m_page->grab().isNull());
        }
        const QString shown = everythingShown(m_page.get());
        QVERIFY(!shown.contains(QChar(0x202E)));
    }

    void aProfileIsMendedAndTested()
    {
        db::Profile start = db::newProfile(u"here"_s, m_cluster->info());
        m_connections->put(start);
        QTest::keyClick(m_page->list().cards()[0], Qt::Key_F2);
        QTRY_VERIFY(test::openDialog(u"profileDialog"_s));
        auto *dialog = qobject_cast<ProfileDialog *>(test::openDialog(u"profileDialog"_s));
        QVERIFY(dialog->profile() == start); // nothing changes by looking at it
        auto *name = find<QLineEdit>(u"profileName"_s, dialog);
        name->selectAll();
        QTest::keyClicks(name, u"Renamed"_s);
        find<QComboBox>(u"profileEnvironment"_s, dialog)->setCurrentIndex(3);
        QCOMPARE(dialog->target().environment, db::Environment::Production);
        click(u"profileTest"_s, dialog);
        QTRY_VERIFY_WITH_TIMEOUT(
            find<Banner>(u"profileBanner"_s, dialog)->text().contains(u"works"_s), 20000);
        click(u"profileSave"_s, dialog);
        QCOMPARE(m_connections->find(start.id)->name, u"Renamed"_s);
        QCOMPARE(m_connections->find(start.id)->environment, db::Environment::Production);
    }

    void weakTlsIsMarked()
    {
        db::ConnInfo info;
        info.host = u"db1.internal"_s;
        info.tls = db::TlsMode::Require;
        m_connections->put(db::newProfile(u"weak"_s, info));
        QVERIFY(m_page->list().cards()[0]->accessibleName().contains(u"weak TLS"_s));
        QTest::keyClick(m_page->list().cards()[0], Qt::Key_F2);
        QTRY_VERIFY(test::openDialog(u"profileDialog"_s));
        QDialog *dialog = test::openDialog(u"profileDialog"_s);
        QVERIFY(
            find<PlainLabel>(u"profileTlsMeaning"_s, dialog)->text().contains(u"not checked"_s));
        dialog->reject();
    }

    void whatCannotBeSavedIsSaid_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::addRow("no name") << u"profileName"_s << QString() << u"name"_s;
        QTest::addRow("taken name") << u"profileName"_s << u"OTHER"_s << u"already"_s;
        QTest::addRow("port") << u"profilePort"_s << u"99999"_s << u"65535"_s;
        QTest::addRow("settings") << u"profileExtra"_s << u"a b"_s << u"keyword=value"_s;
        QTest::addRow("password in the settings")
            << u"profileExtra"_s << u"password=x"_s << u"own field"_s;
    }
    void whatCannotBeSavedIsSaid()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(QString, says);
        m_connections->put(db::newProfile(u"other"_s, {}));
        ProfileDialog dialog(*m_connections, db::newProfile(u"mine"_s, {}), {});
        dialog.open();
        auto *edit = find<QLineEdit>(field, &dialog);
        edit->setText(text);
        Q_EMIT edit->textEdited(text);
        QVERIFY(!find<QPushButton>(u"profileSave"_s, &dialog)->isEnabled());
        QVERIFY2(find<Banner>(u"profileBanner"_s, &dialog)->text().contains(says),
            qPrintable(find<Banner>(u"profileBanner"_s, &dialog)->text()));
    }

    void anAddressFillsTheDialog()
    {
        ProfileDialog dialog(*m_connections, db::newProfile(u"mine"_s, {}), {});
        dialog.open();
        auto *field = find<AddressField>(u"address"_s, &dialog);
        field->setAddress(u"postgresql://ada:canary@db1.internal:5433/orders?sslmode=require"_s);
        Q_EMIT field->editingFinished();
        const db::Profile profile = dialog.profile();
        QCOMPARE(profile.info.host, u"db1.internal"_s);
        QCOMPARE(profile.info.port, u"5433"_s);
        QCOMPARE(profile.info.tls, db::TlsMode::Require);
        QCOMPARE(profile.environment, db::Environment::Production); // remote: better red too often
        QCOMPARE(find<SecretField>(u"profilePassword"_s, &dialog)->secret().text(), u"canary"_s);
        QVERIFY(!everythingShown(&dialog).contains(u"canary"_s));
    }

    void everyControlHasAName()
    {
        m_connections->put(db::newProfile(u"here"_s, m_cluster->info()));
        ProfileDialog dialog(*m_connections, db::newProfile(u"mine"_s, {}), {});
        dialog.open();
        for (QWidget *top : {static_cast<QWidget *>(m_page.get()), static_cast<QWidget *>(&dialog)})
            for (QWidget *widget : top->findChildren<QWidget *>()) {
                const bool ours = !widget->objectName().startsWith(u"qt_"_s);
                if (!ours || widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(top)
                    || widget->inherits("QAbstractScrollArea") || widget->inherits("QTabBar")
                    || widget->parentWidget()->inherits("QComboBox")
                    || widget->parentWidget()->inherits("QAbstractSpinBox"))
                    continue;
                QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(access && !access->text(QAccessible::Name).isEmpty(),
                    qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                        + widget->objectName()));
            }
    }

    void pictures_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::addRow("light") << Scheme::Light;
        QTest::addRow("dark") << Scheme::Dark;
    }
    void pictures()
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (folder.isEmpty())
            QSKIP("GATEHOUSE_PICTURES names no folder");
        QFETCH(Scheme, scheme);
        const auto pause = m_dog->pause();
        Theme::apply(*qApp, scheme);
        const auto keep = [&](QWidget *widget, const QString &name) {
            QVERIFY(widget->grab().save(u"%1/%2-%3.png"_s.arg(folder, name, schemeId(scheme))));
        };
        m_page->resize(1440, 900);
        keep(m_page.get(), u"start-empty"_s);
        struct Sample
        {
            QString name, group, host;
            db::Environment environment;
            db::TlsMode tls;
        };
        const Sample samples[] = {{u"orders-api"_s, u"Shop"_s, u"db1.internal"_s,
                                      db::Environment::Production, db::TlsMode::VerifyFull},
            {u"orders-api (staging)"_s, u"Shop"_s, u"staging.internal"_s, db::Environment::Staging,
                db::TlsMode::Require},
            {u"rag-lab"_s, u"Lab"_s, u"localhost"_s, db::Environment::Development,
                db::TlsMode::Prefer},
            {u"rag-ci"_s, u"Lab"_s, u"10.0.0.7"_s, db::Environment::Test, db::TlsMode::VerifyFull}};
        for (const Sample &s : samples) {
            db::ConnInfo info;
            info.host = s.host;
            info.database = u"ollama_api"_s;
            info.tls = s.tls;
            db::Profile profile = db::newProfile(s.name, info);
            profile.group = s.group;
            profile.environment = s.environment;
            m_connections->put(profile);
            m_connections->used(profile.id);
        }
        m_page->connectTo(tcpUrl(kCanary) + u"?sslmode=prefer"_s);
        QTRY_VERIFY(!m_page->card().isBusy());
        keep(m_page.get(), u"start-connected"_s);
        m_page->connectTo(
            u"postgresql+asyncpg://ada:x@127.0.0.1:%1/ai_pal?sslmode=require"_s.arg(freePort()));
        QTRY_VERIFY(!m_page->card().isBusy());
        keep(m_page.get(), u"start-refused"_s);
        auto *dialog =
            new ProfileDialog(*m_connections, m_connections->profiles()[1], {}, m_page.get());
        dialog->open();
        auto *tabs = find<QTabWidget>(u"profileTabs"_s, dialog);
        for (int i = 0; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            QCoreApplication::sendPostedEvents();
            keep(dialog, u"profile-%1"_s.arg(i));
        }
        dialog->test();
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(u"profileTest"_s, dialog)->isEnabled(), 30000);
        keep(dialog, u"profile-test"_s);
        delete dialog;
        m_page->connectTo(tcpUrl(u"wrong"_s));
        QTRY_VERIFY_WITH_TIMEOUT(test::openDialog(u"passwordDialog"_s), 20000);
        keep(test::openDialog(u"passwordDialog"_s), u"password"_s);
        test::openDialog(u"passwordDialog"_s)->reject();
        m_page->openFile(put(u".env"_s,
            "DATABASE_URL=postgresql+asyncpg://u:p@db1/"
            "a?sslmode=require\nSYNC_DATABASE_URL=postgres://u@h2/b\n"
            "MONGODB_URI=mongodb://h\n"));
        QTRY_VERIFY(test::openDialog(u"foundDialog"_s));
        keep(test::openDialog(u"foundDialog"_s), u"found"_s);
        test::openDialog(u"foundDialog"_s)->reject();
        Theme::apply(*qApp, Scheme::Light);
    }
};

QTEST_MAIN(StartTest)
#include "start.moc"
