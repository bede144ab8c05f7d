// The audit page on real trails: sentences, filters, one entry in full, checks, head and export.
#include "support/testcluster.h"
#include "support/windows.h"

#include "db/transaction.h"
#include "items/browsemodel.h"
#include "systems/description.h"
#include "trail/head.h"
#include "trail/trail.h"
#include "ui/pages/audit.h"
#include "ui/trail/traildialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kResearch = uR"(
INSERT INTO audit_logs (institution, action, trace_id, resource_type, resource_id, ip_address, audit_metadata, "timestamp", is_deleted)
SELECT CASE n % 3 WHEN 0 THEN 'Texas A&M | Cai Lab' ELSE 'Demo Access' END, 'POST /api/v1/genomics/compress',
       'Texas A&M | Cai Lab_' || lpad(to_hex(n), 8, '0'), 'http_request', '/api/v1/compress', '203.0.113.' || n % 200,
       jsonb_build_object('status_code', CASE WHEN n % 10 = 0 THEN 500 ELSE 200 END, 'response_time_ms', n % 500,
                          'request_body', '{"token": "canary-secret-42"'),
       now() AT TIME ZONE 'UTC' - n * interval '1 minute', n = 3
FROM generate_series(1, 1000) n;
DELETE FROM audit_logs WHERE id = 500;
INSERT INTO usage_logs (institution, endpoint, trace_id, method, status_code, response_time_ms, "timestamp", is_deleted)
SELECT institution, resource_id, trace_id, 'POST', 200, 5, "timestamp", false FROM audit_logs;
)"_s;

const QString kPlatform = uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'k1', 'u1', 'ada@example.org', '2026-01-01', '2026-01-01');
INSERT INTO audit_logs (user_id, action, resource_type, resource_id, changes, ip_address, created_at, updated_at)
SELECT '00000000-0000-4000-8000-000000000001', 'api_key.revoke', 'api_key', 'mobile-app',
       '{"active": [true, false], "key_hash": ["canary-hash-1234567890", null]}', '10.0.0.7',
       now() AT TIME ZONE 'UTC' - n * interval '1 hour', now()
FROM generate_series(1, 5) n;
)"_s;

} // namespace

class AuditPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    void makeDatabase(const QString &name, const QString &system, const QString &rows)
    {
        auto admin = m_server->open();
        (void)cell(*admin, u"CREATE DATABASE "_s + name);
        auto session = m_server->open(name);
        const auto done = run(*session, [&](db::Sql &sql) -> Result<> {
            auto schema = systems::schemaSql(system);
            if (!schema)
                return schema.error();
            if (auto made = sql.script(schema.value()); !made)
                return made.error();
            return sql.script(rows);
        });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
    }
    void open(const QString &database)
    {
        m_window = m_windows->open(profileOf((*m_server)->info(database), database));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"audit"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 30000);
    }
    AuditPage *page()
    {
        return qobject_cast<AuditPage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const char *name)
    {
        T *found = m_window->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    BrowseTable *table() { return in<BrowseTable>("auditTable"); }
    QString banner() { return in<Banner>("auditBanner")->text(); }
    QString sentence() { return in<PlainLabel>("auditSentence")->text(); }
    int rows() { return table()->model() ? table()->model()->rowCount() : -1; }
    QString cellOf(int row, const QString &columnId)
    {
        const items::BrowseModel *model = table()->model();
        for (int column = 0; column < model->columnCount(); ++column)
            if (model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString() == columnId)
                return model->index(row, column).data().toString();
        return {};
    }
    void filterBy(const QList<items::Condition> &conditions)
    {
        auto *bar = page()->findChild<FilterBar *>();
        bar->setConditions(conditions);
        Q_EMIT bar->conditionsChanged();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        makeDatabase(u"research"_s, u"don-research"_s, kResearch);
        makeDatabase(u"platform"_s, u"onelastai"_s, kPlatform);
        makeDatabase(u"gateway"_s, u"ollama-gateway"_s, QString());
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("GATEHOUSE_DATA_DIR", m_folder->filePath(u"data"_s).toUtf8());
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
    }
    void cleanup()
    {
        m_windows.reset();
        m_window = nullptr;
    }

    void showsWhatHappened()
    {
        open(u"research"_s);
        Watchdog dog;
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 100, 20000);
        QTRY_VERIFY(sentence().startsWith(
            u"Demo Access called POST /api/v1/genomics/compress, answered with 200 from"_s));
        QCOMPARE(cellOf(0, u"action"_s), sentence());
        QVERIFY(cellOf(2, u"action"_s).endsWith(u"soft-deleted"_s));
        filterBy({{u"result"_s, items::Compare::AtLeast, {u"500"_s}}});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 99, 20000);
        filterBy({{u"traceId"_s, items::Compare::Is, {u"Texas A&M | Cai Lab_00000003"_s}}});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 20000);
        QTRY_VERIFY(sentence().contains(u"Texas A&M | Cai Lab"_s));
        filterBy({{u"deletedFlag"_s, items::Compare::Is, {u"true"_s}}});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 20000);
        dog.check();
    }

    void looksForGaps()
    {
        open(u"research"_s);
        Watchdog dog;
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 100, 20000);
        in<QAbstractButton>("auditCheck")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"Row 500 is missing."_s), 20000);
        dog.check();
    }

    void comesFromARequestAndGoesToIt()
    {
        open(u"research"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 100, 20000);
        Watchdog dog;
        m_window->workspace()->openPage(
            u"audit"_s, {{u"traceId"_s, u"Texas A&M | Cai Lab_0000000a"_s}});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 20000);
        QString wanted;
        QJsonObject with;
        connect(m_window->workspace(), &Workspace::openPage, this,
            [&](const QString &pageId, const QJsonObject &state) {
                wanted = pageId;
                with = state;
            });
        auto *usage = in<QAbstractButton>("auditUsage");
        if (whyNotNow(*pageSpec(u"usage"_s), *m_window->workspace()).isEmpty()) {
            QTRY_VERIFY(usage->isVisible());
            usage->click();
            QCOMPARE(wanted, u"usage"_s);
            QCOMPARE(with[u"filter"_s][u"chips"_s][0][u"values"_s][0].toString(),
                u"Texas A&M | Cai Lab_0000000a"_s);
        } else {
            QVERIFY(!usage->isVisible()); // nowhere to go
        }
        dog.check();
    }

    void showsWhatChangedWithoutSecrets()
    {
        open(u"platform"_s);
        Watchdog dog;
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, 20000);
        QTRY_COMPARE(sentence(), u"ada@example.org revoked key mobile-app from 10.0.0.7"_s);
        QCOMPARE(in<DiffView>("auditChanges")->shownRows(), 2);
        for (const QWidget *widget : m_window->findChildren<PlainLabel *>())
            QVERIFY(!widget->accessibleName().contains(u"canary-hash-1234567890"_s));
        dog.check();
    }

    void exportsWhatIsShown()
    {
        open(u"research"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 100, 20000);
        Watchdog dog;
        filterBy({{u"result"_s, items::Compare::Is, {u"500"_s}}});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 99, 20000);
        const QString path = m_folder->filePath(u"out.csv"_s);
        page()->exportTo(path);
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"99 rows"_s), 20000);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QCOMPARE(content.count('\n'), 100);
        QVERIFY(!content.contains("canary-secret"));
        QVERIFY(QFileInfo::exists(path + u".manifest.json"_s));
        dog.check();
    }

    void keepsItsFilter()
    {
        open(u"research"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 100, 20000);
        filterBy({{u"ip"_s, items::Compare::Is, {u"203.0.113.7"_s}}});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, 20000);
        const QJsonObject state = page()->state();
        filterBy({});
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 100, 20000);
        page()->restore(state);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, 20000);
    }

    // Without a trail the page says so and offers to make one; then it is verified and signed.
    void ourOwnTrail()
    {
        open(u"gateway"_s);
        QCOMPARE(in<QComboBox>("auditSource")->count(), 3); // and a folder or a file to open
        QVERIFY(in<QAbstractButton>("auditTrail")->isVisible());
        QVERIFY(!in<QAbstractButton>("auditCheck")->isEnabled());
        ui::Overlay &overlay = table()->table().overlay();
        QCOMPARE(overlay.state(), ui::Overlay::State::Empty); // nothing is broken
        const auto buttons = overlay.findChildren<QAbstractButton *>();
        const auto begin = std::find_if(buttons.begin(), buttons.end(),
            [](QAbstractButton *each) { return each->isVisible(); });
        QVERIFY(begin != buttons.end());
        QCOMPARE((*begin)->text(), u"Record changes…"_s);
        (*begin)->click();
        auto *dialog = m_window->findChild<TrailDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
        QTRY_VERIFY(page()->isIdle()); // it looks whether there is one now
        auto session = m_server->open(u"gateway"_s);
        const trail::Actor actor{u"ada"_s, u"test"_s, u"db"_s};
        const auto made = run(*session, [&](db::Sql &sql) -> Result<> {
            if (auto created = trail::create(sql, actor); !created)
                return created.error();
            auto transaction = db::Transaction::begin(sql);
            if (!transaction)
                return transaction.error();
            trail::Entry entry{u"key.revoke"_s, u"key"_s, u"7"_s, u"mobile-app"_s, u"UPDATE"_s, 1};
            entry.before = {{u"active"_s, true}};
            entry.after = {{u"active"_s, false}};
            if (auto written = trail::append(sql, actor, entry); !written)
                return written.error();
            return std::move(transaction).value().commit();
        });
        QVERIFY2(bool(made), made ? "" : qPrintable(made.error().detail));
        std::optional<Watchdog> dog(std::in_place);
        page()->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, 20000);
        QTRY_COMPARE(sentence(), u"ada revoked key mobile-app"_s);
        in<QAbstractButton>("auditCheck")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"2 entr"_s), 20000);
        QCOMPARE(in<Banner>("auditBanner")->severity(), items::Severity::Good);
        const QString path = m_folder->filePath(u"head.json"_s);
        page()->exportHeadTo(path);
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"The head, entry 2"_s), 30000);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto head = trail::readHead(file.readAll());
        QVERIFY(head && head.value().isGenuine());
        dog.reset();
        const auto tampered = run(*session, [](db::Sql &sql) {
            return sql.script(
                u"ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER ALL; UPDATE "
                "gatehouse.audit_trail SET os_user = 'eve' WHERE seq = 1; ALTER TABLE "
                "gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only"_s);
        });
        QVERIFY(bool(tampered));
        dog.emplace();
        in<QAbstractButton>("auditCheck")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"broken at entry 1"_s), 20000);
        QCOMPARE(in<Banner>("auditBanner")->severity(), items::Severity::Bad);
        page()->exportHeadTo(m_folder->filePath(u"no.json"_s));
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"not signed"_s), 30000);
        QVERIFY(!QFileInfo::exists(m_folder->filePath(u"no.json"_s)));
        dog->check();
    }

    void filesOfTheBackEnd()
    {
        QFile log(m_folder->filePath(u"audit_20260301.jsonl"_s));
        QVERIFY(log.open(QIODevice::WriteOnly));
        const QString now = QDateTime::currentDateTimeUtc().addSecs(-60).toString(Qt::ISODate);
        for (int i = 0; i < 1000; ++i)
            log.write(QStringLiteral(
                R"({"event_type": "login", "timestamp": "%1", "user_id": "user %2 <b>", "details": {"token": "canary-secret-42"}})")
                          .arg(now).arg(i).toUtf8() + '\n');
        log.write(QByteArray(100000, '[') + "\n");
        log.close();
        open(u"gateway"_s);
        Watchdog dog;
        page()->openFiles(m_folder->path());
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && rows() >= 200, 20000);
        QVERIFY(banner().contains(u"1 line(s) could not be understood"_s));
        QTRY_COMPARE(sentence(), u"user 999 <b> signed in"_s);
        page()->findChild<FilterBar *>()->setText(u"USER 7 "_s);
        Q_EMIT page()->findChild<FilterBar *>()->textChanged(u"USER 7 "_s);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 20000);
        in<QAbstractButton>("auditCheck")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"Time never goes backwards"_s), 20000);
        page()->exportTo(m_folder->filePath(u"out.csv"_s));
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"1 rows were written"_s), 20000);
        QFile out(m_folder->filePath(u"out.csv"_s));
        QVERIFY(out.open(QIODevice::ReadOnly));
        QVERIFY(!out.readAll().contains("canary"));
        // Remembered, and gone meanwhile.
        QVERIFY(log.remove());
        page()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && rows() <= 0, 20000);
        dog.check();
    }

    void theTimelineOfOneObject()
    {
        open(u"platform"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rows() == 5, 20000);
        Watchdog dog;
        in<QAbstractButton>("auditTimeline")->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"timelineDialog"_s), 20000);
        QDialog *dialog = openDialog(u"timelineDialog"_s);
        auto *list = dialog->findChild<TableView *>(u"timelineTable"_s);
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 5, 20000);
        QVERIFY(list->model()->index(0, 2).data().toString().contains(u"revoked key mobile-app"_s));
        list->selectRow(2);
        dialog->findChild<QAbstractButton *>(u"timelineShow"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle() && rows() == 1, 20000);
        dog.check();
    }

    void aHeadIsAWitness()
    {
        makeDatabase(u"witness"_s, u"ollama-gateway"_s, QString()); // nobody tampered with it
        open(u"witness"_s);
        auto session = m_server->open(u"witness"_s);
        (void)run(*session, [](db::Sql &sql) { return trail::create(sql, {u"ada"_s, u"t"_s, u"t"_s}); });
        in<QComboBox>("auditSource")->setCurrentIndex(0);
        page()->restore({{u"own"_s, true}});
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && rows() >= 1, 20000);
        const QString path = m_folder->filePath(u"head.json"_s);
        page()->exportHeadTo(path);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path) && page()->isIdle(), 30000);
        page()->verifyAgainst(path);
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"is the one of the head"_s), 20000);
        page()->sealInto(m_folder->path());
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"No month is old enough"_s), 20000);
        QFile broken(path);
        QVERIFY(broken.open(QIODevice::ReadWrite));
        QByteArray text = broken.readAll();
        text.replace("witness", "witnesz");
        broken.resize(0);
        broken.seek(0);
        broken.write(text);
        broken.close();
        page()->verifyAgainst(path);
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"altered"_s) || banner().contains(u"no signed head"_s), 20000);
    }
};

QTEST_MAIN(AuditPageTest)
#include "auditpage.moc"
