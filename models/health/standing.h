// From single looks to a state that does not flicker: hysteresis, back-off, and what a look is
// remembered as (H3). Pure; any thread.
#pragma once

#include "health/judgement.h"

namespace gatehouse::health {

// How many looks in a row it takes. Three failures are what the guides' own platforms wait for
// (facts 2.4).
struct Patience
{
    int toFail = 3, toRecover = 2;
};

// What is known of one endpoint over time. Times are ms since the epoch, UTC.
struct Standing
{
    State shown = State::Unknown;
    QString cause, reason; // of the look that shown comes from; follows along while it stays
    qint64 since = 0;      // when shown began: the first of the looks that changed it
    int run = 0;           // looks in a row that disagree with shown
    qint64 runSince = 0;
    int failures = 0;      // bad looks in a row
    bool operator==(const Standing &) const = default;
};

// The next standing after one look. The first look of all counts at once, and so does Unknown: it
// says that nothing could be asked.
Standing after(const Standing &before, const Judgement &look, qint64 nowMs, Patience patience = {});

// "refused twice, 1 more look before it counts": while shown does not follow yet; else empty.
QString pendingText(const Standing &standing, Patience patience = {});

// When to look again: sooner while a change is in doubt, later the longer it is down (at most
// kLongestBackOff intervals and a quarter of an hour), never before the time that the server asked
// for; up to a tenth apart, by the endpoint's key, so that not all ask in the same moment.
qint64 nextDelayMs(const Standing &standing, const Endpoint &endpoint, int retryAfterSeconds);

inline constexpr int kLongestBackOff = 8;

// One look, as history keeps it.
struct Reading
{
    QString endpoint; // key
    QString title;
    qint64 at = 0; // ms since the epoch
    State measured = State::Unknown, shown = State::Unknown;
    qint64 shownSince = 0;
    QString cause, reason; // of the look
    double latencyMs = -1;
    qint64 holdMs = 0; // how long it may speak for the time after it
    bool operator==(const Reading &) const = default;
};

Reading readingOf(
    const Endpoint &endpoint, const Judgement &look, const Standing &standing, qint64 nowMs);

} // namespace gatehouse::health
