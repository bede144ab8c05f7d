#include "support/keybed.h"
#include "support/usagedata.h"
#include "support/windows.h"

#include "ui/pages/overview.h"
#include "ui/pages/overviewneeds.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"
#include "usage/texts.h"

#include <QAbstractButton>
#include <QAction>
#include <QContextMenuEvent>
#include <QFile>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>

#include <thread>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kWeb = u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s;
const QString kApp = u"ollama-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2c0f"_s;

// Three days, a row every 40 seconds, three models, durations that grow.
const QString kThreeDays =
    u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
    u"SELECT CASE n % 4 WHEN 0 THEN '%1' WHEN 1 THEN 'long-gone-key-123' ELSE '%2' END, "
    u"'/api/chat', 'model-' || n % 3, n % 97 * 0.05, "
    u"now() AT TIME ZONE 'UTC' - n * interval '40 seconds' FROM generate_series(1, 6480) AS n"_s;

} // namespace

// The page as somebody sees it first, on real databases, with nothing standing still over 100 ms.
class OverviewTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    // Leads to nothing but the page: it is the first one that is shown.
    void open(const QString &database, const QString &role = {}, const QString &zone = u"UTC"_s,
        const Clock *clock = nullptr)
    {
        m_windows =
            std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s)); // closes the last one
        db::Profile profile = profileOf((*m_server)->info(database));
        profile.role = role;
        profile.zone = zone;
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page(), 20000);
        if (clock) {
            page()->setClock(*clock);
            page()->refresh();
        }
        settle();
    }
    OverviewPage *page()
    {
        return m_window->view()
            ? qobject_cast<OverviewPage *>(m_window->view()->pages().currentPage())
            : nullptr;
    }
    void settle()
    {
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && !page()->overview().fresh.isEmpty(), 60000);
    }
    const Overview &data() { return page()->overview(); }
    Tile *tile(const QString &id) { return page()->findChild<Tile *>(u"tile_"_s + id); }
    QString figure(const QString &id) { return tile(id)->figure(); }
    QString comparison(const QString &id)
    {
        return tile(id)->findChild<PlainLabel *>(u"tileComparison"_s)->text();
    }
    QString subtitle() { return page()->findChild<PlainLabel *>(u"pageSubtitle"_s)->text(); }
    TimeChart *chart() { return page()->findChild<TimeChart *>(u"overviewRequests"_s); }
    QWidget *need(const QString &id) { return page()->findChild<QWidget *>(u"need_"_s + id); }
    // Rows of the range that the page shows, in the test's own words.
    QString where(const QString &column)
    {
        const usage::Span span = data().figures->span();
        return u" WHERE \"%1\" >= to_timestamp(%2::numeric / 1000000) AT TIME ZONE 'UTC' AND "
               u"\"%1\" < "
               "to_timestamp(%3::numeric / 1000000) AT TIME ZONE 'UTC'"_s.arg(
                   column, QString::number(span.from), QString::number(span.to));
    }
    void insertThreeDays() { m_bed->sql(kThreeDays.arg(kWeb, kApp)); }
    // Through the menu of the page; the dialog has ended its check.
    QDialog *story(const QString &id)
    {
        page()->findChild<QAction *>(u"overviewSql_"_s + id)->trigger();
        if (!QTest::qWaitFor(
                [&] { return openDialog(u"figureDialog"_s) && page()->isIdle(); }, 20000))
            qFatal("no story of %s", qPrintable(id));
        return openDialog(u"figureDialog"_s);
    }
    static QString textIn(QWidget *parent, const QString &name)
    {
        return parent->findChild<PlainLabel *>(name)->text();
    }
    void elsewhere(std::function<void()> work)
    {
        std::atomic<bool> done = false;
        std::thread thread([&] {
            work();
            done = true;
        });
        QTRY_VERIFY_WITH_TIMEOUT(done, 60000);
        thread.join();
    }
    QString log()
    {
        QFile file((*m_server)->dir() + "/log"_L1);
        return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    static QStringList names(const std::vector<Need> &needs)
    {
        QStringList all;
        for (const Need &need : needs)
            all.append(need.id);
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        db::ClusterOptions options;
        options.settings = {{u"log_statement"_s, u"all"_s}};
        m_server = std::make_unique<TestCluster>(options);
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s);
        m_bed->addPlain(u"web"_s, kWeb, 1000);
        m_bed->addPlain(u"app"_s, kApp, 5);
        m_bed->addPlain(u"old"_s, u"ollama-cccccccccccccccccccc70aa"_s, 100, false);
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup()
    {
        m_windows.reset();
        m_bed.reset();
    }

    void figuresAreThoseOfPlainSql()
    {
        insertThreeDays();
        Watchdog dog;
        open(u"gateway"_s);
        const QString rows = u" FROM usage_logs"_s + where(u"timestamp"_s);
        QCOMPARE(figure(u"requests"_s),
            usage::countText(m_bed->cell(u"SELECT count(*)::text"_s + rows).toLongLong()));
        const double p95 = m_bed
                               ->cell(u"SELECT (percentile_cont(0.95) WITHIN GROUP (ORDER BY "
                                      "response_time) * 1000)::text"_s
                                   + rows)
                               .toDouble();
        QCOMPARE(figure(u"latency"_s), usage::msText(p95));
        QVERIFY2(comparison(u"requests"_s).endsWith(u"% on the day before"_s),
            qPrintable(comparison(u"requests"_s)));
        QCOMPARE(figure(u"errors"_s), u"not recorded"_s); // never a false zero
        QCOMPARE(comparison(u"errors"_s), u"by this back end"_s);
        QCOMPARE(figure(u"keys"_s), u"2"_s);
        QCOMPARE(comparison(u"keys"_s), u"1 at the limit now"_s);
        QCOMPARE(
            QString::number(data().requests->sum), m_bed->cell(u"SELECT count(*)::text"_s + rows));
        QCOMPARE(data().requests->lines.size(), size_t(3));
        QCOMPARE(chart()->accessibleName(), u"Requests per 15 min"_s);
        QVERIFY(tile(u"requests"_s)->findChild<Sparkline *>()->series().size() >= 95);
        QVERIFY(subtitle().startsWith(u"as of "_s));
        dog.check();
    }

    void eachFigureShowsItsSqlAndAddsUp()
    {
        insertThreeDays();
        open(u"gateway"_s);
        for (const QString &id :
            {u"requests"_s, u"latency"_s, u"keys"_s, u"overviewRequests"_s, u"overviewTop"_s}) {
            QDialog *dialog = story(id);
            QVERIFY2(textIn(dialog, u"figureCheck"_s).startsWith(u"Checked just now"_s),
                qPrintable(id + textIn(dialog, u"figureCheck"_s)));
            QVERIFY(dialog->findChild<QPlainTextEdit *>(u"sqlText"_s)
                        ->toPlainText()
                        .contains(u"SELECT"_s));
            dialog->reject();
            QTRY_VERIFY(!openDialog(u"figureDialog"_s));
        }
        // By the menu key of the tile itself.
        tile(u"requests"_s)->setFocus();
        QContextMenuEvent menuKey(QContextMenuEvent::Keyboard, {5, 5}, {5, 5});
        QApplication::sendEvent(tile(u"requests"_s), &menuKey);
        auto *menu = tile(u"requests"_s)->findChild<QMenu *>(u"tileMenu"_s);
        QVERIFY(menu && menu->actions().first()->isEnabled());
        menu->actions().first()->trigger();
        QTRY_VERIFY(openDialog(u"figureDialog"_s));
        openDialog(u"figureDialog"_s)->reject();
        menu->close();
    }

    void aClickOpensTheRowsBehindTheFigure()
    {
        insertThreeDays();
        open(u"gateway"_s);
        const PageTarget gone = usageTarget(data(), u"rows"_s,
            usage::Chip{u"keyState"_s, usage::Compare::Is, {QString(usage::kGone)}});
        const auto filter = usage::filterFromJson(gone.state[u"filter"_s].toObject());
        QVERIFY(filter && filter.value().chips.size() == 1);
        QCOMPARE(filter.value().lastMs, 24LL * 3600 * 1000);
        QVERIFY(bool(usage::Figures::of(data().source, filter.value(), data().figures->span())));
        QSignalSpy opened(m_window->workspace(), &Workspace::openPage);
        QTest::mouseClick(tile(u"errors"_s), Qt::LeftButton); // there is nothing behind it
        QCOMPARE(opened.size(), 0);
        const bool hasUsage = whyNotNow(*pageSpec(u"usage"_s), *m_window->workspace()).isEmpty();
        QTest::mouseClick(tile(u"requests"_s), Qt::LeftButton);
        QCOMPARE(opened.size(), hasUsage ? 1 : 0);
        if (hasUsage) {
            QCOMPARE(opened.first().at(0).toString(), u"usage"_s);
            QCOMPARE(opened.first().at(1).toJsonObject()[u"tab"_s].toString(), u"rows"_s);
            m_window->showPage(u"overview"_s);
            settle();
            opened.clear();
        }
        QTest::keyClick(tile(u"keys"_s), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().at(0).toString(), u"keys"_s);
        QTRY_COMPARE(m_window->view()->pages().currentId(), u"keys"_s);
    }

    void saysWhatNeedsSomebody()
    {
        insertThreeDays();
        m_bed->sql(u"CREATE INDEX broken_one ON usage_logs (model); UPDATE pg_index SET indisvalid "
                   "= false WHERE indexrelid = 'broken_one'::regclass"_s);
        m_bed->createTrail();
        const auto engine = m_bed->engine(trail::Policy::Required);
        keys::Bulk revoke{keys::Verb::Revoke, {m_bed->byName(engine, u"web"_s)}};
        const auto revoked = gatehouse::test::run(
            m_bed->session(), [&](db::Sql &sql) { return engine.apply(sql, revoke); });
        QVERIFY2(bool(revoked), revoked ? "" : words(revoked.error()).constData());
        open(u"gateway"_s);
        const QStringList ids = names(needsOf(data()));
        for (const QString &id : {u"overlimit"_s, u"plaintext"_s, u"index"_s, u"gone"_s})
            QVERIFY2(ids.contains(id) && need(id), qPrintable(id + u": "_s + ids.join(u' ')));
        QVERIFY(!ids.contains(u"trail"_s));
        const std::vector<trail::Told> &changes = *data().changes;
        QCOMPARE(trail::sentence(changes.front()), u"ada revoked the key web"_s);
        QCOMPARE(page()->findChild<ChangesCard *>()->rowCount(), 2);
        // The link leads to the keys it speaks of.
        auto *link = page()->findChild<QAbstractButton *>(u"needLink_overlimit"_s);
        QVERIFY(link);
        link->click();
        QTRY_COMPARE(m_window->view()->pages().currentId(), u"keys"_s);
        QTRY_COMPARE(m_window->view()->pages().currentPage()->state()[u"state"_s].toString(),
            u"attention"_s);
    }

    void eachThingIsAskedOnce()
    {
        insertThreeDays();
        open(u"gateway"_s);
        (void)m_bed->cell(u"SELECT 'first mark'"_s);
        page()->refresh();
        settle();
        (void)m_bed->cell(u"SELECT 'second mark'"_s);
        const QString part = log().section(u"first mark"_s, 1).section(u"second mark"_s, 0, 0);
        static const QRegularExpression asked(
            u"(?:execute <unnamed>|statement): (WITH|SELECT|EXPLAIN)[^\\n]*"_s);
        QStringList statements;
        auto hit = asked.globalMatch(part);
        while (hit.hasNext()) {
            const QString text = hit.next().captured(0);
            const bool ofThePage = text.contains(u"usage_logs"_s) || text.contains(u"api_keys"_s)
                || text.contains(u"pg_namespace n"_s);
            if (ofThePage)
                statements.append(text.left(300));
        }
        const auto count = [&statements](
                               const QString &word) { return int(statements.filter(word).size()); };
        // Totals of two days, series of percentiles and groups each ask the planner first.
        QVERIFY2(count(u"EXPLAIN"_s) == 4, qPrintable(statements.join(u'\n')));
        // Requests by model, latency, two totals, top keys; keys and their usage.
        QVERIFY2(statements.size() == 4 + 5 + 2, qPrintable(statements.join(u'\n')));
    }

    void newerRoundsReplaceOlderOnes()
    {
        insertThreeDays();
        open(u"gateway"_s);
        QSignalSpy ended(page(), &OverviewPage::roundEnded);
        for (int i = 0; i < 5; ++i)
            page()->refresh();
        settle();
        QCOMPARE(ended.size(), 1);
        page()->refresh();
        page()->cancelQuery();
        QVERIFY(page()->isIdle());
        QVERIFY2(subtitle().startsWith(u"Stopped"_s), qPrintable(subtitle()));
        QVERIFY(figure(u"requests"_s) != u"–"_s); // what was known stays
    }

    void aHiddenPageAsksNothingAndHoldsNoConnection()
    {
        open(u"gateway"_s);
        const QString sessions = u"SELECT count(*)::text FROM pg_stat_activity WHERE datname = "
                                 "'gateway' AND pid <> pg_backend_pid() AND backend_type = "
                                 "'client backend'"_s;
        const int before = m_bed->cell(sessions).toInt();
        m_window->showPage(u"jobs"_s);
        QTRY_COMPARE(m_bed->cell(sessions).toInt(), before - 1);
    }

    void aDeadServerTakesNoFigureAway()
    {
        insertThreeDays();
        auto own = std::make_unique<TestCluster>();
        QVERIFY2(own->isUp(), own->trouble().constData());
        auto bed = std::make_unique<KeyBed>(*own, u"dying"_s, u"ollama-gateway"_s);
        bed->sql(kThreeDays.arg(kWeb, kApp));
        m_window = m_windows->open(profileOf((*own)->info(u"dying"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window) && page(), 20000);
        settle();
        const QString requests = figure(u"requests"_s);
        QVERIFY(requests.size() > 2);
        Watchdog dog;
        elsewhere([&] {
            bed.reset();
            (void)bool((**own).stop());
        });
        QTRY_COMPARE_WITH_TIMEOUT(
            m_window->workspace()->link().state(), db::Link::State::Lost, 30000);
        page()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 30000);
        QCOMPARE(figure(u"requests"_s), requests);
        QVERIFY2(subtitle().startsWith(u"The server does not answer; the figures are of "_s),
            qPrintable(subtitle()));
        dog.check();
    }

    void lostRightsAreSaid()
    {
        insertThreeDays();
        m_bed->sql(u"DROP ROLE IF EXISTS viewer; CREATE ROLE viewer; GRANT SELECT ON usage_logs, "
                   "api_keys TO viewer"_s);
        open(u"gateway"_s, u"viewer"_s);
        const QString requests = figure(u"requests"_s);
        m_bed->sql(u"REVOKE SELECT ON usage_logs FROM viewer"_s);
        page()->refresh();
        settle();
        QCOMPARE(figure(u"requests"_s), requests);
        auto *banner = page()->findChild<Banner *>(u"overviewBanner"_s);
        QVERIFY2(
            banner->isVisible() && banner->text().contains(u"older"_s), qPrintable(banner->text()));
        // Without the right from the beginning it is neither a zero nor "not recorded".
        open(u"gateway"_s, u"viewer"_s);
        QCOMPARE(figure(u"requests"_s), u"not available"_s);
        QVERIFY(chart()->overlay().state() == Overlay::State::Empty);
        m_bed->sql(u"DROP OWNED BY viewer; DROP ROLE viewer"_s);
    }

    void anEmptyDatabaseIsNoTrouble()
    {
        m_bed->sql(u"DELETE FROM api_keys"_s);
        Watchdog dog;
        open(u"gateway"_s);
        QCOMPARE(figure(u"requests"_s), u"0"_s);
        QCOMPARE(figure(u"latency"_s), u"–"_s);
        QCOMPARE(figure(u"keys"_s), u"0"_s);
        QVERIFY(chart()->overlay().state() == Overlay::State::Empty);
        const std::vector<Need> needs = needsOf(data()); // a backup is needed of any database
        QVERIFY(needs.size() == 1 && needs.front().id == u"backup"_s);
        m_bed->sql(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, "
                   "\"timestamp\") VALUES ('k', '/', 'm', 1, '2026-03-01 12:00')"_s);
        page()->refresh();
        settle();
        QVERIFY(data().newest.has_value());
        QCOMPARE(usage::timeText(*data().newest, QTimeZone::utc()).left(16), u"2026-03-01 12:00"_s);
        dog.check();
    }

    void aDayOfADstChangeHasAllItsRows_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("now"); // UTC
        QTest::addRow("spring forward") << u"Europe/Berlin"_s << u"2026-03-29T10:00:00Z"_s;
        QTest::addRow("fall back") << u"Europe/Berlin"_s << u"2026-10-25T10:00:00Z"_s;
        QTest::addRow("New York") << u"America/New_York"_s << u"2026-03-08T20:00:00Z"_s;
        QTest::addRow("half an hour") << u"Australia/Lord_Howe"_s << u"2026-04-05T05:00:00Z"_s;
        QTest::addRow("no change") << u"Asia/Kolkata"_s << u"2026-03-29T10:00:00Z"_s;
        QTest::addRow("UTC") << u"UTC"_s << u"2026-03-29T10:00:00Z"_s;
    }
    void aDayOfADstChangeHasAllItsRows()
    {
        QFETCH(QString, zone);
        QFETCH(QString, now);
        m_bed->sql(
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, "
            "\"timestamp\") SELECT '%1', '/api/chat', 'm', 1, t FROM generate_series("
            "timestamp '2026-03-01 00:05', '2026-10-31', interval '10 minutes') AS t"_s.arg(kWeb));
        const ManualClock clock(QDateTime::fromString(now, Qt::ISODate));
        open(u"gateway"_s, {}, zone, &clock);
        QCOMPARE(figure(u"requests"_s), u"144"_s);
        QCOMPARE(comparison(u"requests"_s), u"±0 % on the day before"_s);
        QCOMPARE(data().requests->sum, 144);
        double whole = 0; // in each hour, by whatever clock
        for (double value : data().requests->lines.front().values)
            whole += value;
        QCOMPARE(whole, 144.0);
        for (int i = 1; i + 1 < data().requests->buckets.count(); ++i)
            QCOMPARE(data().requests->lines.front().values[size_t(i)], 6.0);
    }

    void otherBackEndsSayWhatTheyCan()
    {
        // Outcomes are recorded here, keys are not named by the usage.
        auto session = databaseOf(*m_server, u"onelastai"_s, u"onelast"_s);
        const QByteArray trouble = script(*session, uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'k' || n, 'u' || n, 'user' || n || '@example.org', now(), now()
FROM generate_series(1, 3) n;
INSERT INTO agents (id, name, agent_type, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-0000000000a1', 'agent', 'chatbot', now(), now());
INSERT INTO agent_interactions (user_id, agent_id, interaction_type, response_time, success, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || 1 + n % 3)::uuid, '00000000-0000-4000-8000-0000000000a1', 'chat',
       n % 7 * 0.5, n % 10 <> 0, now() AT TIME ZONE 'UTC' - n * interval '10 minutes', now()
FROM generate_series(1, 400) n;
INSERT INTO usage_metrics (user_id, agent_id, date, requests_count, tokens_used, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || 1 + n % 3)::uuid, NULL, (now() AT TIME ZONE 'UTC')::date - n / 3, 10 + n, 100 * n, now(), now()
FROM generate_series(0, 200) n;
)"_s);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
        open(u"onelast"_s);
        const QString rate = cell(*session,
            u"SELECT (100.0 * count(*) FILTER (WHERE NOT success) / "
            "count(*))::float8::text FROM agent_interactions"_s
                + where(u"created_at"_s));
        QCOMPARE(figure(u"errors"_s), usage::rateText(rate.toDouble() / 100));
        QVERIFY(names(needsOf(data())).contains(u"errors"_s));
        QVERIFY2(textIn(story(u"errors"_s), u"figureCheck"_s).startsWith(u"Checked"_s), "");
        openDialog(u"figureDialog"_s)->reject();
        // Only totals per day are left: days, not hours, and said so.
        QVERIFY(script(*session, u"DROP TABLE agent_interactions CASCADE"_s).isEmpty());
        QVERIFY(script(*session, u"DROP TABLE messages CASCADE"_s).isEmpty());
        open(u"onelast"_s);
        QVERIFY(data().isDaily());
        QCOMPARE(QString::number(data().totals->requests),
            cell(*session,
                u"SELECT sum(requests_count)::text FROM usage_metrics WHERE date > "
                "(now() AT TIME ZONE 'UTC')::date - 30"_s));
        QVERIFY(tile(u"requests"_s)->accessibleName().startsWith(u"Requests, 30 days"_s));
        QCOMPARE(chart()->accessibleName(), u"Requests per day"_s);
        QCOMPARE(figure(u"latency"_s), u"not recorded"_s);
    }

    // The range of the page stands after the condition of each: rows, failures, durations.
    void usageOutsideATableOfRequestsIsCountedToo_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QString>("counted"); // table and condition, and the column of time
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("failed");
        QTest::addColumn<bool>("timed");
        QTest::addRow("audit metadata")
            << u"don-research"_s
            << u"INSERT INTO audit_logs (institution, action, trace_id, resource_type, "
               u"resource_id, "
               "audit_metadata, \"timestamp\", is_deleted) SELECT 'x', 'GET', 't' || n, "
               "'http_request', '/a', jsonb_build_object('status_code', CASE WHEN n % 10 = 0 THEN "
               "500 ELSE 200 END, 'response_time_ms', n), now() AT TIME ZONE 'UTC' - n * interval "
               "'10 minutes', n % 50 = 0 FROM generate_series(1, 300) n"_s
            << u"audit_logs WHERE NOT is_deleted AND resource_type = 'http_request'"_s
            << u"timestamp"_s << u"audit_metadata->>'status_code' = '500'"_s << true;
        QTest::addRow("message metadata")
            << u"flux-rag"_s
            << u"INSERT INTO sessions (id, title, created_at, updated_at) VALUES ('s', '', now(), "
               "now()); INSERT INTO messages (id, session_id, role, content, metadata, created_at) "
               "SELECT 'm' || n, 's', CASE n % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, 't', "
               "jsonb_build_object('latency_ms', n, 'model_used', 'q'), now() - n * interval '10 "
               "minutes' FROM generate_series(1, 300) n"_s
            << u"messages WHERE role = 'assistant'"_s << u"created_at"_s << QString() << true;
        QTest::addRow("tasks")
            << u"ai-pal"_s
            << u"INSERT INTO background_tasks (task_id, task_name, task_type, status, priority, "
               "created_at, attempts, max_retries, duration_seconds) SELECT 't' || n, 'train', "
               "'ari', (ARRAY['completed', 'failed'])[1 + n % 2], 5, now() AT TIME ZONE 'UTC' - n "
               "* "
               "interval '10 minutes', 0, 3, n % 60 FROM generate_series(1, 300) n"_s
            << u"background_tasks WHERE true"_s << u"created_at"_s << u"status = 'failed'"_s
            << true;
    }
    void usageOutsideATableOfRequestsIsCountedToo()
    {
        QFETCH(QString, system);
        QFETCH(QString, rows);
        QFETCH(QString, counted);
        QFETCH(QString, time);
        QFETCH(QString, failed);
        QFETCH(bool, timed);
        auto session = databaseOf(*m_server, system, u"elsewhere"_s);
        const QByteArray trouble = script(*session, rows);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
        open(u"elsewhere"_s);
        const QString range =
            where(time)
                .replace(u" WHERE "_s, u" AND "_s)
                .replace(u" AT TIME ZONE 'UTC'"_s,
                    system == u"flux-rag"_s ? QString() : u" AT TIME ZONE 'UTC'"_s); // it has zones
        const QString all = cell(*session, u"SELECT count(*)::text FROM "_s + counted + range);
        QVERIFY(all.toInt() > 50);
        QCOMPARE(QString::number(data().totals->requests), all);
        QCOMPARE(figure(u"requests"_s), all);
        if (failed.isEmpty())
            QCOMPARE(figure(u"errors"_s), u"not recorded"_s);
        else
            QCOMPARE(QString::number(*data().totals->failed),
                cell(*session,
                    u"SELECT count(*)::text FROM "_s + counted + u" AND "_s + failed + range));
        QCOMPARE(data().totals->latency.p95.has_value(), timed);
        QVERIFY(!chart()->accessibleDescription().isEmpty());
        QVERIFY2(textIn(story(u"requests"_s), u"figureCheck"_s).startsWith(u"Checked"_s), "");
        openDialog(u"figureDialog"_s)->reject();
    }

    void everythingHasANameAndIsReachedByKeys()
    {
        insertThreeDays();
        open(u"gateway"_s);
        QVERIFY(tile(u"requests"_s)->accessibleName().startsWith(u"Requests, 24 h: "_s));
        QVERIFY(!chart()->accessibleDescription().isEmpty());
        for (const QAbstractButton *button : page()->findChildren<QAbstractButton *>()) {
            if (button->isVisible())
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                    qPrintable(button->objectName()));
        }
        QSet<QWidget *> reached;
        tile(u"requests"_s)->setFocus();
        for (int i = 0; i < 60; ++i) {
            reached.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (const QString &id : {u"requests"_s, u"errors"_s, u"latency"_s, u"keys"_s})
            QVERIFY2(reached.contains(tile(id)), qPrintable(id));
        QVERIFY(reached.contains(page()->findChild<BarRow *>()));
        QVERIFY(reached.contains(page()->findChild<QAbstractButton *>(u"needLink_overlimit"_s)));
    }
};

QTEST_MAIN(OverviewTest)
#include "overview.moc"
