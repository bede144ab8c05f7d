#include "health/standing.h"

#include "health/probe.h"
#include "health/words.h"

#include <algorithm>

namespace gatehouse::health {

namespace {

constexpr qint64 kSoonestMs = 1000;
constexpr qint64 kDoubtMs = 5000;
constexpr qint64 kLatestMs = 15 * 60 * 1000;
constexpr int kHold = 3; // intervals

int neededFor(State from, State to, Patience patience)
{
    if (!isBad(from) && isBad(to))
        return patience.toFail;
    if (isBad(from) && !isBad(to))
        return patience.toRecover;
    return patience.toRecover; // from one trouble to another
}

qint64 intervalMs(const Endpoint &endpoint)
{
    const ProbeSpec *spec = probeSpec(endpoint.kind);
    return 1000LL * std::max(endpoint.intervalSeconds, spec ? spec->shortestSeconds : 1);
}

} // namespace

Standing after(const Standing &before, const Judgement &look, qint64 nowMs, Patience patience)
{
    Standing next = before;
    next.failures = isBad(look.state) ? before.failures + 1 : 0;
    const bool atOnce =
        before.since == 0 || look.state == State::Unknown || before.shown == State::Unknown;
    if (look.state == before.shown && before.since != 0) {
        next.run = 0;
        next.runSince = 0;
        next.cause = look.cause;
        next.reason = look.reason;
        return next;
    }
    // A look on the other side begins a new run: down, up, down is not two failures in a row.
    const bool sameSide = before.run > 0 && isBad(look.state) == (before.failures > 0);
    next.run = sameSide ? before.run + 1 : 1;
    next.runSince = sameSide ? before.runSince : nowMs;
    if (!atOnce && next.run < neededFor(before.shown, look.state, patience))
        return next;
    next.shown = look.state;
    next.cause = look.cause;
    next.reason = look.reason;
    next.since = atOnce ? nowMs : next.runSince;
    next.run = 0;
    next.runSince = 0;
    return next;
}

QString pendingText(const Standing &standing, Patience patience)
{
    if (standing.run == 0)
        return {};
    if (standing.failures > 0 && !isBad(standing.shown))
        return Words::tr("%1 of %2 looks failed; it counts when all have.")
            .arg(standing.run)
            .arg(patience.toFail);
    return Words::tr("%1 of %2 looks say otherwise; it counts when all do.")
        .arg(standing.run)
        .arg(patience.toRecover);
}

qint64 nextDelayMs(const Standing &standing, const Endpoint &endpoint, int retryAfterSeconds)
{
    const qint64 interval = intervalMs(endpoint);
    qint64 delay = interval;
    if (standing.run > 0) {
        delay = std::min(interval, std::max(kDoubtMs, interval / 4));
        if (const ProbeSpec *spec = probeSpec(endpoint.kind))
            delay = std::max(delay, 1000LL * (spec->shortestSeconds > 1 ? spec->shortestSeconds : 0));
    } else if (standing.shown == State::Down) {
        const int doublings = std::clamp(standing.failures - Patience().toFail, 0, 10);
        delay = std::min({interval << doublings, interval * kLongestBackOff,
            std::max(kLatestMs, interval)});
    }
    delay = std::max({delay, kSoonestMs, std::min<qint64>(retryAfterSeconds, 3600) * 1000});
    const auto spread = qint64(qHash(endpoint.key(), size_t(0)) % 1000);
    return delay + delay * spread / 10000;
}

Reading readingOf(
    const Endpoint &endpoint, const Judgement &look, const Standing &standing, qint64 nowMs)
{
    Reading reading;
    reading.endpoint = endpoint.key();
    reading.title = endpoint.title;
    reading.at = nowMs;
    reading.measured = look.state;
    reading.shown = standing.shown;
    reading.shownSince = standing.since;
    reading.cause = look.cause;
    reading.reason = look.reason;
    reading.latencyMs = look.latencyMs;
    reading.holdMs = std::max(kHold * intervalMs(endpoint),
        nextDelayMs(standing, endpoint, look.retryAfterSeconds) * 3 / 2);
    return reading;
}

} // namespace gatehouse::health
