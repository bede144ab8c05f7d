// A span of time as people choose it: "last 24 h", or from one moment to another.
#pragma once

#include <QDateTime>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace gatehouse {

// A value. Relative ranges move with the clock; resolve() pins them.
struct TimeRange
{
    qint64 lastMs = 24LL * 3600 * 1000; // 0: custom
    QDateTime from{}, to{};             // only when custom; half open [from, to)

    static TimeRange last(qint64 ms) { return {ms, {}, {}}; }
    static TimeRange between(const QDateTime &from, const QDateTime &to) { return {0, from, to}; }
    bool isCustom() const { return lastMs == 0; }
    TimeRange resolve(const QDateTime &now) const; // always custom
    bool operator==(const TimeRange &) const = default;
};

QString rangeText(
    const TimeRange &range, const QTimeZone &zone); // "last 24 h", "20 Nov 11:00 – 15:30"
QString rangeId(const TimeRange &range);            // for settings; "24h" or two instants
std::optional<TimeRange> rangeFromId(const QString &id);

} // namespace gatehouse
