#include "support/reachable.h"
#include "support/windows.h"

#include "ui/frame/aboutdialogs.h"
#include "ui/frame/settingskeys.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

// What the window remembers (X6), its jobs (X5), and whether the keyboard and a screen reader get
// everywhere (X8). The connections lead nowhere: nothing here needs a server.
class FrameMemory : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<db::Profile> m_known;

    QString ini() const { return m_folder->filePath(u"s.ini"_s); }
    QString journal() const { return m_folder->filePath(u"jobs.json"_s); }
    db::Profile nowhere(const QString &name)
    {
        db::ConnInfo info;
        info.host = m_folder->path();
        info.user = info.database = u"nobody"_s;
        return profileOf(info, name);
    }
    // A job that runs until it is told to end.
    struct Gate
    {
        std::atomic<bool> open = false, fail = false;
    };
    Recipe gated(Gate &gate)
    {
        return {u"Copy a table"_s,
            {{u"copying"_s, [&gate](const StepContext &context) -> Result<> {
                  context.log(u"begun"_s);
                  context.report({25, 100, u"rows"_s, {}});
                  while (!gate.open && !context.token.isCancelled())
                      std::this_thread::sleep_for(std::chrono::milliseconds(2));
                  if (context.token.isCancelled())
                      return cancelled();
                  if (gate.fail)
                      return invalid(u"It did not work."_s, u"the server's words"_s);
                  return Done{};
              }}}};
    }
    static QString badge(QWidget *page)
    {
        auto *table = page->findChild<TableView *>(u"jobsTable"_s);
        return table->model()->index(0, 1).data().toString();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_known = {nowhere(u"one"_s), nowhere(u"two"_s)};
        db::Connections(ini() + ".profiles"_L1, nullptr).add(m_known);
    }

    void windowsComeBackAsTheyWere()
    {
        QList<QSize> sizes;
        {
            Windows first(ini());
            MainWindow *one = first.open(m_known[0]);
            one->resize(1111, 777);
            one->showPage(u"settings"_s, {{u"search"_s, u"clipboard"_s}});
            MainWindow *two = first.open(m_known[1]);
            two->showPage(u"jobs"_s);
            first.desk().newWindow();
            first.desk().saveSession();
        }
        Windows again(ini());
        Watchdog dog;
        again.desk().restoreSession();
        const auto windows = again.desk().windows();
        QCOMPARE(windows.size(), size_t(3));
        QTRY_VERIFY(windows[0]->workspace() && windows[1]->workspace());
        QCOMPARE(windows[0]->workspace()->profile().id, m_known[0].id);
        QCOMPARE(windows[0]->size(), QSize(1111, 777));
        QCOMPARE(windows[0]->view()->pages().currentId(), u"settings"_s);
        QCOMPARE(windows[0]->findChild<QLineEdit *>(u"settingsSearch"_s)->text(), u"clipboard"_s);
        QCOMPARE(windows[1]->view()->pages().currentId(), u"jobs"_s);
        QVERIFY(!windows[2]->workspace());
        dog.check();
    }

    void aPageThatCannotBeShownYetKeepsItsState()
    {
        const QJsonObject filters{{u"filter"_s, u"admin"_s}};
        Windows windows(ini());
        WindowState state{m_known[0].id, {}, u"keys"_s, {{u"keys"_s, filters}}};
        MainWindow *window = windows.desk().newWindow();
        window->openProfile(m_known[0], nullptr, state);
        QCOMPARE(window->state().page, u"keys"_s);
        QCOMPARE(window->state().pages[u"keys"_s].toObject(), filters);
    }

    void closingOneOfSeveralForgetsIt()
    {
        Windows windows(ini());
        MainWindow *one = windows.open(m_known[0]);
        const QPointer<MainWindow> two = windows.open(m_known[1]);
        two->close();
        QTRY_VERIFY(!two);
        auto session = sessionFromText(read(windows.settings(), settings::kSession));
        QVERIFY(bool(session));
        QCOMPARE(session.value().windows.size(), size_t(1));
        one->close(); // the last one is what comes back
        session = sessionFromText(read(windows.settings(), settings::kSession));
        QCOMPARE(session.value().windows.size(), size_t(1));
        QCOMPARE(session.value().windows[0].profileId, u"one"_s);
    }

    void whatCannotBeRestoredIsSaid_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addRow("broken") << u"{not json"_s;
        QTest::addRow("a connection that is gone") << toText({{{u"gone"_s, {}, {}, {}}}});
    }
    void whatCannotBeRestoredIsSaid()
    {
        QFETCH(QString, text);
        Windows windows(ini());
        write(windows.settings(), settings::kSession, text);
        windows.desk().restoreSession();
        QCOMPARE(windows.desk().windows().size(), size_t(1));
        const auto *banner = windows.desk().windows()[0]->startPage()->findChild<Banner *>();
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->severity(), items::Severity::Warn);
    }

    void anOpenConnectionComesToTheFront()
    {
        Windows windows(ini());
        MainWindow *one = windows.open(m_known[0]);
        MainWindow *start = windows.desk().newWindow();
        QCOMPARE(windows.desk().openConnection(start, m_known[0], nullptr), one);
        QVERIFY(!start->workspace());
        QCOMPARE(windows.desk().openConnection(start, m_known[1], nullptr), start);
    }

    void jobsAreShownCancelledAndRunAgain()
    {
        Windows windows(ini(), journal());
        MainWindow *window = windows.open(m_known[0]);
        window->showPage(u"jobs"_s);
        QWidget *page = window->view()->pages().currentPage();
        Watchdog dog;
        Gate gate;
        windows.jobs().start(gated(gate));
        QTRY_COMPARE(badge(page), u"running"_s);
        auto *log = page->findChild<QPlainTextEdit *>(u"jobLog"_s);
        QTRY_VERIFY(log->toPlainText().contains(u"begun"_s));
        QVERIFY(window->findChild<QWidget *>(u"jobsProgress"_s)->isVisible());
        page->findChild<QAbstractButton *>(u"cancelJob"_s)->click();
        QTRY_COMPARE(badge(page), u"cancelled"_s);
        QVERIFY(!window->findChild<QWidget *>(u"jobsProgress"_s)->isVisible());

        gate.fail = gate.open = true;
        page->findChild<QAbstractButton *>(u"retryJob"_s)->click();
        QTRY_COMPARE(badge(page), u"failed"_s);
        QVERIFY(log->toPlainText().contains(u"the server's words"_s));
        gate.fail = false;
        page->findChild<QAbstractButton *>(u"retryJob"_s)->click();
        QTRY_COMPARE(badge(page), u"done"_s);
        page->findChild<QAbstractButton *>(u"clearJobs"_s)->click();
        QCOMPARE(page->findChild<TableView *>(u"jobsTable"_s)->model()->rowCount(), 0);
        dog.check();
    }

    void jobsSurviveARestart()
    {
        {
            Windows first(ini(), journal());
            Gate gate;
            gate.open = true;
            first.jobs().start(gated(gate));
            QTRY_COMPARE(first.jobs().running(), 0);
        }
        Windows again(ini(), journal());
        MainWindow *window = again.open(m_known[0]);
        window->showPage(u"jobs"_s);
        QWidget *page = window->view()->pages().currentPage();
        QCOMPARE(badge(page), u"done"_s);
        QVERIFY(
            !page->findChild<QAbstractButton *>(u"retryJob"_s)->isEnabled()); // its recipe is gone
        QVERIFY(page->findChild<QPlainTextEdit *>(u"jobLog"_s)->toPlainText().contains(u"begun"_s));
    }

    void quittingWithJobsAsksFirst()
    {
        Windows windows(ini(), journal());
        const QPointer<MainWindow> window = windows.open(m_known[0]);
        Gate gate;
        windows.jobs().start(gated(gate));
        window->close();
        QTRY_VERIFY(openDialog(u"runningJobsDialog"_s));
        openDialog(u"runningJobsDialog"_s)->findChild<QAbstractButton *>(u"keepRunning"_s)->click();
        QVERIFY(window && window->isVisible());
        QTRY_VERIFY(!openDialog(u"runningJobsDialog"_s));
        window->close();
        QTRY_VERIFY(openDialog(u"runningJobsDialog"_s));
        openDialog(u"runningJobsDialog"_s)
            ->findChild<QAbstractButton *>(u"cancelAndQuit"_s)
            ->click();
        QTRY_VERIFY(!window);
    }

    void pagesWithoutADatabaseOpenFromTheStartPage()
    {
        Windows windows(ini(), journal());
        MainWindow *window = windows.desk().newWindow();
        window->actionList().find(u"go_settings"_s)->trigger();
        QTRY_VERIFY(openDialog(u"pageDialog"_s));
        QVERIFY(openDialog(u"pageDialog"_s)->findChild<QWidget *>(u"page_settings"_s));
        openDialog(u"pageDialog"_s)->reject();
        QVERIFY(!window->actionList().find(u"go_keys"_s)->isEnabled());
    }

    void everythingFocusableHasAName()
    {
        Windows windows(ini(), journal());
        MainWindow *window = windows.open(m_known[0]);
        Gate gate;
        gate.open = true;
        windows.jobs().start(gated(gate));
        const auto check = [](QWidget *in) { QCOMPARE(nameless(in), QStringList()); };
        for (const PageSpec &spec : allPages()) {
            window->showPage(QLatin1StringView(spec.id));
            check(window);
        }
        window->openPalette();
        check(window);
        for (void (MainWindow::*open)() :
            {&MainWindow::unlock, &MainWindow::showAbout, &MainWindow::showShortcuts}) {
            (window->*open)();
            for (QDialog *dialog : window->findChildren<QDialog *>()) {
                check(dialog);
                dialog->reject();
            }
        }
        auto *asking = makeRunningJobsDialog(2, window);
        asking->open();
        check(asking);
        asking->reject();
    }

    // Tab goes through everything once and comes back: no trap, nothing left out.
    void tabReachesEverything_data()
    {
        QTest::addColumn<QString>("page");
        for (const PageSpec &spec : allPages())
            QTest::addRow("%s", spec.id) << QString(QLatin1StringView(spec.id));
    }
    void tabReachesEverything()
    {
        QFETCH(QString, page);
        Windows windows(ini(), journal());
        MainWindow *window = windows.open(m_known[0]);
        window->showPage(page);
        QVERIFY(QTest::qWaitForWindowActive(window));
        QCOMPARE(unreached(window), QStringList());
    }
};

QTEST_MAIN(FrameMemory)
#include "frame_memory.moc"
