#include "support/usagewindow.h"

#include "ui/pages/usagechart.h"
#include "ui/pages/usagefields.h"
#include "ui/widgets/chartview.h"
#include "ui/widgets/timechart.h"

#include <QLineEdit>
#include <QTabBar>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

void drag(ChartView *view, double from, double to)
{
    const int y = int(view->plot().center().y());
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, QPoint(int(from), y));
    QTest::mouseMove(view->viewport(), QPoint(int((from + to) / 2), y));
    QTest::mouseMove(view->viewport(), QPoint(int(to), y));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, QPoint(int(to), y));
}

QString rowsText(const QString &count) // as the page writes a number of rows
{
    return QLocale().toString(count.toLongLong()) + u" row"_s;
}

} // namespace

// The page as support staff use it, on a real database; nothing stands still over 100 ms.
class UsagePageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<UsageWindow> m_bed;

    static QString since(const QString &condition = u"true"_s)
    {
        return u"SELECT count(*)::text FROM usage_logs u WHERE \"timestamp\" > now() AT TIME ZONE "
               "'UTC' - interval '24 hours' AND ("_s
            + condition + u')';
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<UsageWindow>(*m_server, u"ollama-gateway"_s, kGatewayHours);
    }
    void cleanup() { m_bed.reset(); }

    void itOpensOnTheNewestRows()
    {
        Watchdog dog;
        QVERIFY(m_bed->open());
        QTRY_VERIFY(m_bed->count().startsWith(u"1,000 row"_s));
        QCOMPARE(m_bed->model()->query().order.front().ascending, false);
        QCOMPARE(m_bed->model()->raw(0, u"id"_s).value_or(QByteArray()), QByteArray("1"));
        QVERIFY(m_bed->text(u"usageTotals"_s).startsWith(u"1,000 requests"_s));
        QVERIFY(m_bed->text(u"usageTotals"_s).contains(u"errors not recorded"_s));
        // The chart's parts and the whole, from one snapshot.
        QVERIFY(m_bed->text(u"usageProof"_s, m_bed->in<QWidget>(u"usageChart"_s))
                    .contains(u"add up to 1,000"_s));
        // Keys by name with their mask, never in full; a key that is gone says so.
        const QStringList keys = m_bed->column(m_bed->model(), u"gatehouse.key_name"_s, 200);
        QVERIFY(!keys.isEmpty());
        QVERIFY(keys.contains(u"mobile"_s) && keys.contains(u"web"_s));
        QVERIFY(keys.filter(u"no longer exists"_s).size() > 50);
    }

    // A filter says of how many; the table's own number comes from its last analysis.
    void aFilteredCountSaysOfHowMany()
    {
        QCOMPARE(m_bed->sql(u"WITH old AS (INSERT INTO usage_logs (api_key, endpoint, model, "
                            "response_time, \"timestamp\") SELECT 'k', '/old', 'm', 1, now() - "
                            "interval '90 days' FROM generate_series(1, 500) RETURNING 1) SELECT "
                            "count(*)::text FROM old"_s),
            u"500"_s);
        m_bed->sql(u"ANALYZE usage_logs"_s);
        QVERIFY(m_bed->open());
        QTRY_VERIFY2(m_bed->count().startsWith(u"1,000 row(s) of about 1,500"_s),
            qPrintable(m_bed->count()));
    }

    // Parts that are not looked at ask nothing.
    void itAsksNoMoreThanItsPartsNeed()
    {
        using Lane = UsageQuery::Lane;
        QVERIFY(m_bed->open());
        const UsageQuery &query = m_bed->page()->query();
        QCOMPARE(query.asked(Lane::Pages), 1);   // what the table is like
        QCOMPARE(query.asked(Lane::Figures), 2); // the chart; sums of this and the last period
        QCOMPARE(query.asked(Lane::Counts), 1);  // choices of the filter
        QVERIFY(m_bed->tab(u"model"_s));
        QCOMPARE(query.asked(Lane::Figures), 3);
        QVERIFY(m_bed->tab(u"rows"_s));
        QVERIFY(m_bed->tab(u"model"_s)); // known already
        QCOMPARE(query.asked(Lane::Figures), 3);
        QVERIFY(m_bed->tab(u"heat"_s));
        QCOMPARE(query.asked(Lane::Figures), 4);
        QVERIFY(m_bed->tab(u"percentiles"_s)); // its sums are those of the chart
        QCOMPARE(query.asked(Lane::Figures), 5);
        QCOMPARE(query.asked(Lane::Pages), 1);
        QCOMPARE(query.asked(Lane::Counts), 1);
    }

    void filtersAgreeWithSql_data()
    {
        QTest::addColumn<QStringList>("chips");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("condition");
        QTest::addRow("model") << QStringList{u"model=llama3.2"_s} << QString()
                               << u"model = 'llama3.2'"_s;
        QTest::addRow("one of") << QStringList{u"model=llama3.2|mistral"_s} << QString()
                                << u"model IN ('llama3.2', 'mistral')"_s;
        QTest::addRow("key by name")
            << QStringList{u"key=web"_s} << QString() << u"api_key LIKE '%bbb2'"_s;
        QTest::addRow("keys that are gone")
            << QStringList{u"keyState=gone"_s} << QString() << u"api_key LIKE '%g9'"_s;
        QTest::addRow("duration in ms")
            << QStringList{u"duration>=2500"_s} << QString() << u"response_time >= 2.5"_s;
        QTest::addRow("member of the JSON") << QStringList{u"data/message_count>=3"_s} << QString()
                                            << u"(request_data->>'message_count')::int >= 3"_s;
        QTest::addRow("deep member, beyond a double")
            << QStringList{u"data/options/seed=12345678901234567890"_s} << QString()
            << u"request_data IS NOT NULL"_s;
        QTest::addRow("without data")
            << QStringList{u"data=!"_s} << QString() << u"request_data IS NULL"_s;
        QTest::addRow("anywhere") << QStringList() << u"gener"_s << u"endpoint = '/api/generate'"_s;
        QTest::addRow("every quote")
            << QStringList{u"model=it's \"a\" \\\\ 100% _ ; --"_s} << QString() << u"false"_s;
        QTest::addRow("both") << QStringList{u"model=gemma2"_s, u"endpoint~chat"_s} << QString()
                              << u"model = 'gemma2' AND endpoint = '/api/chat'"_s;
    }
    void filtersAgreeWithSql()
    {
        QFETCH(QStringList, chips);
        QFETCH(QString, words);
        QFETCH(QString, condition);
        Watchdog dog;
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter(chips, words));
        const QString expected = m_bed->sql(since(condition));
        QVERIFY(!m_bed->page()->query().whole()->filter().chips.empty() || !words.isEmpty());
        if (expected == u"0"_s) {
            QTRY_COMPARE(m_bed->model()->rowCount(), 0);
            return;
        }
        QTRY_VERIFY2(m_bed->count().startsWith(rowsText(expected)),
            qPrintable(m_bed->count() + u" / "_s + expected));
        QTRY_VERIFY(m_bed->text(u"usageTotals"_s)
                        .startsWith(QLocale().toString(expected.toLongLong()) + u" req"_s));
        QCOMPARE(m_bed->in<FilterBar>(QString())->conditions().size(), chips.size());
    }

    // What cannot be asked is refused with the reason, and what is shown stays what is asked.
    void aFilterThatCannotBeAskedIsTakenBack()
    {
        QVERIFY(m_bed->open());
        auto *bar = m_bed->page()->findChild<FilterBar *>();
        bar->setConditions({{u"duration"_s, items::Compare::AtLeast, {u"fast"_s}}});
        Q_EMIT bar->conditionsChanged();
        auto *banner = m_bed->in<Banner>(u"usageBanner"_s);
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(u"fast"_s), qPrintable(banner->text()));
        QVERIFY(bar->conditions().isEmpty());
        QVERIFY(m_bed->count().startsWith(u"1,000 row"_s));
    }

    void aDraggedRangeFiltersAndGivesBack()
    {
        Watchdog dog;
        QVERIFY(m_bed->open());
        auto *chart = m_bed->page()->findChild<UsageChart *>(u"usageChart"_s);
        auto *view = chart->chart().findChild<ChartView *>();
        QVERIFY(m_bed->filter({}));
        const double width = view->plot().width();
        drag(view, view->plot().left() + width * 0.90, view->plot().left() + width * 0.96);
        const UsageQuery &query = m_bed->page()->query();
        QVERIFY(query.selection());
        QVERIFY(m_bed->settle());
        const QString expected = m_bed->sql(
            u"SELECT count(*)::text FROM usage_logs WHERE \"timestamp\" >= '%1' AND \"timestamp\" "
            "< '%2'"_s.arg(usage::wallText(query.selection()->from, QTimeZone::utc()),
                usage::wallText(query.selection()->to, QTimeZone::utc())));
        QVERIFY(expected.toInt() > 0 && expected.toInt() < 1000);
        QTRY_VERIFY2(m_bed->count().startsWith(rowsText(expected)),
            qPrintable(m_bed->count() + u" / "_s + expected));
        QTRY_VERIFY(m_bed->text(u"usageTotals"_s).startsWith(expected + u" req"_s));
        // The chart itself goes on showing the whole range.
        QVERIFY(query.whole()->span().length() > query.selection()->length() * 5);
        m_bed->click(u"usageBack"_s);
        QVERIFY(!query.selection());
        QTRY_VERIFY(m_bed->count().startsWith(u"1,000 row"_s));
        // Or it becomes the range.
        drag(view, view->plot().left() + width * 0.90, view->plot().left() + width * 0.96);
        const usage::Span chosen = *query.selection();
        m_bed->click(u"usageZoom"_s);
        QVERIFY(!query.selection());
        QVERIFY(query.whole()->span() == chosen);
        QTRY_VERIFY(m_bed->count().startsWith(rowsText(expected)));
    }

    void theTabsSumUpToTheWhole_data()
    {
        QTest::addColumn<QString>("tab");
        QTest::addColumn<QString>("place");
        for (const char *tab : {"key", "model", "endpoint"})
            QTest::addRow("%s", tab)
                << QString::fromLatin1(tab) << u"usageBy_"_s + QString::fromLatin1(tab);
        QTest::addRow("heat") << u"heat"_s << u"usageHeat"_s;
    }
    void theTabsSumUpToTheWhole()
    {
        QFETCH(QString, tab);
        QFETCH(QString, place);
        Watchdog dog;
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->tab(tab));
        auto *widget = m_bed->in<QWidget>(place);
        QVERIFY(widget->isVisible());
        QTRY_VERIFY2(m_bed->text(u"usageProof"_s, widget).contains(u"the parts add up to 1,000"_s),
            qPrintable(m_bed->text(u"usageProof"_s, widget)));
        if (tab == u"heat"_s)
            return;
        auto *table = m_bed->in<TableView>(u"usageGroups_"_s + tab);
        qint64 sum = 0;
        for (const QString &count : m_bed->column(table->model(), u"requests"_s))
            sum += QLocale().toLongLong(count);
        QCOMPARE(sum, 1000);
    }

    void aGroupLeadsToItsRows()
    {
        Watchdog dog;
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->tab(u"key"_s));
        auto *table = m_bed->in<TableView>(u"usageGroups_key"_s);
        QTRY_COMPARE(table->model()->rowCount(), 3);
        const QStringList names = m_bed->column(table->model(), u"name"_s);
        const int gone = int(names.indexOf(names.filter(u"no longer exists"_s).value(0)));
        QVERIFY(gone >= 0);
        table->setCurrentIndex(table->model()->index(gone, 0));
        const QString count = m_bed->column(table->model(), u"requests"_s).value(gone);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(m_bed->settle());
        QCOMPARE(m_bed->in<QTabBar>(u"usageTabs"_s)->currentIndex(), 0);
        QTRY_VERIFY2(m_bed->count().startsWith(count + u" row"_s), qPrintable(m_bed->count()));
        // A fingerprint, never the key.
        const QString chip = m_bed->page()->query().filter().chips.front().values.value(0);
        QVERIFY2(chip.startsWith(u'#') && chip.size() == 7, qPrintable(chip));
    }

    void requestsOfGoneKeysAreOneClickAway()
    {
        QVERIFY(m_bed->open());
        m_bed->click(u"usageGone"_s);
        QVERIFY(m_bed->settle());
        QTRY_VERIFY(m_bed->count().startsWith(
            rowsText(m_bed->sql(since(u"api_key NOT IN (SELECT key FROM api_keys)"_s)))));
        m_bed->click(u"usageGone"_s);
        QTRY_VERIFY(m_bed->count().startsWith(u"1,000 row"_s));
    }

    void otherPagesOpenItWithAFilter()
    {
        QVERIFY(m_bed->open());
        m_bed->window->showPage(u"keys"_s);
        usage::Filter filter;
        filter.chips = {{u"key"_s, usage::Compare::Is, {u"mobile"_s}}};
        Q_EMIT m_bed->window->workspace()->openPage(
            u"usage"_s, {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"model"_s}});
        QTRY_COMPARE(m_bed->window->view()->pages().currentId(), u"usage"_s);
        QVERIFY(m_bed->settle());
        QCOMPARE(m_bed->in<QTabBar>(u"usageTabs"_s)->currentIndex(), 2);
        QTRY_VERIFY(m_bed->text(u"usageTotals"_s)
                        .startsWith(m_bed->sql(since(u"api_key LIKE '%aaa1'"_s)) + u" req"_s));
    }

    void theDetailKeepsWhatWasWritten()
    {
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter({u"data/message_count=4"_s}));
        QTRY_VERIFY(m_bed->model()->rowCount() > 0);
        m_bed->table()->selectRow(0);
        auto *detail = m_bed->in<QWidget>(u"usageDetail"_s);
        QTRY_VERIFY(m_bed->in<QWidget>(u"usageAround"_s, detail)->isVisible());
        const auto *tree = m_bed->in<QAbstractItemView>(u"jsonTree"_s, detail);
        const auto *json = tree->model();
        QTRY_VERIFY(json->rowCount() > 0);
        const QModelIndex options = json->index(1, 0, json->index(0, 0));
        QVERIFY(json->index(0, 0, options).data().toString().contains(u"12345678901234567890"_s));
        const QString duration = m_bed->text(u"usageFact_Duration"_s, detail);
        QVERIFY2(duration.contains(u" ms ("_s) && duration.endsWith(u" s stored)"_s),
            qPrintable(duration));
        QVERIFY(m_bed->text(u"usageFact_Status"_s, detail) == usage::notRecorded());
        m_bed->click(u"usageAround"_s, detail);
        QVERIFY(m_bed->settle());
        QCOMPARE(m_bed->page()->query().whole()->span().length(), 600 * usage::kSecond);
    }

    void timesFollowTheReportingZone()
    {
        QVERIFY(m_bed->open());
        const QString utc = m_bed->column(m_bed->model(), u"timestamp"_s, 1).value(0);
        m_bed->trigger(u"zone-other"_s);
        QTRY_VERIFY(openDialog(u"usageZoneDialog"_s));
        QDialog *dialog = openDialog(u"usageZoneDialog"_s);
        m_bed->in<QLineEdit>(u"usageZoneName"_s, dialog)->setText(u"Asia/Seoul"_s);
        m_bed->click(u"usageZoneUse"_s, dialog);
        QVERIFY(m_bed->settle());
        const QString seoul = m_bed->column(m_bed->model(), u"timestamp"_s, 1).value(0);
        const auto a = usage::instantFromText(utc, QTimeZone::utc());
        const auto b = usage::instantFromText(seoul, QTimeZone("Asia/Seoul"));
        QVERIFY2(a && b && *a == *b, qPrintable(utc + u" / "_s + seoul));
        QVERIFY(m_bed->count().startsWith(u"1,000 row"_s));
        m_bed->restart(); // kept for this profile
        QVERIFY(m_bed->open());
        QCOMPARE(m_bed->page()->query().filter().zone, u"Asia/Seoul"_s);
    }
};

QTEST_MAIN(UsagePageTest)
#include "usagepage.moc"
