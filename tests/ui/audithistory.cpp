// The own trail over time: one object across audit, usage and health; upgrade and sealing from the page.
#include "support/testcluster.h"
#include "support/windows.h"

#include "db/transaction.h"
#include "health/historystore.h"
#include "places.h"
#include "systems/description.h"
#include "trail/trail.h"
#include "ui/pages/audit.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/tableview.h"

#include "items/browsemodel.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QFile>
#include <QLineEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kGateway = uR"(
INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active)
VALUES ('edgellm-canary-key-0001', 'mobile-app', 'user', 100, now(), true),
       ('edgellm-canary-key-0002', 'other', 'user', 100, now(), true);
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT 'edgellm-canary-key-000' || 1 + n / 3, '/api/chat', 'llama3.2', 0.5,
       now() AT TIME ZONE 'UTC' - n * interval '10 minutes' - interval '1 hour', '{}'
FROM generate_series(0, 4) n;
)"_s;

// Two entries of July 2020 with the chain made to fit, as if they had been written then.
const QString kIntoThePast = uR"(
ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER ALL;
DO $$
DECLARE e gatehouse.audit_trail; previous bytea := decode(repeat('00', 32), 'hex');
BEGIN
    FOR e IN SELECT * FROM gatehouse.audit_trail ORDER BY seq LOOP
        e.at := '2020-07-02'::timestamptz + e.seq * interval '1 second';
        e.previous_hash := previous;
        previous := sha256(gatehouse.audit_canonical(e));
        UPDATE gatehouse.audit_trail SET at = e.at, previous_hash = e.previous_hash, hash = previous
        WHERE seq = e.seq;
        UPDATE gatehouse.audit_head SET seq = e.seq, hash = previous;
    END LOOP;
END $$;
ALTER TABLE gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only;
)"_s;

const trail::Actor kAda{u"ada"_s, u"t"_s, u"t"_s};

Result<> recordEdit(db::Sql &sql)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    trail::Entry entry{u"key.edit"_s, u"key"_s, u"1"_s, u"mobile-app"_s, u"UPDATE"_s, 1};
    entry.before = {{u"limit"_s, 100}};
    entry.after = {{u"limit"_s, 250}};
    if (auto seq = trail::append(sql, kAda, entry); !seq)
        return seq.error();
    return std::move(transaction).value().commit();
}

} // namespace

class AuditHistoryTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    // A gateway's database with these statements run in it; the window shows its own trail.
    void open(const QString &name, const QString &rows, const QString &more = {})
    {
        auto admin = m_server->open();
        (void)cell(*admin, u"CREATE DATABASE "_s + name);
        auto session = m_server->open(name);
        const auto done = run(*session, [&](db::Sql &sql) -> Result<> {
            auto schema = systems::schemaSql(u"ollama-gateway"_s);
            if (!schema)
                return schema.error();
            for (const QString &text : {schema.value(), rows})
                if (auto made = sql.script(text); !made)
                    return made.error();
            auto status = trail::status(sql);
            if (!status)
                return status.error();
            if (status.value().state == trail::State::Absent)
                if (auto made = trail::create(sql, kAda); !made)
                    return made.error();
            if (auto recorded = recordEdit(sql); !recorded)
                return recorded.error();
            return sql.script(more);
        });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
        m_window = m_windows->open(profileOf((*m_server)->info(name), name));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->workspace()->link().unlock();
        m_window->showPage(u"audit"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 30000);
        page()->restore({{u"own"_s, true}});
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 30000);
    }
    AuditPage *page()
    {
        return qobject_cast<AuditPage *>(m_window->view()->pages().currentPage());
    }
    int rows()
    {
        const auto *table = m_window->findChild<BrowseTable *>(u"auditTable"_s);
        return table && table->model() ? table->model()->rowCount() : -1;
    }
    QString banner() { return m_window->findChild<Banner *>(u"auditBanner"_s)->text(); }
    QString verdict(const QString &database)
    {
        auto session = m_server->open(database);
        const auto checked =
            run(*session, [](db::Sql &sql) { return trail::verify(sql); });
        return checked ? checked.value().why : checked.error().text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
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

    void oneObjectAcrossAuditUsageAndHealth()
    {
        QDir().mkpath(m_folder->filePath(u"data"_s));
        {
            const auto history = health::fileHistory(health::historyFile());
            QVERIFY2(bool(history), history ? "" : qPrintable(history.error().text));
            const qint64 now = QDateTime::currentMSecsSinceEpoch(), start = now - 4'500'000;
            health::Reading down{u"ollama|x"_s, u"Llama <b>"_s, start, health::State::Down,
                health::State::Down, start, u"refused"_s, u"The connection is refused."_s, -1, 60000};
            health::Reading up = down;
            up.at = up.shownSince = start + 600'000;
            up.measured = up.shown = health::State::Up;
            up.cause = up.reason = QString();
            QVERIFY(bool(history.value()->append({down})));
            QVERIFY(bool(history.value()->append({up})));
        }
        open(u"across"_s, kGateway);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, 20000); // the edit, and the trail's own beginning
        Watchdog dog;
        m_window->findChild<QAbstractButton *>(u"auditTimeline"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"timelineDialog"_s), 20000);
        QDialog *dialog = openDialog(u"timelineDialog"_s);
        auto *list = dialog->findChild<TableView *>(u"timelineTable"_s);
        // One edit, the three requests of this key and not the other's, both ends of the incident.
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 6, 20000);
        QStringList said;
        for (int row = 0; row < 6; ++row)
            said << list->model()->index(row, 1).data().toString() + u": "_s
                    + list->model()->index(row, 2).data().toString();
        QCOMPARE(said.value(0), u"Gatehouse: ada changed key mobile-app"_s);
        QCOMPARE(said.value(1), u"Usage: Request: /api/chat · llama3.2"_s);
        QCOMPARE(said.value(2), u"Health: Llama <b> is well again"_s);
        QCOMPARE(said.value(3), said.value(1));
        QCOMPARE(said.value(4), u"Health: Llama <b>: down. The connection is refused."_s);
        QCOMPARE(said.value(5), said.value(1));
        QVERIFY(!said.join(u'\n').contains(u"canary"_s));
        list->selectRow(3);
        dialog->findChild<QAbstractButton *>(u"timelineShow"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(
            QString::fromLatin1(m_window->view()->pages().currentPage()->metaObject()->className()),
            u"gatehouse::ui::UsagePage"_s, 20000);
        dog.check();
    }

    void anOldTrailIsUpgradedFromThePage()
    {
        QFile v1(QStringLiteral(GATEHOUSE_TEST_DATA "/trail/v1.sql"));
        QVERIFY(v1.open(QIODevice::ReadOnly));
        open(u"older"_s, QString::fromUtf8(v1.readAll()));
        Watchdog dog;
        m_window->findChild<QAction *>(u"auditUpgrade"_s)->trigger();
        QTRY_VERIFY2_WITH_TIMEOUT(banner().contains(u"was version 1 and is version 2 now"_s),
            qPrintable(banner()), 20000);
        m_window->findChild<QAction *>(u"auditUpgrade"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"of the present version already"_s), 20000);
        QVERIFY(verdict(u"older"_s).contains(u"all there"_s));
        dog.check();
    }

    void anOldMonthIsSealedFromThePage()
    {
        open(u"sealed"_s, kGateway, kIntoThePast);
        Watchdog dog;
        page()->sealInto(m_folder->path());
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"confirmDialog"_s), 20000);
        QDialog *ask = openDialog(u"confirmDialog"_s);
        if (auto *typed = ask->findChild<QLineEdit *>(u"confirmTyped"_s); typed && typed->isVisible())
            typed->setText(u"2020-07"_s);
        ask->findChild<QAbstractButton *>(u"confirmVerb"_s)->click();
        QTRY_VERIFY2_WITH_TIMEOUT(banner().startsWith(u"2020-07: entries 1 to 2 are in"_s),
            qPrintable(banner()), 20000);
        QCOMPARE(QDir(m_folder->path()).entryList({u"audit-sealed-*.jsonl"_s}).size(), 1);
        QVERIFY(verdict(u"sealed"_s).contains(u"Entries up to 2 were sealed away"_s));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 20000);
        dog.check();
    }
};

QTEST_MAIN(AuditHistoryTest)
#include "audithistory.moc"
