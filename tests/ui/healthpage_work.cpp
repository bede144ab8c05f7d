// What the health page does: endpoints by hand and from a .env, history with consent, alerts,
// failover and usage beside it. Real PostgreSQL, named fakes.
#include "support/healthbed.h"
#include "support/testcluster.h"
#include "support/windows.h"

#include "health/alerts.h"
#include "health/station.h"
#include "systems/description.h"
#include "ui/pages/health.h"
#include "ui/pages/healthviews.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;
using health::State;

namespace {

const QString kUse = uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'k1', 'u1', 'ada@example.org', '2026-01-01', '2026-01-01');
INSERT INTO agents (id, name, agent_type, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-0000000000a1', 'neochat', 'chatbot', now(), now());
INSERT INTO conversations (id, user_id, agent_id, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-000000000001',
        '00000000-0000-4000-8000-0000000000a1', now(), now());
INSERT INTO messages (conversation_id, role, content, model_used, processing_time, created_at, updated_at)
SELECT '00000000-0000-4000-8000-0000000000c1', 'assistant', 'x', 'LLAMA3.2:3b', 0.5,
       now() AT TIME ZONE 'UTC' - n * interval '1 minute', now() FROM generate_series(1, 120) n;
INSERT INTO agent_interactions (user_id, agent_id, interaction_type, input_data, output_data, response_time,
                                success, created_at, updated_at)
SELECT '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-0000000000a1', 'chat', '{}', '{}', 0.5,
       n % 2 = 0, now() AT TIME ZONE 'UTC' - n * interval '1 minute', now() FROM generate_series(1, 120) n;
)"_s;

} // namespace

class HealthWork : public QObject
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
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 30000);
    }
    HealthPage *page()
    {
        return qobject_cast<HealthPage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const char *name, QWidget *where = nullptr)
    {
        T *found = (where ? where : m_window)->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    void act(const char *name) { in<QAction>(name)->trigger(); }
    QDialog *dialog(const char *name)
    {
        const QString wanted = QLatin1StringView(name);
        if (!QTest::qWaitFor([&] { return openDialog(wanted) != nullptr; }, 10000))
            qFatal("%s does not open", name);
        return openDialog(wanted);
    }
    bool stands(const QString &title, State state)
    {
        for (const items::EndpointRow &row : page()->rows())
            if (row.title == title)
                return row.state == state;
        return false;
    }
    QString cellOf(const char *table, const QString &key, const QString &column)
    {
        const QAbstractItemModel *model = in<TableView>(table)->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, 0).data().toString() == key)
                for (int i = 0; i < model->columnCount(); ++i)
                    if (model->headerData(i, Qt::Horizontal, items::ColumnIdRole).toString()
                        == column)
                        return model->index(row, i).data().toString();
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto admin = m_server->open();
        for (const QString &name : {u"platform"_s, u"kept"_s}) {
            (void)cell(*admin, u"CREATE DATABASE "_s + name);
            auto session = m_server->open(name);
            const auto done = run(*session, [](db::Sql &sql) -> Result<> {
                auto schema = systems::schemaSql(u"onelastai"_s);
                if (!schema)
                    return schema.error();
                if (auto made = sql.script(schema.value()); !made)
                    return made.error();
                return sql.script(kUse);
            });
            QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
        }
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("GATEHOUSE_DATA_DIR", m_folder->filePath(u"data"_s).toUtf8());
        qputenv("GATEHOUSE_CONFIG_DIR", m_folder->filePath(u"config"_s).toUtf8());
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
        m_bed = std::make_unique<HealthBed>();
        for (const QString &name : {u"platform"_s, u"kept"_s})
            QVERIFY(bool(health::saveEndpoints(name, m_bed->endpoints())));
    }
    void cleanup()
    {
        m_windows.reset();
        m_bed.reset();
        m_window = nullptr;
    }

    void anEndpointByHand()
    {
        open();
        Watchdog dog;
        act("healthAdd");
        QDialog *form = dialog("healthEndpointDialog");
        auto *submit = in<QAbstractButton>("healthEndpointSubmit", form);
        QVERIFY(!submit->isEnabled());
        QTest::keyClicks(in<QLineEdit>("healthUrl", form), u"redis://:pw123456@h"_s);
        QVERIFY(in<PlainLabel>("healthNote", form)->text().contains(u"password out"_s));
        in<QLineEdit>("healthUrl", form)->clear();
        QTest::keyClicks(in<QLineEdit>("healthTitle", form), u"Another"_s);
        QTest::keyClicks(in<QLineEdit>("healthUrl", form), m_bed->llama().url() + u"/"_s);
        QTest::keyClicks(in<QLineEdit>("healthAgents", form), u"a, b"_s);
        QVERIFY2(submit->isEnabled(), qPrintable(in<PlainLabel>("healthNote", form)->text()));
        submit->click();
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"Another"_s, State::Up), 20000);
        const auto list = health::loadEndpoints({u"platform"_s, {}, {}});
        QVERIFY(bool(list) && list.value().own);
        QCOMPARE(list.value().endpoints.back().agents, (QStringList{u"a"_s, u"b"_s}));
        act("healthDescription");
        QTRY_VERIFY_WITH_TIMEOUT(!page()->station().list().own, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(page()->rows().size(), size_t(16), 20000); // onelastai's
        dog.check();
    }

    void aDotenvMovesAndAdds()
    {
        QFile env(m_folder->filePath(u".env"_s));
        QVERIFY(env.open(QIODevice::WriteOnly));
        env.write("OLLAMA_BASE_URL=" + m_bed->llama().url().toUtf8()
            + "\nREDIS_URL=redis://:hunter2hunter2@127.0.0.1:2\n");
        env.close();
        open();
        Watchdog dog;
        page()->station().takeEnv(env.fileName());
        QTRY_VERIFY_WITH_TIMEOUT(
            in<Banner>("healthBanner")->text().contains(u"secrets are read from"_s), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"Ollama"_s, State::Up), 20000);
        QFile list(health::endpointsFile(u"platform"_s));
        QVERIFY(list.open(QIODevice::ReadOnly));
        QVERIFY(!list.readAll().contains("hunter2"));
        page()->station().takeEnv(m_folder->filePath(u"nothing"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!in<Banner>("healthBanner")->text().contains(u"secrets"_s), 20000);
        dog.check();
    }

    void theHistoryGoesIntoTheDatabaseWithConsentOnly()
    {
        auto session = m_server->open(u"kept"_s);
        const auto count = [&] {
            return cell(*session, u"SELECT count(*)::text FROM gatehouse.health_reading"_s);
        };
        open(u"kept"_s);
        QVERIFY(!page()->station().inTables());
        QCOMPARE(
            cell(*session, u"SELECT to_regclass('gatehouse.health_reading')::text"_s), QString());
        Watchdog dog;
        act("healthKeepTables");
        m_window->workspace()->link().unlock();
        in<QAbstractButton>("healthKeepCreate", dialog("healthKeepDialog"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(page()->station().inTables(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(count().toInt() > 0, 20000);
        m_window->workspace()->link().lock();
        // Looks are written while the connection is locked; the pages' own session still cannot.
        const int before = count().toInt();
        page()->station().lookNow();
        QTRY_VERIFY_WITH_TIMEOUT(count().toInt() > before, 20000);
        QVERIFY(in<PlainLabel>("healthWhere")->text().contains(u"schema gatehouse"_s));
        dog.check();
    }

    void whatFallsIf()
    {
        open();
        Watchdog dog;
        act("healthView_failover");
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"phi4"_s, State::Down), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(
            cellOf("healthAgents", u"configai"_s, u"now"_s), u"llama3_2"_s, 20000);
        auto *fallen = in<QComboBox>("healthFallen");
        fallen->setCurrentIndex(fallen->findData(m_bed->key(u"llama3_2"_s)));
        QTRY_VERIFY(in<PlainLabel>("healthOutcome")->text().contains(u"nobody left"_s));
        QCOMPARE(cellOf("healthAgents", u"configai"_s, u"then"_s), u"nobody"_s);
        QCOMPARE(cellOf("healthAgents", u"memora"_s, u"then"_s), u"deepseek_r1"_s);
        dog.check();
    }

    void modelsAndTheirUse()
    {
        open();
        Watchdog dog;
        act("healthView_models");
        QTRY_COMPARE_WITH_TIMEOUT(
            cellOf("healthModels", u"llama3.2:3b"_s, u"used"_s), u"120"_s, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(
            cellOf("healthModels", u"llama3.2:3b"_s, u"loaded"_s), u"llama3_2"_s, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(cellOf("healthModels", u"gemma3:4b"_s, u"finding"_s)
                                     .contains(u"not installed on gemma3_qat"_s),
            20000);
        QVERIFY(cellOf("healthModels", u"llama3.2:3b"_s, u"why"_s)
                    .contains(u"errors are not recorded"_s));
        // Half of all requests fail: that is known of the whole back end only.
        QTRY_VERIFY(in<PlainLabel>("healthModelsNote")->text().contains(u"down"_s));
        act("healthView_timeline");
        QTRY_VERIFY_WITH_TIMEOUT(
            in<TimeChart>("healthRequests")->accessibleDescription().contains(u"failed"_s), 20000);
        QVERIFY(
            in<TimeChart>("healthLatency")->accessibleDescription().contains(u"requests, p95"_s));
        dog.check();
    }

    void theOverviewKnowsWhatIsDown()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"phi4"_s, State::Down), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"Silent"_s, State::Down), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->station().picture().of(m_bed->key(u"Silent"_s)), 20000);
        Watchdog dog;
        m_window->showPage(u"overview"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->view()->pages().currentPage()->isIdle(), 30000);
        auto *tile = in<Tile>("tile_health");
        // What was seen last may be written down only after the overview asked: F5, as a reader would.
        const auto figure = [&] {
            auto *overview = m_window->view()->pages().currentPage();
            if (tile->figure() != u"2 of 6"_s && overview->isIdle())
                overview->refresh();
            return tile->figure();
        };
        QTRY_COMPARE_WITH_TIMEOUT(figure(), u"2 of 6"_s, 30000);
        QVERIFY(tile->isVisible());
        QVERIFY(tile->accessibleName().contains(u"phi4"_s));
        QVERIFY(in<QWidget>("overviewHealth")->isVisible());
        QVERIFY(in<QAbstractButton>("needLink_down")->isVisible());
        dog.check();
    }

    void anIncidentIsToldOnceAndItsEnd()
    {
        FakeServer hook;
        hook.answer("/hook/SECRETSECRET", "ok");
        open();
        Watchdog dog;
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"llama3_2"_s, State::Up), 20000);
        act("healthAlerts");
        QDialog *form = dialog("healthAlertsDialog");
        QTest::keyClicks(in<QLineEdit>("healthWebhook", form), u"ftp://x"_s);
        QVERIFY(!in<QAbstractButton>("healthAlertsSave", form)->isEnabled());
        in<QLineEdit>("healthWebhook", form)->clear();
        QTest::keyClicks(
            in<QLineEdit>("healthWebhook", form), hook.url() + u"/hook/SECRETSECRET"_s);
        in<QAbstractButton>("healthAlertsTest", form)->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            in<Banner>("healthAlertsBanner", form)->text().contains(u"took the test"_s), 20000);
        in<QAbstractButton>("healthAlertsSave", form)->click();
        QTRY_VERIFY_WITH_TIMEOUT(health::loadAlertRules(u"platform"_s).value().webhook, 20000);
        const qsizetype before = hook.requests.size();
        m_bed->llama().close(); // from now on it refuses
        for (int i = 0; i < 4; ++i) {
            page()->station().lookNow();
            QTest::qWait(300);
        }
        QTRY_VERIFY_WITH_TIMEOUT(stands(u"llama3_2"_s, State::Down), 20000);
        const auto told = [&] {
            return std::count_if(hook.requests.begin() + before, hook.requests.end(),
                [](const QByteArray &head) { return head.contains("llama3_2"); });
        };
        QTRY_COMPARE_WITH_TIMEOUT(told(), 1, 20000);
        page()->station().lookNow(); // still down: no second word
        QTest::qWait(500);
        QCOMPARE(told(), 1);
        QVERIFY(in<Banner>("healthBanner")->text().contains(u"llama3_2 is down"_s));
        act("healthAlerts");
        form = dialog("healthAlertsDialog");
        QVERIFY(!in<PlainLabel>("healthWebhookKept", form)->text().contains(u"SECRETSECRET"_s));
        QVERIFY(in<QLineEdit>("healthWebhook", form)->text().isEmpty());
        form->reject();
        dog.check();
    }
};

QTEST_MAIN(HealthWork)
#include "healthpage_work.moc"
