#include "base/minmax.h"

#include <algorithm>
#include <cmath>

namespace gatehouse {

namespace {

// The points of [from, to) that shape the picture: lowest, highest, and one NaN if there is a gap.
void appendBucket(
    std::vector<SeriesPoint> &out, const QList<double> &series, qsizetype from, qsizetype to)
{
    qsizetype low = -1, high = -1, gap = -1;
    for (qsizetype i = from; i < to; ++i) {
        if (std::isnan(series.at(i))) {
            gap = gap < 0 ? i : gap;
            continue;
        }
        if (low < 0 || series.at(i) < series.at(low))
            low = i;
        if (high < 0 || series.at(i) > series.at(high))
            high = i;
    }
    std::vector<qsizetype> kept;
    for (qsizetype index :
        {low, high, gap, from == 0 ? from : -1, to == series.size() ? to - 1 : -1}) {
        if (index >= 0)
            kept.push_back(index);
    }
    std::sort(kept.begin(), kept.end());
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    for (qsizetype index : kept)
        out.push_back({index, series.at(index)});
}

} // namespace

std::vector<SeriesPoint> downsampled(const QList<double> &series, int buckets)
{
    std::vector<SeriesPoint> out;
    const qsizetype size = series.size();
    const qsizetype count = std::max(1, buckets);
    if (size <= 2 * count) {
        out.reserve(size_t(size));
        for (qsizetype i = 0; i < size; ++i)
            out.push_back({i, series.at(i)});
        return out;
    }
    out.reserve(size_t(2 * count + 2));
    for (qsizetype bucket = 0; bucket < count; ++bucket)
        appendBucket(out, series, bucket * size / count, (bucket + 1) * size / count);
    return out;
}

} // namespace gatehouse
