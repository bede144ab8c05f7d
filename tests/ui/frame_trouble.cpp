#include "support/windows.h"

#include "support/waiting.h"
#include "ui/pages/jobs.h"
#include "ui/widgets/banner.h"

#include <QAbstractButton>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>

#include <csignal>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

// The server and everything it started, so that "it hangs" means all of it.
QList<qint64> family(qint64 parent)
{
    QList<qint64> all{parent};
    QDirIterator processes(u"/proc"_s, QDir::Dirs | QDir::NoDotAndDotDot);
    while (processes.hasNext()) {
        QFile stat(processes.next() + u"/stat"_s);
        if (!stat.open(QFile::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QByteArray afterName = line.mid(line.lastIndexOf(')') + 2);
        if (afterName.split(' ').value(1).toLongLong() == parent)
            all.append(processes.fileName().toLongLong());
    }
    return all;
}

void signalAll(const QList<qint64> &processes, int signal)
{
    for (const qint64 process : processes)
        ::kill(pid_t(process), signal);
}

} // namespace

// The server dies, hangs, comes back: the window goes on and keeps what it shows (C7).
class FrameTrouble : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<db::Cluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;

    // Blocking work of the test, while the window's thread goes on.
    void elsewhere(std::function<void()> work)
    {
        std::atomic<bool> done = false;
        std::thread thread([&] {
            work();
            done = true;
        });
        QTRY_VERIFY_WITH_TIMEOUT(done, 30000);
        thread.join();
    }
    void startServer()
    {
        auto started = db::Cluster::start({m_dir.path()});
        if (started)
            m_server = std::move(started).value();
    }
    MainWindow *openOnSettings()
    {
        MainWindow *window = m_windows->open(profileOf(m_server->info()));
        if (!QTest::qWaitFor([&] { return isReady(window); }, 20000))
            QTest::qFail("the database was not opened", __FILE__, __LINE__);
        window->showPage(u"settings"_s, {{u"search"_s, u"zone"_s}});
        return window;
    }
    static QString search(MainWindow *window)
    {
        return window->findChild<QLineEdit *>(u"settingsSearch"_s)->text();
    }

private Q_SLOTS:
    void initTestCase()
    {
        startServer();
        QVERIFY(m_server);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup() { m_windows.reset(); }

    void aDeadServerIsNoticedAndItsReturnToo()
    {
        MainWindow *window = openOnSettings();
        Watchdog dog;
        Banner &banner = window->view()->banner();
        QSignalSpy back(window->workspace(), &Workspace::reconnected);
        elsewhere([&] { m_server.reset(); });
        QTRY_COMPARE_WITH_TIMEOUT(
            window->workspace()->link().state(), db::Link::State::Lost, 20000);
        QVERIFY(banner.isVisible());
        QCOMPARE(banner.severity(), items::Severity::Bad);
        QVERIFY(banner.text().contains(u"orders-api"_s));
        QCOMPARE(window->view()->pages().currentId(), u"settings"_s);
        QCOMPARE(search(window), u"zone"_s);
        QVERIFY(window->workspace()->isRecognised());

        elsewhere([&] { startServer(); });
        QVERIFY(m_server);
        QTRY_COMPARE_WITH_TIMEOUT(back.count(), 1, 5000);
        QCOMPARE(banner.severity(), items::Severity::Good);
        QCOMPARE(search(window), u"zone"_s);
        dog.check();
    }

    void aHangingServerIsNoticedToo()
    {
        MainWindow *window = openOnSettings();
        Watchdog dog;
        const QList<qint64> processes = family(m_server->serverPid());
        QVERIFY(processes.size() > 1);
        signalAll(processes, SIGSTOP);
        const auto wake = qScopeGuard([&] { signalAll(processes, SIGCONT); });
        QTRY_COMPARE_WITH_TIMEOUT(
            window->workspace()->link().state(), db::Link::State::Lost, 20000);
        QVERIFY(window->view()->banner().isVisible());
        for (const PageSpec &spec : allPages()) {
            window->showPage(QLatin1StringView(spec.id));
            QTest::qWait(1);
        }
        window->showPage(u"settings"_s);
        QCOMPARE(search(window), u"zone"_s);
        QSignalSpy back(window->workspace(), &Workspace::reconnected);
        signalAll(processes, SIGCONT);
        QTRY_COMPARE_WITH_TIMEOUT(back.count(), 1, 5000);
        dog.check();
    }

    void closingOverAHangingServerIsQuick()
    {
        MainWindow *window = openOnSettings();
        const QPointer<MainWindow> alive = window;
        const QList<qint64> processes = family(m_server->serverPid());
        signalAll(processes, SIGSTOP);
        const auto wake = qScopeGuard([&] { signalAll(processes, SIGCONT); });
        window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!alive, 4000);
    }

    void aKilledBackendIsReplaced()
    {
        MainWindow *window = openOnSettings();
        Watchdog dog;
        db::Session other({m_server->info(), nullptr, db::SessionKind::Job, false});
        const auto killed = waitFor(other.run([](db::Sql &sql) {
            return sql.execute(
                u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"_s);
        }));
        QVERIFY(bool(killed));
        QTRY_VERIFY_WITH_TIMEOUT(
            window->workspace()->link().state() == db::Link::State::Connected, 20000);
        auto again = window->workspace()->link().interactive().run(
            [](db::Sql &sql) { return sql.fetchOne<int>(u"SELECT 1"_s); });
        QTRY_VERIFY_WITH_TIMEOUT(again.isFinished(), 10000);
        QCOMPARE(search(window), u"zone"_s);
        dog.check();
    }

    void hostileNamesStayText_data()
    {
        QTest::addColumn<QString>("text");
        const QStringList texts = hostileTexts();
        for (qsizetype i = 0; i < texts.size(); ++i)
            QTest::addRow("payload %d", int(i)) << texts.at(i);
    }
    void hostileNamesStayText()
    {
        QFETCH(QString, text);
        Watchdog dog;
        db::Profile profile = profileOf(m_server->info(), text);
        profile.environment = db::Environment::Production;
        MainWindow *window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 20000);
        m_windows->jobs().start({text, {{text, [text](const StepContext &context) -> Result<> {
                                             context.log(text);
                                             return invalid(text, text);
                                         }}}});
        QTRY_COMPARE(m_windows->jobs().running(), 0);
        for (const PageSpec &spec : allPages()) {
            window->showPage(QLatin1StringView(spec.id));
            QTest::qWait(1);
        }
        window->showPage(u"jobs"_s);
        window->say(items::Severity::Bad, text);
        window->unlock();
        window->showAbout();
        window->openPalette();
        {
            const auto paused = dog.pause(); // all of it at once, as no window paints
            window->grab();
        }
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (const QLabel *label : top->findChildren<QLabel *>())
                QVERIFY2(label->text().isEmpty() || label->textFormat() == Qt::PlainText,
                    qPrintable(label->objectName() + u": "_s + label->text()));
        }
        QVERIFY(!window->windowTitle().contains(u'\n'));
        QVERIFY(window->windowTitle().size() < 200);
        dog.check();
    }
};

QTEST_MAIN(FrameTrouble)
#include "frame_trouble.moc"
