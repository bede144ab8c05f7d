// The tab Sessions of the database page: a blocker and its waiter, and ending one after a preview.
#include "support/bouncer.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"
#include "support/windows.h"

#include "items/sessionsmodel.h"
#include "trail/recorder.h"
#include "ui/pages/database.h"
#include "ui/pages/databasetab.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class SessionsTabTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<Windows> m_windows;
    QTemporaryDir m_folder;
    ClusterDir m_bouncerDir;
    Bouncer m_bouncer;
    MainWindow *m_window = nullptr;

    DatabasePage *page() const
    {
        return qobject_cast<DatabasePage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const char *name) const
    {
        T *found = m_window->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    QAbstractItemModel *rows() const { return in<TableView>("databaseSessionsTable")->model(); }
    QString cellAt(int row, int column) const
    {
        return rows()->index(row, column).data().toString();
    }
    void picture(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (!folder.isEmpty())
            m_window->grab().save(folder + u'/' + name + u".png"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        const auto made = run(*session, [](db::Sql &sql) {
            return sql.script(
                u"CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders VALUES (1, 'a')"_s);
        });
        QVERIFY(bool(made));
        m_windows = std::make_unique<Windows>(m_folder.filePath(u"s.ini"_s));
        db::Profile profile = profileOf((*m_server)->info(u"postgres"_s), u"sessions"_s);
        trail::setPolicy(m_windows->settings(), profile.id, trail::Policy::Optional);
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->resize(1440, 900);
        m_window->showPage(u"database"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
    }
    void cleanupTestCase() { m_windows.reset(); }

    void aBlockerIsEndedAfterItsPreview()
    {
        db::ConnInfo info = (*m_server)->info(u"postgres"_s);
        info.extra.insert(u"application_name"_s, u"shop"_s);
        db::Session holder({info, nullptr, db::SessionKind::Job, false});
        db::Session waiter({info, nullptr, db::SessionKind::Job, false});
        auto held = holder.run([](db::Sql &sql) {
            return sql.script(u"BEGIN; UPDATE orders SET note = 'b'; SELECT pg_sleep(60)"_s);
        });
        auto session = m_server->open();
        QTRY_COMPARE_WITH_TIMEOUT(
            cell(*session, u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s),
            u"1"_s, 10000);
        auto waits =
            waiter.run([](db::Sql &sql) { return sql.execute(u"UPDATE orders SET note = 'c'"_s); });
        QTRY_COMPARE_WITH_TIMEOUT(
            cell(*session,
                u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s),
            u"1"_s, 10000);
        Watchdog dog;
        page()->openTab(u"sessions"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rows()->rowCount() >= 2, 20000);
        QCOMPARE(cellAt(0, 1), u"blocks others"_s);
        QCOMPARE(cellAt(1, 1), u"waits for a lock"_s);
        QVERIFY(cellAt(1, 0).contains(u"↳"_s));
        in<TableView>("databaseSessionsTable")->selectRow(0);
        const int few = rows()->rowCount();
        in<QCheckBox>("databaseSessionsIdle")->setChecked(true);
        QTRY_VERIFY(rows()->rowCount() > few);
        {
            const auto pause = dog.pause();
            m_windows->settings().setValue(u"look/theme"_s, u"light"_s);
            m_windows->desk().applyLook();
            picture(u"sessions"_s);
            m_windows->settings().setValue(u"look/theme"_s, u"dark"_s);
            m_windows->desk().applyLook();
            picture(u"sessions-dark"_s);
        }
        m_window->workspace()->link().unlock();
        in<QPushButton>("databaseSessionsEnd")->click();
        QTRY_VERIFY(openDialog(u"databaseSessionDialog"_s));
        QDialog *ask = openDialog(u"databaseSessionDialog"_s);
        bool told = false;
        for (PlainLabel *label : ask->findChildren<PlainLabel *>())
            told = told || label->text().contains(u"has written"_s);
        QVERIFY(told);
        {
            const auto pause = dog.pause();
            if (const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
                !folder.isEmpty())
                ask->grab().save(folder + u"/sessions-end.png"_s);
        }
        ask->findChild<QPushButton *>(u"confirmVerb"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(held.isFinished() && waits.isFinished(), 20000);
        QVERIFY(bool(waits.resultAt(0)));
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        dog.check();
    }

    // Through PgBouncer: a window of its own, in front of the same server.
    void thePoolIsSeenPausedAndResumed()
    {
        auto session = m_server->open();
        (void)cell(*session, u"CREATE ROLE service SUPERUSER LOGIN PASSWORD 'service'"_s);
        const auto started = m_bouncer.start(**m_server, m_bouncerDir.path());
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().text));
        db::Profile profile = profileOf(m_bouncer.info(**m_server, u"postgres"_s), u"pooled"_s);
        trail::setPolicy(m_windows->settings(), profile.id, trail::Policy::Optional);
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->resize(1440, 900);
        m_window->showPage(u"database"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
        Watchdog dog;
        page()->openTab(u"pool"_s);
        const auto pools = [this] { return in<TableView>("databasePoolTable")->model(); };
        QTRY_VERIFY_WITH_TIMEOUT(pools()->rowCount() >= 1, 20000);
        QCOMPARE(pools()->index(0, 0).data().toString(), u"postgres"_s);
        {
            const auto pause = dog.pause();
            picture(u"pool"_s);
        }
        m_window->workspace()->link().unlock();
        const auto act = [this](const char *button) {
            QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(button)->isEnabled(), 20000);
            in<QPushButton>(button)->click();
            QTRY_VERIFY(openDialog(u"databasePoolDialog"_s));
            openDialog(u"databasePoolDialog"_s)
                ->findChild<QPushButton *>(u"confirmVerb"_s)
                ->click();
        };
        act("databasePoolPause");
        QTRY_COMPARE_WITH_TIMEOUT(pools()->index(0, 2).data().toString(), u"paused"_s, 20000);
        act("databasePoolResume");
        QTRY_VERIFY_WITH_TIMEOUT(pools()->index(0, 2).data().toString() != u"paused"_s, 20000);
        auto *what = in<QComboBox>("databasePoolWhat");
        what->setCurrentIndex(what->findData(u"config"_s));
        Q_EMIT what->activated(what->currentIndex());
        QTRY_VERIFY(in<TableView>("databasePoolShown")->model()
            && in<TableView>("databasePoolShown")->model()->rowCount() > 10);
        {
            const auto pause = dog.pause();
            picture(u"pool-config"_s);
        }
        dog.check();
    }
};

QTEST_MAIN(SessionsTabTest)
#include "sessionstab.moc"
