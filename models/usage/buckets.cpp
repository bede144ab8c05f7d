#include "usage/buckets.h"

#include <algorithm>
#include <array>

namespace gatehouse::usage {

namespace {

constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kMonth = 30 * kDay;

constexpr std::array kWidths{kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond,
    30 * kSecond, kMinute, 2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
    kHour, 2 * kHour, 3 * kHour, 6 * kHour, 12 * kHour, kDay, 2 * kDay, 7 * kDay, kMonth,
    3 * kMonth, 12 * kMonth};

// The round date at or before, and the next one.
QDate roundDate(const QDate &date, qint64 width)
{
    if (width == 7 * kDay)
        return date.addDays(1 - date.dayOfWeek());
    if (width == kMonth)
        return QDate(date.year(), date.month(), 1);
    if (width == 3 * kMonth)
        return QDate(date.year(), (date.month() - 1) / 3 * 3 + 1, 1);
    if (width >= 12 * kMonth) {
        const int years = int(width / (12 * kMonth));
        return QDate(date.year() - date.year() % years, 1, 1);
    }
    const int days = int(width / kDay);
    return date.addDays(-(date.toJulianDay() % days));
}

QDate nextDate(const QDate &date, qint64 width)
{
    if (width >= kMonth)
        return date.addMonths(int(width / kMonth));
    return date.addDays(int(width / kDay));
}

void addDates(Buckets &buckets, const QTimeZone &zone)
{
    QDate date = roundDate(localDate(buckets.span.from, zone), buckets.width);
    for (qint64 start = startOfDay(date, zone); start < buckets.span.to;) {
        buckets.starts.push_back(start);
        do
            date = nextDate(date, buckets.width);
        while (startOfDay(date, zone) <= start);
        start = startOfDay(date, zone);
    }
}

// Within each local day by elapsed time: the hour that comes twice is two buckets.
void addElapsed(Buckets &buckets, const QTimeZone &zone)
{
    const Span &span = buckets.span;
    QDate date = localDate(span.from, zone);
    for (qint64 day = startOfDay(date, zone); day < span.to;) {
        date = date.addDays(1);
        const qint64 end = std::min(startOfDay(date, zone), span.to);
        const qint64 skipped = std::max<qint64>(0, span.from - day) / buckets.width;
        for (qint64 start = day + skipped * buckets.width; start < end; start += buckets.width)
            buckets.starts.push_back(start);
        day = std::max(day, startOfDay(date, zone));
    }
}

// Where the clock on the wall shows a round time.
void addWallTimes(Buckets &buckets, const QTimeZone &zone)
{
    std::vector<qint64> &starts = buckets.starts;
    QDate date = localDate(buckets.span.from, zone);
    for (qint64 day = startOfDay(date, zone); day < buckets.span.to;) {
        for (qint64 wall = 0; wall < kDay; wall += buckets.width) {
            const QTime time = QTime::fromMSecsSinceStartOfDay(int(wall / 1000));
            const qint64 start =
                wall == 0 ? day : QDateTime(date, time, zone).toMSecsSinceEpoch() * 1000;
            if (start < buckets.span.to && (starts.empty() || start > starts.back()))
                starts.push_back(start);
        }
        date = date.addDays(1);
        day = std::max(day, startOfDay(date, zone));
    }
    const auto behind = std::upper_bound(starts.begin(), starts.end(), buckets.span.from);
    if (behind != starts.begin())
        starts.erase(starts.begin(), std::prev(behind));
}

qint64 widthFor(const Span &span, int points, qint64 shortest)
{
    const qint64 wanted = std::max(shortest, (span.length() + points - 1) / points);
    const auto fitting = std::lower_bound(kWidths.begin(), kWidths.end(), wanted);
    if (fitting != kWidths.end())
        return *fitting;
    const qint64 years = (wanted + 12 * kMonth - 1) / (12 * kMonth);
    return years * 12 * kMonth;
}

} // namespace

qint64 Buckets::end(int bucket) const
{
    return bucket + 1 < count() ? starts[size_t(bucket) + 1]
                                : std::max(span.to, starts[size_t(bucket)] + width);
}

int Buckets::bucketOf(qint64 us) const
{
    return int(std::upper_bound(starts.begin(), starts.end(), us) - starts.begin()) - 1;
}

bool Buckets::isPart(int bucket) const
{
    return starts[size_t(bucket)] < span.from || end(bucket) > span.to;
}

Buckets bucketsOf(const Span &span, const QTimeZone &zone, int points, qint64 shortest)
{
    Buckets buckets{span, {}, 0, false};
    if (span.isEmpty())
        return buckets;
    buckets.width = widthFor(span, std::clamp(points, 1, kMostPoints - 2), shortest);
    if (buckets.width >= kDay)
        addDates(buckets, zone);
    else if (buckets.width > kHour)
        addWallTimes(buckets, zone);
    else
        addElapsed(buckets, zone);
    buckets.isEven = true;
    for (size_t i = 1; i < buckets.starts.size(); ++i)
        buckets.isEven =
            buckets.isEven && buckets.starts[i] - buckets.starts[i - 1] == buckets.width;
    return buckets;
}

} // namespace gatehouse::usage
