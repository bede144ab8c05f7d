// The health page on a real database and named fakes: endpoints in every state, their history, and
// what hangs on them. The fakes answer as the facts on protocols say that servers do.
#include "support/fakeserver.h"
#include "support/healthbed.h"
#include "support/reachable.h"
#include "support/testcluster.h"
#include "support/windows.h"

#include "health/station.h"
#include "systems/description.h"
#include "ui/pages/health.h"
#include "ui/pages/healthcard.h"
#include "ui/pages/healthcards.h"
#include "ui/pages/healthincidents.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QTabBar>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;
using health::State;

class HealthPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    std::unique_ptr<HealthBed> m_bed;
    MainWindow *m_window = nullptr;

    void open(const QString &database = u"platform"_s)
    {
        m_window = m_windows->open(profileOf((*m_server)->info(database), database));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"health"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page(), 20000);
    }
    HealthPage *page()
    {
        return qobject_cast<HealthPage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const char *name)
    {
        T *found = m_window->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    const items::EndpointRow *rowOf(const QString &title)
    {
        for (const items::EndpointRow &row : page()->rows())
            if (row.title == title)
                return &row;
        return nullptr;
    }
    bool stands(const QString &title, State state)
    {
        const items::EndpointRow *row = rowOf(title);
        return row && row->state == state;
    }
    EndpointCard *card(const QString &title)
    {
        for (EndpointCard *one : page()->findChildren<EndpointCard *>())
            if (one->row().title == title)
                return one;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto admin = m_server->open();
        (void)cell(*admin, u"CREATE DATABASE platform"_s);
        auto session = m_server->open(u"platform"_s);
        const auto done = run(*session, [](db::Sql &sql) -> Result<> {
            auto schema = systems::schemaSql(u"onelastai"_s);
            return schema ? sql.script(schema.value()) : Result<>(schema.error());
        });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("GATEHOUSE_DATA_DIR", m_folder->filePath(u"data"_s).toUtf8());
        qputenv("GATEHOUSE_CONFIG_DIR", m_folder->filePath(u"config"_s).toUtf8());
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
        m_bed = std::make_unique<HealthBed>();
    }
    void cleanup()
    {
        m_windows.reset();
        m_bed.reset();
        m_window = nullptr;
    }

    void everyStateHasItsCardAndItsSentence()
    {
        QVERIFY(bool(health::saveEndpoints(u"platform"_s, m_bed->endpoints())));
        m_bed->fillDay();
        open();
        Watchdog dog;
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"llama3_2"_s, State::Up), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"gemma3_qat"_s, State::WrongModel), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"phi4"_s, State::Down), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"deepseek_r1"_s, State::Degraded), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"Stripe"_s, State::Unknown), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"API"_s, State::Degraded), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"Silent"_s, State::Down), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY(rowOf(u"gemma3_qat"_s)->reason.contains(u"serves gemma2:2b"_s));
        QVERIFY(rowOf(u"phi4"_s)->reason.contains(u"nothing listens"_s));
        QVERIFY(rowOf(u"deepseek_r1"_s)->reason.contains(u"maximum pending requests"_s));
        QVERIFY(rowOf(u"API"_s)->reason.contains(u"database.status = unhealthy"_s));
        QVERIFY2(
            rowOf(u"Stripe"_s)->reason.contains(u"key"_s), qPrintable(rowOf(u"Stripe"_s)->reason));
        QCOMPARE(rowOf(u"llama3_2"_s)->loaded, u"llama3.2:3b"_s);
        EndpointCard *llama = card(u"llama3_2"_s);
        QVERIFY(llama && llama->isVisible());
        QVERIFY(llama->accessibleName().contains(u"llama3_2: up"_s));
        QVERIFY(rowOf(u"llama3_2"_s)->uptime.value_or(0) > 0.9);
        QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"llama3_2"_s)->p95.value_or(0) > 0, 20000);
        QVERIFY(in<PlainLabel>("healthWhere")->text().contains(u"file on this machine"_s));
        dog.check();
    }

    void theHistoryIsWrittenAndSomebodyElseMayLook()
    {
        QVERIFY(bool(health::saveEndpoints(u"platform"_s, m_bed->endpoints())));
        open();
        Watchdog dog;
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"llama3_2"_s, State::Up), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->station().picture().of(m_bed->key(u"phi4"_s)), 20000);
        QCOMPARE(page()->station().mode(), health::Station::Mode::Watching);
        dog.check();
        m_windows.reset(); // the next window finds fresh readings that it did not write
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
        open();
        QTRY_COMPARE_WITH_TIMEOUT(
            page()->station().mode(), health::Station::Mode::Following, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"phi4"_s, State::Down), 20000);
    }

    void theKeyboardGetsEverywhere()
    {
        QVERIFY(bool(health::saveEndpoints(u"platform"_s, m_bed->endpoints())));
        m_bed->fillDay();
        open();
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"llama3_2"_s, State::Up), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QCOMPARE(nameless(m_window).join(u'\n'), QString());
        QCOMPARE(unreached(m_window).join(u'\n'), QString());
        Watchdog dog;
        card(u"phi4"_s)->setFocus();
        QTest::keyClick(card(u"phi4"_s), Qt::Key_Return);
        QTRY_COMPARE(page()->state().value(u"view"_s).toString(), u"timeline"_s);
        dog.check();
    }

    void aListThatCannotBeReadSaysSo()
    {
        QVERIFY(bool(health::saveEndpoints(u"platform"_s, m_bed->endpoints())));
        QFile list(health::endpointsFile(u"platform"_s));
        QVERIFY(list.open(QIODevice::WriteOnly | QIODevice::Truncate));
        list.write(
            "{\"endpoints\": [{\"kind\": \"ollama\", \"url\": \"http://u:secretpassword@h\"}]}");
        list.close();
        open();
        QTRY_VERIFY_WITH_TIMEOUT(
            in<Banner>("healthBanner")->text().contains(u"endpoints[0].url"_s), 20000);
        QVERIFY(!in<Banner>("healthBanner")->text().contains(u"secretpassword"_s));
    }
};

QTEST_MAIN(HealthPageTest)
#include "healthpage.moc"
