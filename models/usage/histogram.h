// Percentiles of many values from logarithmic buckets: at most 2 % off, mergeable without loss.
#pragma once

#include <QtGlobal>

#include <map>
#include <optional>

namespace gatehouse::usage {

// Bucket i holds values in (g^(i-1), g^i]; its middle is at most kHistogramError away from each of
// them. The rule of DDSketch; the server fills it with printHistogramBucket().
constexpr double kHistogramError = 0.02;
constexpr double kHistogramGrowth = (1 + kHistogramError) / (1 - kHistogramError);
constexpr int kZeroBucket = -100000; // of values that are not above zero

double bucketMiddle(int bucket);

// A value.
class Histogram
{
public:
    void add(int bucket, qint64 count);
    void merge(const Histogram &other);
    qint64 count() const { return m_count; }
    // Nothing without values. rank: 0.95. Percentiles are never averaged: merge, then ask.
    std::optional<double> percentile(double rank) const;

private:
    std::map<int, qint64> m_buckets;
    qint64 m_count = 0;
};

} // namespace gatehouse::usage
