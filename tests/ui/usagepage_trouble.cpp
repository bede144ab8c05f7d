#include "support/usagewindow.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTextEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kResearchHours = uR"(
INSERT INTO audit_logs (institution, action, trace_id, resource_type, resource_id, audit_metadata, "timestamp", is_deleted)
SELECT CASE n % 3 WHEN 0 THEN 'Texas A&M | Cai Lab' ELSE 'Demo Access' END, 'POST /api/v1/genomics/compress',
       'trace_' || n, 'http_request', '/api/v1/' || (ARRAY['compress', 'health', 'qac'])[1 + n % 3],
       jsonb_build_object('status_code', CASE WHEN n % 10 = 0 THEN 500 ELSE 200 END, 'response_time_ms', n % 500),
       now() AT TIME ZONE 'UTC' - n * interval '1 minute', false
FROM generate_series(1, 300) n; ANALYZE;)"_s;
const QString kPlatformHours = uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'k', 'u', 'u@example.org', now(), now());
INSERT INTO agents (id, name, agent_type, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-0000000000a1', 'helper', 'chatbot', now(), now());
INSERT INTO agent_interactions (user_id, agent_id, interaction_type, response_time, success, output_data, created_at, updated_at)
SELECT '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-0000000000a1', 'chat', n % 7 * 0.5, n % 10 <> 0,
       '{"n": 2}', now() AT TIME ZONE 'UTC' - n * interval '1 minute', now() FROM generate_series(1, 300) n;
INSERT INTO usage_metrics (user_id, date, requests_count, tokens_used, created_at, updated_at)
SELECT '00000000-0000-4000-8000-000000000001', current_date - n, 10 + n, 100 * n, now(), now() FROM generate_series(0, 9) n;
ANALYZE;)"_s;
const QString kRagHours = uR"(
INSERT INTO sessions (id, title, created_at, updated_at) VALUES ('s', '', now(), now());
INSERT INTO messages (id, session_id, role, content, metadata, created_at)
SELECT 'm' || n, 's', CASE n % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, 'text',
       jsonb_build_object('latency_ms', n, 'model_used', 'vllm/qwen' || n % 3), now() - n * interval '2 minutes'
FROM generate_series(1, 300) n; ANALYZE;)"_s;
const QString kTaskHours = uR"(
INSERT INTO user_profiles (user_id, created_at, updated_at, display_name) VALUES ('u1', now(), now(), 'Ana');
INSERT INTO background_tasks (task_id, task_name, user_id, task_type, status, priority, created_at, attempts, max_retries, duration_seconds, kwargs)
SELECT 't' || n, 'train', 'u1', 'ari', (ARRAY['completed', 'failed'])[1 + n % 2], 5, now() - n * interval '2 minutes', 0, 3, n % 60, '{"a": 1}'
FROM generate_series(1, 300) n; ANALYZE;)"_s;

} // namespace

// Other back ends, and what goes wrong: said plainly, nothing lost, no crash.
class UsageTroubleTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;

    static bool reads(const UsageWindow &bed, const QString &words)
    {
        return QTest::qWaitFor(
            [&] {
                for (auto *label : bed.page()->findChildren<PlainLabel *>()) {
                    if (label->isVisible() && label->text().contains(words, Qt::CaseInsensitive))
                        return true;
                }
                return false;
            },
            15000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    void everyBackEndHasItsPage_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QStringList>("missing"); // tabs that have nothing to show
        QTest::addColumn<QString>("totals");
        QTest::addRow("ollama-gateway")
            << u"ollama-gateway"_s << kGatewayHours << QStringList{} << u"errors not recorded"_s;
        QTest::addRow("don-research")
            << u"don-research"_s << kResearchHours << QStringList{u"model"_s} << u"10 % failed"_s;
        QTest::addRow("onelastai")
            << u"onelastai"_s << kPlatformHours << QStringList{} << u"10 % failed"_s;
        QTest::addRow("flux-rag") << u"flux-rag"_s << kRagHours << QStringList{} << u"requests"_s;
        QTest::addRow("ai-pal") << u"ai-pal"_s << kTaskHours << QStringList{} << u"failed"_s;
    }
    void everyBackEndHasItsPage()
    {
        QFETCH(QString, system);
        QFETCH(QString, rows);
        QFETCH(QStringList, missing);
        QFETCH(QString, totals);
        UsageWindow bed(*m_server, system, rows);
        Watchdog dog;
        QVERIFY(bed.open());
        QTRY_VERIFY(bed.model()->rowCount() > 100);
        QVERIFY2(
            bed.text(u"usageTotals"_s).contains(totals), qPrintable(bed.text(u"usageTotals"_s)));
        for (const QString &id :
            {u"key"_s, u"model"_s, u"endpoint"_s, u"heat"_s, u"percentiles"_s, u"rows"_s}) {
            QVERIFY(bed.tab(id));
            if (missing.contains(id))
                QVERIFY2(reads(bed, u"Not recorded by this back end"_s), qPrintable(id));
        }
        for (const char *measure : {"Errors", "Duration", "Requests"}) {
            bed.click(u"usageMeasure"_s + QString::fromLatin1(measure));
            QVERIFY(bed.settle());
        }
    }

    // Daily totals have no hours, no percentiles and no rows to follow: said, not shown as zero.
    void aSecondPlaceOfTheSameSystem()
    {
        UsageWindow bed(*m_server, u"onelastai"_s, kPlatformHours);
        Watchdog dog;
        QVERIFY(bed.open());
        usage::Filter week;
        week.lastMs = 7LL * 86400 * 1000;
        bed.page()->restore({{u"filter"_s, usage::toJson(week)}});
        QVERIFY(bed.settle());
        bed.trigger(u"usagePlace_usage_metrics"_s);
        QTRY_COMPARE(bed.page()->query().place(), u"usage_metrics"_s);
        QVERIFY(bed.settle());
        QVERIFY(!bed.in<QAbstractButton>(u"usageLive"_s)->isEnabled());
        QVERIFY(bed.tab(u"heat"_s));
        QVERIFY(reads(bed, u"sums of whole days"_s));
        QVERIFY(bed.text(u"usageTotals"_s).contains(u"durations not recorded"_s));
        QCOMPARE(bed.page()->state().value(u"place"_s).toString(), u"usage_metrics"_s);
    }

    void aTableThatGoesIsSaid()
    {
        UsageWindow bed(*m_server, u"ollama-gateway"_s, kGatewayHours);
        QVERIFY(bed.open());
        Watchdog dog;
        bed.run(u"DROP TABLE usage_logs"_s);
        bed.page()->refresh();
        QVERIFY(bed.settle());
        QVERIFY(reads(bed, u"could not be drawn"_s) || reads(bed, u"does not exist"_s));
        for (const QString &id : {u"model"_s, u"heat"_s, u"rows"_s})
            QVERIFY(bed.tab(id));
        bed.click(u"usageExport"_s);
        QTRY_VERIFY(openDialog(u"usageExportDialog"_s));
        QDialog *asked = openDialog(u"usageExportDialog"_s);
        bed.in<QLineEdit>(u"usageExportPath"_s, asked)->setText(bed.file(u"x.csv"_s));
        bed.click(u"usageExportStart"_s, asked);
        auto *banner = bed.in<Banner>(u"usageExportBanner"_s, asked);
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 20000);
        QCOMPARE(banner->severity(), items::Severity::Bad);
        asked->reject();
    }

    void lostRightsAreSaid()
    {
        UsageWindow bed(*m_server, u"ollama-gateway"_s, kGatewayHours);
        bed.run(u"DROP ROLE IF EXISTS support; CREATE ROLE support; GRANT SELECT ON ALL TABLES IN "
                "SCHEMA public TO support; GRANT support TO gatehouse"_s);
        QVERIFY(bed.open(u"support"_s));
        QTRY_VERIFY(bed.count().startsWith(u"1,000 row"_s));
        Watchdog dog;
        bed.run(u"REVOKE SELECT ON usage_logs FROM support"_s);
        bed.page()->refresh();
        QVERIFY(bed.settle());
        QVERIFY(bed.tab(u"model"_s));
        QVERIFY(reads(bed, u"may not"_s) || reads(bed, u"right"_s));
        bed.run(u"GRANT SELECT ON usage_logs TO support"_s);
        bed.page()->refresh();
        QVERIFY(bed.tab(u"rows"_s));
        QTRY_VERIFY(bed.count().startsWith(u"1,000 row"_s));
    }

    // Long answers can be stopped, and stopping is no error.
    void aLongAnswerIsStoppedByEsc()
    {
        UsageWindow bed(*m_server, u"ollama-gateway"_s, kGatewayHours);
        QVERIFY(bed.open());
        Watchdog dog;
        OpenTransaction blocker(
            *m_server, bed.database(), u"LOCK TABLE usage_logs IN ACCESS EXCLUSIVE MODE"_s);
        bed.trigger(u"usageTab_model"_s);
        QVERIFY(!bed.page()->isIdle());
        bed.page()->cancelQuery();
        QTRY_VERIFY(bed.page()->isIdle());
        QVERIFY(reads(bed, u"Stopped"_s));
        QVERIFY(blocker.rollback());
        bed.page()->refresh();
        QVERIFY(bed.settle());
        QTRY_VERIFY(bed.in<TableView>(u"usageGroups_model"_s)->model()->rowCount() > 0);
    }

    void everySessionMayDie()
    {
        UsageWindow bed(*m_server, u"ollama-gateway"_s, kGatewayHours);
        QVERIFY(bed.open());
        bed.click(u"usageLive"_s);
        QSignalSpy begun(&bed.page()->live(), &UsageLive::begun);
        QTRY_COMPARE(begun.count(), 1);
        Watchdog dog;
        bed.run(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                "current_database() AND pid <> pg_backend_pid()"_s);
        const UsageLive &live = bed.page()->live();
        bed.run(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
                "VALUES ('edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', '/after', 'm', 1, "
                "now() AT TIME ZONE 'UTC')"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            bed.column(bed.model(), u"endpoint"_s, 1), QStringList{u"/after"_s}, 30000);
        QVERIFY(live.state() == UsageLive::State::Running);
        bed.page()->refresh();
        QVERIFY(bed.tab(u"model"_s));
    }

    // A stalled server: the window goes on, and the figures come when it does.
    void aSlowServerHoldsNothingUp()
    {
        UsageWindow bed(*m_server, u"ollama-gateway"_s, kGatewayHours);
        QVERIFY(bed.open());
        Watchdog dog;
        OpenTransaction blocker(
            *m_server, bed.database(), u"LOCK TABLE usage_logs IN ACCESS EXCLUSIVE MODE"_s);
        bed.page()->refresh();
        for (const QString &id : {u"key"_s, u"heat"_s, u"percentiles"_s, u"rows"_s})
            bed.trigger(u"usageTab_"_s + id);
        QVERIFY(bed.model()->rowCount() > 100); // what was shown stays
        QVERIFY(blocker.rollback());
        QVERIFY(bed.settle());
        QTRY_VERIFY(bed.count().startsWith(u"1,000 row"_s));
    }

    void everythingCanBeReachedAndHasAName()
    {
        UsageWindow bed(*m_server, u"ollama-gateway"_s, kGatewayHours);
        QVERIFY(bed.open());
        for (const QString &id : {u"rows"_s, u"key"_s, u"heat"_s, u"percentiles"_s}) {
            QVERIFY(bed.tab(id));
            for (auto *widget : bed.page()->findChildren<QWidget *>()) {
                if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus))
                    continue;
                const auto *button = qobject_cast<QAbstractButton *>(widget);
                const auto *edit = qobject_cast<QLineEdit *>(widget);
                const bool named = !widget->accessibleName().isEmpty()
                    || (button && !button->text().isEmpty())
                    || (edit && !edit->placeholderText().isEmpty());
                QVERIFY2(named,
                    qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                        + widget->objectName()));
            }
        }
        auto *grid = bed.in<QWidget>(u"usageHeatGrid"_s);
        QVERIFY(bed.tab(u"heat"_s));
        grid->setFocus();
        const QString before = grid->accessibleDescription();
        QTest::keyClick(grid, Qt::Key_Right);
        QVERIFY(grid->accessibleDescription() != before);
        QTest::keyClick(grid, Qt::Key_Return); // the rows of that hour
        QVERIFY(bed.settle());
        QCOMPARE(bed.page()->query().filter().chips.size(), size_t(2));
        QCOMPARE(bed.in<QTabBar>(u"usageTabs"_s)->currentIndex(), 0);
    }
};

QTEST_MAIN(UsageTroubleTest)
#include "usagepage_trouble.moc"
