#include "ui/widgets/chartdata.h"

#include "base/safetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kManyMs = 10'000; // from here on a chart says seconds
constexpr qint64 kDay = 24LL * 3600 * 1000;

QString describeSeries(
    const ChartSeries &series, const ChartData &data, ChartStyle style, const QTimeZone &zone)
{
    double sum = 0, low = INFINITY, high = -INFINITY;
    qsizetype peak = -1;
    for (qsizetype i = 0; i < std::min(series.values.size(), data.times.size()); ++i) {
        const double value = series.values.at(i);
        if (!std::isfinite(value))
            continue;
        sum += value;
        low = std::min(low, value);
        if (value > high) {
            high = value;
            peak = i;
        }
    }
    const QString name = safeText(series.name, 60);
    if (peak < 0)
        return QCoreApplication::translate("TimeChart", "%1: no values.").arg(name);
    const QString at = chartTime(data.times.at(peak), zone, data.bucket());
    if (style == ChartStyle::StackedAreas)
        return QCoreApplication::translate("TimeChart", "%1: %2 in all, at most %3 at %4.")
            .arg(name, chartValue(sum, data.unit), chartValue(high, data.unit), at);
    return QCoreApplication::translate("TimeChart", "%1: %2 to %3, the peak at %4.")
        .arg(name, chartValue(low, data.unit), chartValue(high, data.unit), at);
}

} // namespace

qint64 ChartData::bucket() const
{
    if (bucketMs > 0)
        return bucketMs;
    return times.size() > 1 ? times.at(1) - times.at(0) : 60'000;
}

int ChartData::colourOf(qsizetype index) const
{
    const int own = series.at(index).colour;
    return own >= 0 ? own : int(index);
}

void ChartData::sayDurations()
{
    double most = 0;
    for (const ChartSeries &each : series) {
        for (const double value : each.values)
            most = std::isfinite(value) ? std::max(most, value) : most;
    }
    const bool seconds = most >= kManyMs;
    unit = seconds ? QCoreApplication::translate("ChartData", "s")
                   : QCoreApplication::translate("ChartData", "ms");
    for (ChartSeries &each : series) {
        for (double &value : each.values)
            value /= seconds ? 1000 : 1;
    }
}

QString chartValue(double value, const QString &unit)
{
    if (!std::isfinite(value))
        return u"–"_s;
    const bool whole = std::abs(value - std::round(value)) < 1e-9 || std::abs(value) >= 1000;
    const int decimals = whole ? 0 : std::abs(value) < 10 ? 2 : 1;
    const QString number = QLocale().toString(value, 'f', decimals);
    return unit.isEmpty() ? number : number + u' ' + unit;
}

QString chartTime(qint64 ms, const QTimeZone &zone, qint64 bucketMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, zone);
    return QLocale().toString(time, bucketMs >= kDay ? u"ddd d MMM yyyy"_s : u"d MMM HH:mm"_s);
}

QString chartDescription(const ChartData &data, ChartStyle style, const QTimeZone &zone)
{
    if (data.isEmpty())
        return QCoreApplication::translate("TimeChart", "No data.");
    QStringList lines{QCoreApplication::translate("TimeChart", "From %1 to %2, %3.")
                          .arg(chartTime(data.times.first(), zone, data.bucket()),
                              chartTime(data.times.last() + data.bucket(), zone, data.bucket()),
                              QString::fromLatin1(zone.id()))};
    for (const ChartSeries &series : data.series)
        lines += describeSeries(series, data, style, zone);
    return lines.join(u' ');
}

} // namespace gatehouse::ui
