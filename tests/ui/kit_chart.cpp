#include "ui/theme/theme.h"
#include "ui/widgets/chartview.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"

#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <QAbstractButton>
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

constexpr qint64 kStart = 1'795'089'600'000;
constexpr qint64 kMinute = 60'000;

ChartData dataOf(int points, int series)
{
    ChartData data;
    for (int i = 0; i < points; ++i)
        data.times += kStart + i * kMinute;
    for (int s = 0; s < series; ++s) {
        ChartSeries each{u"m%1"_s.arg(s), {}};
        for (int i = 0; i < points; ++i)
            each.values += 10 + s;
        data.series += each;
    }
    return data;
}

ChartView *viewOf(TimeChart &chart) { return chart.findChild<ChartView *>(); }

void drag(ChartView *view, double from, double to)
{
    const int y = int(view->plot().center().y());
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, QPoint(int(from), y));
    QTest::mouseMove(view->viewport(), QPoint(int((from + to) / 2), y));
    QTest::mouseMove(view->viewport(), QPoint(int(to), y));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, QPoint(int(to), y));
}

} // namespace

class KitChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, Scheme::Light); }

    void a_million_points_keep_their_extremes()
    {
        ChartData data = dataOf(1'000'000, 1);
        data.series[0].values[654'321] = 5000;
        TimeChart chart(u"Latency"_s, ChartStyle::Lines);
        chart.resize(800, 300);
        chart.show();
        chart.setData(data);
        const auto lines = viewOf(chart)->chart()->series();
        QCOMPARE(lines.size(), 1);
        const auto points = qobject_cast<QLineSeries *>(lines.first())->points();
        QVERIFY(points.size() < 2000);
        QVERIFY(points.contains(QPointF(double(kStart + 654'321 * kMinute), 5000)));
    }

    void areas_stand_on_each_other()
    {
        TimeChart chart(u"Requests"_s, ChartStyle::StackedAreas);
        chart.resize(800, 300);
        chart.setData(dataOf(60, 3));
        const auto areas = viewOf(chart)->chart()->series();
        QCOMPARE(areas.size(), 3);
        QCOMPARE(qobject_cast<QAreaSeries *>(areas.at(2))->upperSeries()->at(30).y(), 33.0);
        QCOMPARE(qobject_cast<QAreaSeries *>(areas.at(2))->lowerSeries()->at(30).y(), 21.0);
        chart.setData(dataOf(30, 3)); // replaced in place, nothing piles up
        QCOMPARE(viewOf(chart)->chart()->series(), areas);
        chart.setData(dataOf(30, 2));
        QCOMPARE(viewOf(chart)->chart()->series().size(), 2);
    }

    void a_single_bucket_is_a_bar()
    {
        TimeChart chart(u"Rows"_s, ChartStyle::StackedAreas);
        chart.resize(800, 300);
        ChartData day = dataOf(1, 2);
        day.bucketMs = 1440 * kMinute;
        chart.setData(day);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const auto *above =
            qobject_cast<QAreaSeries *>(viewOf(chart)->chart()->series().at(1))->upperSeries();
        QCOMPARE(above->count(), 2);
        QCOMPARE(above->at(1), QPointF(double(kStart + day.bucketMs), 21.0));
        const QRectF plot = viewOf(chart)->plot();
        const QImage image = viewOf(chart)->viewport()->grab().toImage();
        if (const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES"); !folder.isEmpty())
            chart.grab().save(folder + u"/chart-bar.png"_s);
        QVERIFY(image.pixelColor(plot.center().toPoint())
            != image.pixelColor(plot.topLeft().toPoint() + QPoint(3, 3)));
    }

    void a_gap_is_a_gap()
    {
        ChartData data = dataOf(100, 1);
        for (int i = 40; i < 50; ++i)
            data.series[0].values[i] = std::nan("");
        TimeChart chart(u"p99"_s, ChartStyle::Lines);
        chart.resize(800, 300);
        chart.setData(data);
        QCOMPARE(viewOf(chart)->chart()->series().size(), 2);
        QVERIFY(chart.accessibleDescription().contains(u"m0"_s));
    }

    void a_drag_selects_whole_buckets()
    {
        TimeChart chart(u"Requests"_s, ChartStyle::StackedAreas);
        chart.resize(800, 300);
        chart.setData(dataOf(61, 2));
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QSignalSpy selected(&chart, &TimeChart::rangeSelected),
            cleared(&chart, &TimeChart::selectionCleared);
        const QRectF plot = chart.plotArea();
        drag(viewOf(chart), plot.left() + plot.width() * 0.251, plot.left() + plot.width() * 0.501);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.first().at(0).toDateTime().toMSecsSinceEpoch(), kStart + 15 * kMinute);
        QCOMPARE(selected.first().at(1).toDateTime().toMSecsSinceEpoch(), kStart + 31 * kMinute);
        drag(viewOf(chart), plot.left() + plot.width() * 0.5,
            plot.left() - 40); // backwards, beyond the edge
        QCOMPARE(selected.count(), 2);
        QCOMPARE(selected.last().at(0).toDateTime().toMSecsSinceEpoch(), kStart);
        QTest::mouseClick(viewOf(chart)->viewport(), Qt::LeftButton, {}, plot.center().toPoint());
        QCOMPARE(cleared.count(), 1);
    }

    void the_keyboard_selects_too()
    {
        TimeChart chart(u"Requests"_s, ChartStyle::Lines);
        chart.resize(800, 300);
        chart.setData(dataOf(61, 1));
        chart.show();
        QSignalSpy selected(&chart, &TimeChart::rangeSelected),
            cleared(&chart, &TimeChart::selectionCleared);
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(viewOf(chart), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(viewOf(chart), Qt::Key_Return);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.first().at(0).toDateTime().toMSecsSinceEpoch(), kStart + 55 * kMinute);
        QTest::keyClick(viewOf(chart), Qt::Key_Escape);
        QCOMPARE(cleared.count(), 1);
    }

    void words_say_what_the_picture_shows()
    {
        ChartData data = dataOf(61, 2);
        data.series[1].values[30] = 999;
        data.unit = u"ms"_s;
        TimeChart chart(u"Latency"_s, ChartStyle::Lines);
        chart.setZone(QTimeZone("Asia/Seoul"));
        chart.setData(data);
        const QString words = chart.accessibleDescription();
        QVERIFY2(words.contains(u"999 ms"_s), qUtf8Printable(words));
        QVERIFY2(words.contains(u"Asia/Seoul"_s), qUtf8Printable(words));
        QVERIFY2(words.contains(u"21:30"_s), qUtf8Printable(words)); // 12:30 UTC
        chart.setZone(QTimeZone::utc());
        QVERIFY(chart.accessibleDescription().contains(u"12:30"_s));
    }

    void the_plot_stays_large_enough()
    {
        TimeChart chart(u"Requests"_s, ChartStyle::StackedAreas);
        chart.setData(dataOf(100, 2));
        chart.resize(chart.minimumSizeHint());
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QVERIFY2(
            chart.plotArea().width() >= 220, qPrintable(QString::number(chart.plotArea().width())));
        QVERIFY2(chart.plotArea().height() >= 100,
            qPrintable(QString::number(chart.plotArea().height())));
    }

    void a_theme_switch_recolours()
    {
        TimeChart chart(u"Requests"_s, ChartStyle::StackedAreas);
        chart.resize(400, 200);
        chart.setData(dataOf(30, 1));
        const auto colour = [&] {
            return qobject_cast<QAreaSeries *>(viewOf(chart)->chart()->series().first())->color();
        };
        const QColor light = colour();
        Theme::apply(*qApp, Scheme::Dark);
        QVERIFY(colour() != light);
        Theme::apply(*qApp, Scheme::Light);
        QCOMPARE(colour(), light);
    }

    void the_legend_hides_a_series()
    {
        TimeChart chart(u"Requests"_s, ChartStyle::StackedAreas);
        chart.resize(600, 200);
        chart.setData(dataOf(30, 2));
        chart.findChild<QAbstractButton *>(u"legend0"_s)->click();
        const auto areas = viewOf(chart)->chart()->series();
        QVERIFY(!areas.first()->isVisible());
        QCOMPARE(qobject_cast<QAreaSeries *>(areas.at(1))->upperSeries()->at(0).y(), 11.0);
        chart.setData(dataOf(40, 2)); // a refresh keeps it
        QVERIFY(!viewOf(chart)->chart()->series().first()->isVisible());
    }

    void odd_data_is_drawn_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<double>("value");
        QTest::addRow("nothing") << 0 << 0.0;
        QTest::addRow("one point") << 1 << 5.0;
        QTest::addRow("zeros") << 50 << 0.0;
        QTest::addRow("all missing") << 50 << std::nan("");
        QTest::addRow("huge") << 50 << 1e300;
        QTest::addRow("tiny") << 50 << 1e-300;
        QTest::addRow("negative") << 50 << -5.0;
    }

    void odd_data_is_drawn()
    {
        QFETCH(int, points);
        QFETCH(double, value);
        for (ChartStyle style : {ChartStyle::Lines, ChartStyle::StackedAreas}) {
            ChartData data = dataOf(points, 2);
            data.series[1].values.fill(value);
            data.series[0].values.resize(points / 2); // too short
            TimeChart chart(u"Odd"_s, style);
            chart.resize(500, 200);
            chart.setData(data);
            QVERIFY(!chart.grab().isNull());
            QTest::keyClick(viewOf(chart), Qt::Key_Left);
            QVERIFY(!chart.grab().isNull());
            QCOMPARE(chart.overlay().state() == Overlay::State::Empty, points == 0);
        }
    }

    void a_tile_says_not_recorded_and_offers_its_sql()
    {
        Tile tile(u"Errors"_s);
        tile.setNotRecorded();
        QCOMPARE(tile.accessibleName(), u"Errors: not recorded, by this back end"_s);
        tile.setFigure(u"182,431"_s, u"+6 % on the day before"_s, items::Severity::Good);
        QCOMPARE(tile.figure(), u"182,431"_s);
        tile.setSqlAvailable(true);
        tile.show();
        QSignalSpy sql(&tile, &Tile::sqlRequested), activated(&tile, &Tile::activated);
        QContextMenuEvent event(
            QContextMenuEvent::Keyboard, QPoint(5, 5), tile.mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(&tile, &event);
        tile.findChild<QMenu *>(u"tileMenu"_s)->actions().first()->trigger();
        QCOMPARE(sql.count(), 1);
        QTest::keyClick(&tile, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
    }

    void a_strip_reads_its_cells_by_key()
    {
        StateStrip strip;
        QList<StateStrip::Cell> cells(96, {items::Severity::Good, u"up"_s});
        cells[95] = {items::Severity::Bad, u"down"_s};
        strip.setCells(cells, u"99 %"_s);
        strip.resize(300, 16);
        strip.show();
        QCOMPARE(strip.cellAt(0), 0);
        QCOMPARE(strip.cellAt(299), 95);
        QCOMPARE(strip.cellAt(300), -1);
        QTest::keyClick(&strip, Qt::Key_End);
        QCOMPARE(strip.accessibleName(), u"down"_s);
        strip.setLayoutDirection(Qt::RightToLeft);
        QCOMPARE(strip.cellAt(0), 95);
    }
};

QTEST_MAIN(KitChart)
#include "kit_chart.moc"
