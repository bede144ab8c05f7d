// What a limit would have done to the requests that really came (K5).
#pragma once

#include "keys/keys.h"

namespace gatehouse::keys {

struct Proposal
{
    qint64 limit = 0; // requests in one window, 0 to kMostLimit
    int windowSeconds = 3600;
    // Rolling: the window ends with the request. Calendar: windows follow each other from
    // 1970-01-01 00:00 UTC on, so that minutes, hours and days are those of the clock.
    systems::Anchor anchor = systems::Anchor::Rolling;
    int days = 30;   // of requests, until now
    QString keyId{}; // empty: every key, each by itself
    bool operator==(const Proposal &) const = default;
};
inline constexpr qint64 kMostLimit = 2147483647;
inline constexpr int kMostWindowSeconds = 7 * 86400;
inline constexpr int kMostDays = 3650;
// A limit is called enough for a key when it refuses no more than this share of its requests.
inline constexpr double kEnoughShare = 0.01;

struct Replay
{
    QString keyId, name, fingerprint;
    qint64 requests = 0; // counted by a statement of its own
    qint64 allowed = 0, refused = 0;
    std::optional<QDateTime> first;     // refused
    std::optional<QDateTime> worstHour; // when it began (UTC): most refused
    qint64 worstRefused = 0;            // in it
    // For Calendar the smallest limit that refuses at most 1 %; for Rolling a limit that surely
    // does, perhaps not the smallest.
    std::optional<qint64> enough;
    bool holds() const { return allowed + refused == requests; }
};

struct WhatIf
{
    std::vector<Replay> keys; // with requests; most refused first
    Replay total;             // of all; without `enough`
    QDateTime from, until;    // by the server's clock
    QString note;             // translated: what the record leaves out
    QStringList sql;          // redacted, to be shown
    bool holds() const;       // the self-check of each key and of the whole
};

// As the service enforces it, for a first proposal: its window, the key's limit.
Proposal proposalOf(const Keys &engine, const Key *key);
// "90s", "5m", "1h", "7d"; Invalid says what is taken.
Result<int> windowFromText(const QString &text);
QString windowText(int seconds); // translated: "60 minutes"

// Session's thread, best of a job's own; reads only, in one snapshot, and stops with its token. A
// refused request would have left no row, so it is not counted against later ones: as the service
// counts. Memory does not grow with the number of rows. Requests before the period are
// not looked at, so that its first window begins empty.
Result<WhatIf> whatIf(db::Sql &sql, const Keys &engine, const Proposal &proposal);

} // namespace gatehouse::keys
