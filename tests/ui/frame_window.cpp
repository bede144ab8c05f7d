#include "support/windows.h"

#include "base/deliver.h"
#include "support/waiting.h"
#include "ui/frame/commandpalette.h"
#include "ui/frame/settingskeys.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QSignalSpy>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

// One window over one real server.
class FrameWindow : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<db::Cluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;

    template <typename T>
    T *find(QWidget *in, const QString &name)
    {
        T *found = in->findChild<T *>(name);
        if (!found)
            QTest::qFail(qPrintable(u"there is no "_s + name), __FILE__, __LINE__);
        return found;
    }
    void press(QWidget *in, const QString &name)
    {
        if (auto *button = find<QAbstractButton>(in, name))
            button->click();
    }
    MainWindow *openReady(const db::Profile &profile)
    {
        MainWindow *window = m_windows->open(profile);
        if (!QTest::qWaitFor([&] { return isReady(window); }, 20000))
            QTest::qFail("the database was not opened", __FILE__, __LINE__);
        return window;
    }
    QString tryToWrite(MainWindow *window)
    {
        const auto done = waitFor(window->workspace()->link().interactive().run([](db::Sql &sql) {
            return sql.execute(u"CREATE TABLE IF NOT EXISTS written (a int)"_s);
        }));
        return done ? QString() : done.error().sqlState;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto started = db::Cluster::start({m_dir.path()});
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().text));
        m_server = std::move(started).value();
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup() { m_windows.reset(); }

    void opensWhatWasRecognised()
    {
        MainWindow *window = m_windows->open(profileOf(m_server->info()));
        Watchdog dog;
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
        for (const PageSpec &spec : allPages()) {
            const QString id = QLatin1StringView(spec.id);
            press(window, u"rail_"_s + id);
            QCOMPARE(window->view()->pages().currentId(), id);
            const QString why = whyNotNow(spec, *window->workspace());
            auto *button = find<QAbstractButton>(window, u"rail_"_s + id);
            QCOMPARE(button->accessibleDescription(), why);
            if (why.isEmpty())
                QCOMPARE(window->view()->pages().currentPage()->objectName(), u"page_"_s + id);
            else
                QVERIFY(find<QWidget>(window, u"pageReason"_s)->isVisible());
            QTest::qWait(1);
        }
        QCOMPARE(window->windowTitle(), u"orders-api (Development) - Gatehouse"_s);
        dog.check();
    }

    void saysWhyADatabaseCannotBeOpened()
    {
        MainWindow *window = m_windows->open(profileOf(m_server->info(u"no such database"_s)));
        Watchdog dog;
        auto *error = find<ErrorView>(window, u"openError"_s);
        QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20000);
        QVERIFY(!error->error().text.isEmpty());
        press(window, u"rail_settings"_s); // the rest of the window is alive
        QVERIFY(window->view()->pages().currentPage());
        press(window, u"rail_keys"_s);
        QTRY_VERIFY(error->isVisible());
        dog.check();
    }

    void staysOpenWithoutAServer()
    {
        db::ConnInfo nowhere = m_server->info();
        nowhere.host = m_folder->path();
        Watchdog dog;
        MainWindow *window = m_windows->open(profileOf(nowhere));
        QTRY_COMPARE_WITH_TIMEOUT(window->workspace()->stage(), Workspace::Stage::Failed, 20000);
        QVERIFY(find<ErrorView>(window, u"openError"_s)->isVisible());
        window->disconnectNow();
        QVERIFY(!window->workspace());
        QVERIFY(window->startPage()->isVisible());
        dog.check();
    }

    void asksForAPasswordThatTheServerWants()
    {
        db::Session admin({m_server->info(), nullptr, db::SessionKind::Job, false});
        QVERIFY(bool(waitFor(admin.run([](db::Sql &sql) {
            return sql.execute(u"CREATE ROLE ada LOGIN PASSWORD 'right one'"_s);
        }))));
        db::ConnInfo info = m_server->info();
        info.user = u"ada"_s;
        MainWindow *window = m_windows->open(profileOf(info));
        Watchdog dog;
        for (const char *password : {"wrong one", "right one"}) {
            QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"passwordDialog"_s), 20000);
            QDialog *dialog = openDialog(u"passwordDialog"_s);
            auto *connectButton = find<QAbstractButton>(dialog, u"passwordConnect"_s);
            QVERIFY(!connectButton->isEnabled());
            QTest::keyClicks(dialog->findChild<QLineEdit *>(), QString::fromUtf8(password));
            connectButton->click();
            QTRY_VERIFY(openDialog(u"passwordDialog"_s) != dialog);
        }
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
        dog.check();
    }

    void theServerRefusesChangesUntilUnlocked()
    {
        MainWindow *window = openReady(profileOf(m_server->info()));
        QCOMPARE(tryToWrite(window), u"25006"_s);
        press(window, u"lockChipAction"_s);
        QTRY_VERIFY(openDialog(u"unlockDialog"_s));
        press(openDialog(u"unlockDialog"_s), u"confirmVerb"_s);
        QTRY_VERIFY(window->workspace()->link().isUnlocked());
        QCOMPARE(tryToWrite(window), QString());
        press(window, u"lockChipAction"_s);
        QTRY_VERIFY(!window->workspace()->link().isUnlocked());
        QCOMPARE(tryToWrite(window), u"25006"_s);
    }

    void anUnlockEndsByItself()
    {
        db::Profile profile = profileOf(m_server->info());
        profile.unlockMinutes = 0; // the timer's path, without waiting for it
        MainWindow *window = openReady(profile);
        QSignalSpy changed(&window->workspace()->link(), &db::Link::lockChanged);
        window->workspace()->link().unlock();
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(!window->workspace()->link().isUnlocked());
        QCOMPARE(tryToWrite(window), u"25006"_s);
    }

    void productionAsksForItsName()
    {
        db::Profile profile = profileOf(m_server->info());
        profile.environment = db::Environment::Production;
        MainWindow *window = openReady(profile);
        window->unlock();
        QTRY_VERIFY(openDialog(u"unlockDialog"_s));
        QDialog *dialog = openDialog(u"unlockDialog"_s);
        auto *verb = find<QAbstractButton>(dialog, u"confirmVerb"_s);
        QVERIFY(!verb->isEnabled());
        QTest::keyClicks(find<QLineEdit>(dialog, u"confirmTyped"_s), u"orders-ap"_s);
        QVERIFY(!verb->isEnabled());
        QTest::keyClicks(find<QLineEdit>(dialog, u"confirmTyped"_s), u"i"_s);
        QVERIFY(verb->isEnabled());
        dialog->reject();
        QVERIFY(!window->workspace()->link().isUnlocked());
    }

    void everyDialogNamesTheConnection()
    {
        db::Profile profile = profileOf(m_server->info());
        profile.environment = db::Environment::Production;
        MainWindow *window = openReady(profile);
        window->showAbout();
        QTRY_VERIFY(openDialog(u"aboutDialog"_s));
        auto *band = find<QWidget>(openDialog(u"aboutDialog"_s), u"environmentBand"_s);
        QVERIFY(band->accessibleName().contains(u"orders-api"_s));
        QVERIFY(band->accessibleName().contains(db::environmentName(db::Environment::Production)));
        QCOMPARE(band->width(), openDialog(u"aboutDialog"_s)->width());
        QCOMPARE(
            openDialog(u"aboutDialog"_s)->findChildren<QWidget *>(u"environmentEdge"_s).size(), 3);
        openDialog(u"aboutDialog"_s)->reject();
    }

    void thePaletteNeedsNoMouse()
    {
        MainWindow *window = openReady(profileOf(m_server->info()));
        Watchdog dog;
        QTest::keyClick(window, Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(window->palette().isVisible());
        auto *search = find<QLineEdit>(window, u"paletteSearch"_s);
        QTest::keyClicks(search, u"settin"_s);
        auto *list = find<QListView>(window, u"paletteList"_s);
        QCOMPARE(list->currentIndex().data().toString(), u"Settings"_s);
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(!window->palette().isVisible());
        QCOMPARE(window->view()->pages().currentId(), u"settings"_s);

        QTest::keyClick(window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(search, u"reporting zone"_s);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(find<QLineEdit>(window, u"settingsSearch"_s)->text(), u"Reporting time zone"_s);

        QTest::keyClick(window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(search, u"qqqqzzzz"_s);
        QCOMPARE(list->model()->rowCount(), 0);
        QTest::keyClick(search, Qt::Key_Return); // nothing happens
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(!window->palette().isVisible());
        dog.check();
    }

    void themesSwitchInAnOpenWindow()
    {
        MainWindow *window = openReady(profileOf(m_server->info()));
        for (const Scheme scheme :
            {Scheme::Light, Scheme::Dark, Scheme::HighContrast, Scheme::Light}) {
            write(m_windows->settings(), settings::kTheme, schemeId(scheme));
            m_windows->desk().applyLook();
            window->grab();
            QCOMPARE(Theme::current().scheme(), scheme);
            QVERIFY(contrast(tokens().text, tokens().window) >= 4.5);
        }
        window->switchTheme();
        QVERIFY(Theme::current().isDark());
        window->switchTheme();
    }

    void severalSystemsInOneDatabaseCanBeChosen()
    {
        db::Session admin({m_server->info(), nullptr, db::SessionKind::Job, false});
        QVERIFY(bool(waitFor(admin.run(
            [](db::Sql &sql) { return sql.execute(u"CREATE DATABASE two_systems"_s); }))));
        db::Session both({m_server->info(u"two_systems"_s), nullptr, db::SessionKind::Job, false});
        for (const char *system : {"ollama-gateway", "flux-rag"}) {
            const auto schema = systems::schemaSql(QLatin1StringView(system));
            QVERIFY(bool(schema));
            const auto made = waitFor(
                both.run([text = schema.value()](db::Sql &sql) { return sql.script(text); }));
            QVERIFY2(bool(made), made ? "" : qPrintable(made.error().text + made.error().detail));
        }
        MainWindow *window = openReady(profileOf(m_server->info(u"two_systems"_s)));
        auto *chooser = find<QComboBox>(window, u"systemChooser"_s);
        QVERIFY(chooser->isVisible());
        QCOMPARE(chooser->count(), 2);
        const auto reasonOf = [&](const char *page) {
            return find<QAbstractButton>(window, u"rail_"_s + QLatin1StringView(page))
                ->accessibleDescription();
        };
        const auto choose = [&](const char *system) {
            for (int i = 0; i < chooser->count(); ++i) {
                if (window->workspace()->recognition()->matches[size_t(i)].system->id
                    == QLatin1StringView(system)) {
                    chooser->setCurrentIndex(i);
                    Q_EMIT chooser->activated(i);
                }
            }
            QCOMPARE(window->workspace()->match()->system->id, QLatin1StringView(system));
        };
        choose("flux-rag");
        QCOMPARE(reasonOf("keys"), systems::whyNoKeys(*window->workspace()->chosenRecognition()));
        QVERIFY(!reasonOf("keys").isEmpty());
        choose("ollama-gateway");
        QVERIFY(systems::whyNoKeys(*window->workspace()->chosenRecognition()).isEmpty());
        choose("flux-rag");
        const QPointer<MainWindow> old = window;
        window->close();
        QTRY_VERIFY(!old);
        window = openReady(profileOf(m_server->info(u"two_systems"_s))); // remembered
        QCOMPARE(window->workspace()->match()->system->id, u"flux-rag"_s);
    }

    void aSlowQueryDoesNotStopTheWindow()
    {
        MainWindow *window = openReady(profileOf(m_server->info()));
        Watchdog dog;
        const CancelToken token;
        bool answered = false;
        deliver(window->workspace()->link().interactive().run(
                    [](db::Sql &sql) { return sql.execute(u"SELECT pg_sleep(60)"_s); }, token),
            window, [&](const Result<qint64> &result) {
                answered = !result && result.error().kind == Error::Kind::Cancelled;
            });
        for (const PageSpec &spec : allPages()) {
            window->showPage(QLatin1StringView(spec.id));
            QTest::qWait(1);
        }
        QVERIFY(!answered);
        token.cancel();
        QTRY_VERIFY(answered);
        dog.check();
    }

    void shortcutsAreUniqueInTheWindow()
    {
        MainWindow *window = openReady(profileOf(m_server->info()));
        for (const PageSpec &spec : allPages()) {
            window->showPage(QLatin1StringView(spec.id));
            QMap<QString, QString> owner;
            for (const QAction *action : window->findChildren<QAction *>()) {
                const auto *page = qobject_cast<Page *>(action->parent());
                if (page && page != window->view()->pages().currentPage())
                    continue;
                for (const QKeySequence &keys : action->shortcuts()) {
                    QVERIFY2(!owner.contains(keys.toString()),
                        qPrintable(keys.toString() + u" twice: "_s + action->text() + u", "_s
                            + owner[keys.toString()]));
                    owner[keys.toString()] = action->text();
                }
            }
        }
    }
};

QTEST_MAIN(FrameWindow)
#include "frame_window.moc"
