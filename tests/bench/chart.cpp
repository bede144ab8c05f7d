// A chart of a million points: thread CPU of taking them and painting, beside min-max reduction
// into the same number of pixels drawn by Qt Charts alone.
#include "bench/usagebed.h"

#include "base/minmax.h"
#include "ui/theme/theme.h"
#include "ui/widgets/timechart.h"

#include <QApplication>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>

#include <cmath>

using namespace gatehouse;

namespace {

constexpr int kPoints = 1'000'000, kRuns = 15;

void paint(QWidget &widget, QImage &into) { widget.render(&into); }

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ui::Theme::apply(application, ui::Scheme::Light);
    ui::ChartData points;
    QList<double> values;
    points.times.reserve(kPoints);
    values.reserve(kPoints);
    for (int i = 0; i < kPoints; ++i) {
        points.times.append(qint64(i) * 1000);
        values.append(300 + 200 * std::sin(i / 40000.0) + double(qint64(i) * 7919 % 100));
    }
    values[123456] = 5000; // a peak that must not be lost
    points.series.append({QStringLiteral("requests"), values});
    QImage image(1200, 500, QImage::Format_ARGB32_Premultiplied);

    ui::TimeChart chart(QStringLiteral("Requests"), ui::ChartStyle::Lines);
    chart.resize(1200, 500);
    QChartView floor;
    auto *line = new QLineSeries;
    floor.chart()->addSeries(line);
    floor.chart()->createDefaultAxes();
    floor.setRenderHint(QPainter::Antialiasing);
    floor.resize(1200, 500);
    std::vector<double> ours, theirs;
    for (int run = 0; run < kRuns; ++run) {
        points.series[0].values[run] += 1; // another list each time
        double begun = bench::cpuMs();
        chart.setData(points);
        paint(chart, image);
        ours.push_back(bench::cpuMs() - begun);
        begun = bench::cpuMs();
        QList<QPointF> reduced;
        constexpr int kBuckets = 1200;
        for (int bucket = 0; bucket < kBuckets; ++bucket) {
            const auto from = values.cbegin() + qint64(kPoints) * bucket / kBuckets;
            const auto to = values.cbegin() + qint64(kPoints) * (bucket + 1) / kBuckets;
            const auto [least, most] = std::minmax_element(from, to);
            reduced.append({double(least - values.cbegin()), *least});
            reduced.append({double(most - values.cbegin()), *most});
        }
        line->replace(reduced);
        paint(floor, image);
        theirs.push_back(bench::cpuMs() - begun);
    }
    const double ms = bench::median(ours), floorMs = bench::median(theirs);
    bench::print({{QStringLiteral("name"), QStringLiteral("chart of 1 M points")},
        {QStringLiteral("unit"), QStringLiteral("ms CPU")}, {QStringLiteral("ours"), ms},
        {QStringLiteral("floor"), floorMs}, {QStringLiteral("ratio"), ms / floorMs},
        {QStringLiteral("target"), QStringLiteral("<= 30 ms")},
        {QStringLiteral("holds"), ms <= 30}});
    return 0;
}
