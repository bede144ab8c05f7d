// Where a scale has its marks: round numbers, and round times of a zone's own clock.
#pragma once

#include <QString>
#include <QTimeZone>

#include <vector>

namespace gatehouse {

struct Tick
{
    double position = 0; // the value, or ms since the epoch
    QString label;       // in the locale
    bool operator==(const Tick &) const = default;
};

// 0 to at least `highest` in steps of 1, 2 or 5 times a power of ten; about `wanted` steps, at
// least two ticks. The last tick is the end of the scale.
std::vector<Tick> valueTicks(double highest, int wanted);

// Round times of `zone` within [from, to], at most about `wanted`. Hours as "15:00", midnight and
// whole days as "20 Nov". A clock change neither doubles nor invents a mark.
std::vector<Tick> timeTicks(qint64 fromMs, qint64 toMs, const QTimeZone &zone, int wanted);

} // namespace gatehouse
