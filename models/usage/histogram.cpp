#include "usage/histogram.h"

#include <algorithm>
#include <cmath>

namespace gatehouse::usage {

double bucketMiddle(int bucket)
{
    return bucket == kZeroBucket ? 0
                                 : 2 * std::pow(kHistogramGrowth, bucket) / (kHistogramGrowth + 1);
}

void Histogram::add(int bucket, qint64 count)
{
    m_buckets[bucket] += count;
    m_count += count;
}

void Histogram::merge(const Histogram &other)
{
    for (const auto &[bucket, count] : other.m_buckets)
        add(bucket, count);
}

std::optional<double> Histogram::percentile(double rank) const
{
    if (m_count == 0)
        return std::nullopt;
    const double wanted = std::clamp(rank, 0.0, 1.0) * double(m_count - 1);
    qint64 before = 0;
    for (const auto &[bucket, count] : m_buckets) {
        before += count;
        if (double(before) > wanted)
            return bucketMiddle(bucket);
    }
    return bucketMiddle(m_buckets.rbegin()->first);
}

} // namespace gatehouse::usage
