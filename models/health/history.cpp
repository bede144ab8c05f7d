#include "health/history.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gatehouse::health {

namespace {

constexpr double kError = 0.02;
constexpr double kGrowth = (1 + kError) / (1 - kError);
constexpr double kShortestMs = 0.01;
constexpr qint64 kLongestGapMs = 31LL * 86400 * 1000; // beyond, unknown time is not written down

qint64 slotOf(qint64 at) { return at - ((at % kSlotMs) + kSlotMs) % kSlotMs; }

void spread(std::vector<SlotTime> &times, const QString &endpoint, qint64 from, qint64 to, State state)
{
    while (from < to) {
        const qint64 slot = slotOf(from);
        const qint64 end = std::min(to, slot + kSlotMs);
        times.push_back({endpoint, slot, state, end - from});
        from = end;
    }
}

} // namespace

int latencyBucket(double ms)
{
    return int(std::ceil(std::log(std::max(ms, kShortestMs)) / std::log(kGrowth) - 1e-9));
}

double bucketMiddle(int bucket) { return 2 * std::pow(kGrowth, bucket) / (kGrowth + 1); }

void Latencies::merge(const Latencies &other)
{
    for (const auto &[bucket, count] : other.m_buckets)
        add(bucket, count);
}

qint64 Latencies::count() const
{
    return std::accumulate(m_buckets.begin(), m_buckets.end(), qint64(0),
        [](qint64 sum, const auto &bucket) { return sum + bucket.second; });
}

std::optional<double> Latencies::percentile(double rank) const
{
    const qint64 all = count();
    if (all == 0)
        return std::nullopt;
    const double wanted = std::clamp(rank, 0.0, 1.0) * double(all - 1);
    qint64 before = 0;
    for (const auto &[bucket, count] : m_buckets) {
        before += count;
        if (double(before) > wanted)
            return bucketMiddle(bucket);
    }
    return bucketMiddle(m_buckets.rbegin()->first);
}

std::optional<double> uptime(const StateTimes &times)
{
    const qint64 unknown = times[size_t(State::Unknown)];
    const qint64 known = std::accumulate(times.begin(), times.end(), qint64(0)) - unknown;
    if (known <= 0)
        return std::nullopt;
    return double(times[size_t(State::Up)] + times[size_t(State::Degraded)]) / double(known);
}

State stateOf(const StateTimes &times)
{
    const qint64 known = std::accumulate(times.begin(), times.end(), qint64(0))
        - times[size_t(State::Unknown)];
    if (known <= 0)
        return State::Unknown;
    for (const State state : {State::Down, State::WrongModel, State::Degraded})
        if (times[size_t(state)] * 10 >= known)
            return state;
    return State::Up;
}

std::vector<SlotTime> timesBetween(const Last &last, qint64 at)
{
    std::vector<SlotTime> times;
    if (last.at <= 0 || at <= last.at || at - last.at > kLongestGapMs)
        return times;
    const qint64 until = std::min(at, last.at + last.holdMs);
    spread(times, last.endpoint, last.at, until, last.shown);
    spread(times, last.endpoint, until, at, State::Unknown);
    return times;
}

Batch rollUp(const std::vector<Reading> &readings, const QHash<QString, Last> &last)
{
    Batch batch;
    batch.readings = readings;
    for (const Reading &reading : readings) {
        const auto times = timesBetween(last.value(reading.endpoint), reading.at);
        batch.times.insert(batch.times.end(), times.begin(), times.end());
        if (reading.latencyMs >= 0)
            batch.latencies.push_back(
                {reading.endpoint, slotOf(reading.at), latencyBucket(reading.latencyMs), 1});
    }
    return batch;
}

std::vector<std::vector<Reading>> parted(const std::vector<Reading> &readings)
{
    std::vector<std::vector<Reading>> parts;
    QHash<QString, size_t> seen;
    for (const Reading &reading : readings) {
        const size_t part = seen[reading.endpoint]++;
        if (parts.size() <= part)
            parts.resize(part + 1);
        parts[part].push_back(reading);
    }
    return parts;
}

std::vector<Summary> summarise(const std::vector<Last> &endpoints,
    const std::vector<SlotTime> &times, const std::vector<SlotLatency> &latencies)
{
    std::vector<Summary> all;
    QHash<QString, size_t> places;
    for (const Last &last : endpoints) {
        places.insert(last.endpoint, all.size());
        all.push_back({last, {}, {}, {}, {}});
    }
    for (const SlotTime &time : times) {
        const auto place = places.constFind(time.endpoint);
        if (place == places.constEnd())
            continue;
        all[*place].times[size_t(time.state)] += time.ms;
        all[*place].bySlot[time.slot][size_t(time.state)] += time.ms;
    }
    for (const SlotLatency &latency : latencies)
        if (const auto place = places.constFind(latency.endpoint); place != places.constEnd()) {
            all[*place].latencies.add(latency.bucket, latency.count);
            all[*place].latenciesBySlot[latency.slot].add(latency.bucket, latency.count);
        }
    return all;
}

Latencies Summary::latenciesFrom(qint64 slot) const
{
    Latencies sum;
    for (auto it = latenciesBySlot.lower_bound(slot); it != latenciesBySlot.end(); ++it)
        sum.merge(it->second);
    return sum;
}

} // namespace gatehouse::health
