// Fewer points with the same picture: each bucket keeps its lowest and highest value.
#pragma once

#include <QList>

#include <vector>

namespace gatehouse {

struct SeriesPoint
{
    qsizetype index = 0; // in the series that was given
    double value = 0;    // NaN: a gap begins here
    bool operator==(const SeriesPoint &) const = default;
};

// At most about 2 points a bucket, in order; first and last point, every extreme and every gap
// stay. A series with at most 2 * buckets points comes back whole. Pure; linear.
std::vector<SeriesPoint> downsampled(const QList<double> &series, int buckets);

} // namespace gatehouse
