// The keys page of both shapes, its dialogs and those of the start page: everything that takes the
// focus has a name for a screen reader, and Tab comes to it.
#include "support/reachable.h"
#include "support/keybed.h"
#include "support/windows.h"
#include "ui/frame/commandpalette.h"
#include "ui/start/founddialog.h"
#include "ui/start/passworddialog.h"
#include "ui/start/profiledialog.h"
#include "ui/tour/stops.h"

#include <QAbstractItemView>
#include <QAction>
#include <QTabWidget>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class Reachable : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;

    static void check(QWidget *top)
    {
        QTRY_VERIFY(top->isVisible());
        top->activateWindow();
        QTRY_COMPARE(QApplication::activeWindow(), top); // a dialog's parent being active is not it
        const QByteArray where = top->objectName().toUtf8();
        const QStringList silent = nameless(top);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(u'\n')));
        const QStringList left = unreached(top);
        QVERIFY2(left.isEmpty(), where + " does not reach " + left.join(u", "_s).toUtf8());
    }
    static void checkTabs(QDialog *dialog)
    {
        check(dialog);
        auto *tabs = dialog->findChild<QTabWidget *>();
        for (int tab = 1; tabs && tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            check(dialog);
        }
    }
    static QDialog *anyDialog()
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            auto *dialog = qobject_cast<QDialog *>(top);
            if (dialog && dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }
    MainWindow *openKeys(const QString &database)
    {
        MainWindow *window = m_windows->open(profileOf((*m_server)->info(database)));
        if (!QTest::qWaitFor([&] { return isReady(window); }, 20000))
            QTest::qFail("the database was not opened", __FILE__, __LINE__);
        window->showPage(u"keys"_s);
        const auto idle = [&] {
            const Page *page = window->view()->pages().currentPage();
            return page && page->isIdle();
        };
        if (!QTest::qWaitFor(idle, 20000))
            QTest::qFail("the page does not come to rest", __FILE__, __LINE__);
        if (auto *table = window->findChild<QAbstractItemView *>(u"keysTable"_s))
            table->setCurrentIndex(table->model()->index(0, 0));
        return window;
    }
    // As the tour does it: what has no row yet gets one.
    static void selectFirst(MainWindow *window, const QString &view)
    {
        const auto *table = window->findChild<QAbstractItemView *>(view);
        QVERIFY2(table && table->model(), qPrintable(view));
        if (view == "backupsTable"_L1 && table->model()->rowCount() == 0) {
            window->findChild<QAbstractButton *>(u"backupCreate"_s)->click();
            QTRY_VERIFY_WITH_TIMEOUT(anyDialog(), 20000);
            auto *submit = anyDialog()->findChild<QAbstractButton *>(u"backupCreateSubmit"_s);
            QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 20000);
            submit->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0, 60000);
        QTRY_VERIFY(!anyDialog());
        table->selectionModel()->setCurrentIndex(table->model()->index(0, 0),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        KeyBed plain(*m_server, u"plain"_s, u"ollama-gateway"_s);
        plain.addPlain(u"web"_s, u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s);
        plain.addUse(u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s, {60, 7200});
        KeyBed hashed(*m_server, u"hashed"_s, u"onelastai"_s);
        hashed.sql(u"INSERT INTO users (keycloak_id, username, email, created_at, updated_at) "
                   "VALUES ('kc', 'ada', 'ada@example.org', now(), now());"
                   "INSERT INTO api_keys (user_id, key_hash, name, created_at, updated_at) "
                   "SELECT id, repeat('0', 64), 'hashed', now(), now() FROM users"_s);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup() { m_windows.reset(); }

    void theKeysPage_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addRow("plain") << u"plain"_s;
        QTest::addRow("hashed") << u"hashed"_s;
    }
    void theKeysPage()
    {
        QFETCH(QString, database);
        check(openKeys(database));
    }

    // Those that the tour looks at, for both shapes.
    void theDialogs_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("selectIn");
        QTest::addColumn<QString>("trigger");
        for (const TourStop &stop : tourStops()) {
            if (qstrcmp(stop.page, "migrate") == 0)
                continue; // a way through a wizard; ui_migratewizard looks at its steps
            const bool hashed = qstrcmp(stop.system, "onelastai") == 0;
            const bool known =
                hashed || !*stop.system || qstrcmp(stop.system, "ollama-gateway") == 0;
            if (!known || !stop.dialog)
                continue;
            QTest::addRow("%s %s: %s", hashed ? "hashed" : "plain", stop.page, stop.name)
                << (hashed ? u"hashed"_s : u"plain"_s) << QString(QLatin1StringView(stop.page))
                << QString(QLatin1StringView(stop.selectIn))
                << QString(QLatin1StringView(stop.trigger));
        }
    }
    void theDialogs()
    {
        QFETCH(QString, database);
        QFETCH(QString, page);
        QFETCH(QString, selectIn);
        QFETCH(QString, trigger);
        MainWindow *window = openKeys(database);
        window->showPage(page);
        if (page == "backups"_L1 && !selectIn.isEmpty())
            selectFirst(window, selectIn);
        if (auto *action = window->findChild<QAction *>(trigger)) {
            action->trigger();
        } else {
            auto *button = window->findChild<QAbstractButton *>(trigger);
            QVERIFY2(button, qPrintable(trigger));
            QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 20000); // once the page has its rows
            button->click();
        }
        if (window->palette().isVisible()) {
            QCOMPARE(nameless(window), QStringList());
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(anyDialog(), 20000);
        checkTabs(anyDialog());
    }

    void theConnectionDialog()
    {
        MainWindow *window = m_windows->desk().newWindow();
        auto *dialog =
            new ProfileDialog(m_windows->connections(), profileOf((*m_server)->info()), {}, window);
        dialog->open();
        checkTabs(dialog);
    }

    void thePasswordDialog()
    {
        MainWindow *window = m_windows->desk().newWindow();
        const Error why{Error::Kind::Connection, u"The server did not accept the password."_s};
        auto *dialog = new PasswordDialog(
            m_windows->connections(), profileOf((*m_server)->info()), why, window);
        dialog->open();
        check(dialog);
    }

    void theFoundConnections()
    {
        MainWindow *window = m_windows->desk().newWindow();
        auto file = std::make_shared<db::FoundFile>();
        file->found = db::findConnections(u".env"_s,
            "A_URL=postgresql://a@db1.example.com/a\nB_URL=postgresql://b@db2.example.com/b\n",
            &file->notes)
                          .value();
        auto *dialog = new FoundDialog(u".env"_s, file, window);
        dialog->open();
        check(dialog);
    }

    void theStartPageWithConnections()
    {
        m_windows->connections().add({profileOf((*m_server)->info(), u"one"_s),
            profileOf((*m_server)->info(u"plain"_s), u"two"_s)});
        check(m_windows->desk().newWindow());
    }
};

QTEST_MAIN(Reachable)
#include "reachable.moc"
