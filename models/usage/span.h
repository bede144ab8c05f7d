// A stretch of time, exact to the microsecond; and how its ends are written for the server.
#pragma once

#include "base/timerange.h"

#include <QDateTime>
#include <QTimeZone>

#include <compare>
#include <optional>

namespace gatehouse::usage {

constexpr qint64 kSecond = 1'000'000;
constexpr qint64 kHour = 3600 * kSecond;
constexpr qint64 kDay = 24 * kHour;

// Half open [from, to), microseconds since the epoch in UTC. A value.
struct Span
{
    qint64 from = 0, to = 0;
    qint64 length() const { return to - from; }
    bool isEmpty() const { return to <= from; }
    bool contains(qint64 us) const { return from <= us && us < to; }
    auto operator<=>(const Span &) const = default;
};

// Every finite time of a usage row: years 1900 to 2200.
constexpr Span kEver{-2'208'988'800 * kSecond, 7'258'118'400 * kSecond};

Span spanOf(const TimeRange &range, const QDateTime &now);
TimeRange rangeOf(const Span &span); // custom; QDateTime holds milliseconds: a remainder is cut

// The stretch just before, for comparison. A span of whole days of `zone` (or a whole month) gives
// as many whole days (the month before), also over a clock change; any other one its own length.
Span previous(const Span &span, const QTimeZone &zone);

// The local days that the span touches, each as its own span cut to it. At most `most`.
std::vector<Span> daysOf(const Span &span, const QTimeZone &zone, int most = 4000);
qint64 startOfDay(const QDate &date, const QTimeZone &zone); // also where midnight does not exist
QDate localDate(qint64 us, const QTimeZone &zone);

QString instantText(qint64 us);                            // "2026-11-20 12:03:04.123456+00"
QString wallText(qint64 us, const QTimeZone &zone);        // "2026-11-20 13:03:04.123456"
std::optional<qint64> instantFromText(const QString &iso); // ISO 8601 with a zone, up to 6 decimals
// As above, and without a zone in `zone`; a date alone is its midnight.
std::optional<qint64> instantFromText(const QString &iso, const QTimeZone &zone);

// Offsets differ within the year: a wall time may stand for two instants, or for none.
bool hasClockChanges(const QTimeZone &zone);

} // namespace gatehouse::usage
