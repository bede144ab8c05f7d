// How a span is cut into the points of a chart: round widths, whole days of the reporting zone.
#pragma once

#include "usage/span.h"

#include <vector>

namespace gatehouse::usage {

constexpr int kMostPoints = 1500;

// A partition: each instant of the span is in exactly one bucket, so that sums of buckets are the
// sum of the span in every zone, clock changes included. A value.
struct Buckets
{
    Span span;
    // The first begins at or before the span: a round moment. Ascending.
    std::vector<qint64> starts;
    qint64 width = 0;    // the nominal one; a day may have 23 hours, a month 28 days
    bool isEven = false; // all are `width` long

    int count() const { return int(starts.size()); }
    qint64 end(int bucket) const; // of the whole bucket; the span may end earlier
    int bucketOf(qint64 us) const;
    bool isPart(int bucket) const; // the span covers only a piece of it
};

// Width = length / points, rounded up to 1, 2, 5, 10, 15, 30 seconds or minutes, 1, 2, 3, 6, 12
// hours, days, weeks (from Monday), months, quarters, years. Hours and less run on over a clock
// change; from two hours on boundaries stand at round wall times. `shortest`: of daily totals.
Buckets bucketsOf(const Span &span, const QTimeZone &zone, int points, qint64 shortest = kSecond);

} // namespace gatehouse::usage
