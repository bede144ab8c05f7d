#include "base/ticks.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace gatehouse {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kSecond = 1000;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;
constexpr qint64 kSteps[] = {kSecond, 5 * kSecond, 15 * kSecond, 30 * kSecond, kMinute, 2 * kMinute,
    5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour,
    12 * kHour, kDay, 2 * kDay, 5 * kDay, 7 * kDay, 14 * kDay, 30 * kDay, 91 * kDay, 365 * kDay};

qint64 stepFor(qint64 span, int wanted)
{
    for (qint64 step : kSteps) {
        if (span / step <= std::max(1, wanted))
            return step;
    }
    return std::max<qint64>(365 * kDay, span / std::max(1, wanted));
}

QString timeLabel(const QDateTime &time, qint64 step)
{
    const QLocale locale;
    if (step >= 300 * kDay)
        return locale.toString(time.date(), u"MMM yyyy");
    if (step >= kDay || time.time() == QTime(0, 0))
        return locale.toString(time.date(), u"d MMM");
    return time.time().toString(step < kMinute ? u"HH:mm:ss" : u"HH:mm");
}

void appendDay(
    std::vector<Tick> &out, QDate day, qint64 from, qint64 to, qint64 step, const QTimeZone &zone)
{
    for (qint64 ms = 0; ms < kDay; ms += step) {
        const QTime clock = QTime::fromMSecsSinceStartOfDay(int(ms));
        const QDateTime time(day, clock, zone);
        const qint64 at = time.toMSecsSinceEpoch();
        const bool exists = time.isValid() && time.time() == clock; // false in a spring gap
        if (exists && at >= from && at <= to && (out.empty() || double(at) > out.back().position))
            out.push_back({double(at), timeLabel(time, step)});
    }
}

} // namespace

std::vector<Tick> valueTicks(double highest, int wanted)
{
    if (!(highest > 0) || !std::isfinite(highest))
        highest = 1;
    const double raw = highest / std::max(1, wanted);
    const double power = std::pow(10, std::floor(std::log10(raw)));
    const double unit = raw / power;
    const double step = power * (unit <= 1 ? 1 : unit <= 2 ? 2 : unit <= 5 ? 5 : 10);
    const int decimals = std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 0, 9);
    const int count = int(std::ceil(highest / step - 1e-9));
    std::vector<Tick> out;
    for (int i = 0; i <= count; ++i)
        out.push_back({i * step, QLocale().toString(i * step, 'f', decimals)});
    return out;
}

std::vector<Tick> timeTicks(qint64 fromMs, qint64 toMs, const QTimeZone &zone, int wanted)
{
    std::vector<Tick> out;
    if (toMs <= fromMs)
        return out;
    const qint64 step = stepFor(toMs - fromMs, wanted);
    const QDate first = QDateTime::fromMSecsSinceEpoch(fromMs, zone).date();
    const QDate last = QDateTime::fromMSecsSinceEpoch(toMs, zone).date();
    const qint64 days = std::max<qint64>(1, step / kDay);
    // Days are counted from a fixed one, so that a mark stays where it is while the range moves on.
    const qint64 start = first.toJulianDay() - first.toJulianDay() % days;
    for (qint64 day = start; day <= last.toJulianDay(); day += days)
        appendDay(out, QDate::fromJulianDay(day), fromMs, toMs, step, zone);
    return out;
}

} // namespace gatehouse
