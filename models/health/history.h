// What becomes of readings (H4): every one kept, summed up by quarters of an hour, incidents with
// beginning, end and cause. Pure values; the stores are in historystore.h.
#pragma once

#include "health/standing.h"

#include <QHash>

#include <array>
#include <map>

namespace gatehouse::health {

inline constexpr qint64 kSlotMs = 15 * 60 * 1000; // four are an hour, 96 are a day's strip
inline constexpr int kStates = 5;

// Latencies in logarithmic buckets: mergeable, a percentile is at most 2 % off and never an average
// of percentiles.
int latencyBucket(double ms);
double bucketMiddle(int bucket); // ms
class Latencies
{
public:
    void add(int bucket, qint64 count) { m_buckets[bucket] += count; }
    void merge(const Latencies &other);
    qint64 count() const;
    std::optional<double> percentile(double rank) const; // ms; nothing without values

private:
    std::map<int, qint64> m_buckets;
};

// Time in each state, by State.
using StateTimes = std::array<qint64, kStates>;
// Share of the known time in which the endpoint was up or degraded; nothing when nothing is known.
std::optional<double> uptime(const StateTimes &times);
// The state of a cell in a strip: the worst that filled a tenth of its known time.
State stateOf(const StateTimes &times);

struct SlotTime
{
    QString endpoint;
    qint64 slot = 0; // its beginning, ms
    State state = State::Unknown;
    qint64 ms = 0;
    bool operator==(const SlotTime &) const = default;
};
struct SlotLatency
{
    QString endpoint;
    qint64 slot = 0;
    int bucket = 0;
    qint64 count = 0;
    bool operator==(const SlotLatency &) const = default;
};

// The last word on an endpoint.
struct Last
{
    QString endpoint, title;
    qint64 at = 0;
    State shown = State::Unknown;
    qint64 since = 0, holdMs = 0;
    QString cause{}, reason{};
    double latencyMs = -1;
    bool operator==(const Last &) const = default;
};

struct Incident
{
    QString endpoint, title;
    qint64 start = 0, end = 0; // end 0: open
    State worst = State::Down;
    QString cause, reason; // of its beginning
    int looks = 0;
};

// The time after `last` up to `at`: in its state as long as it may speak, then unknown; cut at the
// ends of slots.
std::vector<SlotTime> timesBetween(const Last &last, qint64 at);

// What one transaction writes. Each endpoint has at most one reading in it.
struct Batch
{
    std::vector<Reading> readings;
    std::vector<SlotTime> times;
    std::vector<SlotLatency> latencies;
};
// A reading that is not later than the last one adds no time: two watches never count twice.
Batch rollUp(const std::vector<Reading> &readings, const QHash<QString, Last> &last);
// In order, so that no part has an endpoint twice.
std::vector<std::vector<Reading>> parted(const std::vector<Reading> &readings);

// One endpoint over a span.
struct Summary
{
    Last last;
    StateTimes times{};
    Latencies latencies;
    std::map<qint64, StateTimes> bySlot;          // by beginning
    std::map<qint64, Latencies> latenciesBySlot{}; // likewise
    Latencies latenciesFrom(qint64 slot) const;    // of this slot and the later ones
};
std::vector<Summary> summarise(const std::vector<Last> &endpoints,
    const std::vector<SlotTime> &times, const std::vector<SlotLatency> &latencies);

} // namespace gatehouse::health
