// The chart of the last 24 hours, from the question to the painted picture, beside its own
// statement read through the same connection; the check of a count comes after the picture and is
// given apart. --full: of 10 million rows
#include "bench/usagebed.h"

#include "ui/theme/theme.h"
#include "ui/widgets/timechart.h"
#include "usage/figureprinter.h"

#include <QApplication>

using namespace gatehouse;

namespace {

constexpr int kRuns = 11, kPoints = 150;

ui::ChartData dataOf(const usage::Series &series)
{
    ui::ChartData points;
    for (const qint64 start : series.buckets.starts)
        points.times += start / 1000;
    points.bucketMs = series.buckets.width / 1000;
    for (const usage::Line &line : series.lines)
        points.series += {line.name.label, QList<double>(line.values.begin(), line.values.end())};
    return points;
}

QJsonObject measure(
    bench::UsageBed &bed, usage::Measure kind, const QString &by, const QString &name)
{
    const usage::Figures figures = bed.figures(24LL * 3600 * 1000);
    ui::TimeChart chart(name,
        kind == usage::Measure::Latency ? ui::ChartStyle::Lines : ui::ChartStyle::StackedAreas);
    chart.resize(1200, 260);
    QImage image(1200, 260, QImage::Format_ARGB32_Premultiplied);
    const auto buckets = usage::bucketsOf(figures.span(), figures.zone(), kPoints, usage::kSecond);
    usage::FigurePrinter printer(figures);
    const usage::Statement ask = kind == usage::Measure::Latency
        ? printer.latency(buckets, true)
        : printer.series(buckets, kind, by, 6);
    std::vector<double> ours, floor, checked;
    for (int run = 0; run < kRuns; ++run) {
        floor.push_back(bench::milliseconds([&] {
            (void)test::run(bed.session(), [&](db::Sql &sql) {
                return sql.stream(ask.text, ask.params, [](const db::Row &) { return true; });
            });
        }));
        double known = 0; // when the series was there
        Result<usage::Series> series = usage::Series();
        const double all = bench::milliseconds([&] {
            QElapsedTimer since;
            since.start();
            const auto now = [&] { return double(since.nsecsElapsed()) / 1e6; };
            series = test::run(bed.session(), [&](db::Sql &sql) -> Result<usage::Series> {
                if (kind == usage::Measure::Latency)
                    return figures.series(sql, kind, by, kPoints);
                auto both = figures.checkedSeries(
                    sql, kind, by, kPoints, 6, [&](const usage::Series &) { known = now(); });
                if (!both)
                    return both.error();
                return both.value().figure;
            });
            if (known == 0)
                known = now();
        });
        if (!series)
            qFatal("%s", qPrintable(series.error().detail));
        const double drawn = bench::milliseconds([&] {
            chart.setData(dataOf(series.value()));
            chart.render(&image);
        });
        ours.push_back(known + drawn);
        checked.push_back(all + drawn);
    }
    const double ms = bench::median(ours), floorMs = bench::median(floor);
    return {{QStringLiteral("name"), name}, {QStringLiteral("unit"), QStringLiteral("ms")},
        {QStringLiteral("ours"), ms}, {QStringLiteral("floor"), floorMs},
        {QStringLiteral("ratio"), ms / floorMs},
        {QStringLiteral("until it is checked too"), bench::median(checked)},
        {QStringLiteral("target"), QStringLiteral("<= 1.2 x + 20 ms")},
        {QStringLiteral("holds"), ms <= 1.2 * floorMs + 20}};
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ui::Theme::apply(application, ui::Scheme::Light);
    bench::UsageBed bed(bench::isFull(argc, argv) ? 10'000'000 : 1'000'000);
    bench::print({{QStringLiteral("by model, with its check"),
                      measure(bed, usage::Measure::Requests, QStringLiteral("model"),
                          QStringLiteral("last 24 h by model"))},
        {QStringLiteral("percentiles"),
            measure(bed, usage::Measure::Latency, {}, QStringLiteral("last 24 h, p50 p95 p99"))}});
    return 0;
}
