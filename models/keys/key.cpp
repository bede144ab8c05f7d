#include "keys/key.h"

#include "base/result.h"
#include "keys/words.h"

namespace gatehouse::keys {

namespace {

constexpr qint64 kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr int kNearPercent = 90;

// Whole days until then, counted up: 3 from two and a half days on.
int daysUntil(const QDateTime &then, const QDateTime &now)
{
    return int((now.secsTo(then) + kDay - 1) / kDay);
}

std::optional<Badge> limitBadge(const Key &key, std::optional<qint64> used)
{
    if (!key.limit)
        return std::nullopt;
    if (*key.limit <= 0)
        return Badge{Mark::LimitZero, Words::tr("limit %1").arg(*key.limit)};
    if (!used)
        return std::nullopt;
    if (*used >= *key.limit)
        return Badge{Mark::OverLimit, Words::tr("limit reached")};
    if (*used * 100 > *key.limit * kNearPercent)
        return Badge{Mark::NearLimit, Words::tr("over %1 %").arg(kNearPercent)};
    return std::nullopt;
}

std::optional<Badge> useBadge(const Key &key, const QDateTime &now)
{
    if (key.lastUse.known == LastUse::Known::Never)
        return Badge{Mark::NeverUsed, Words::tr("never used")};
    if (key.lastUse.known == LastUse::Known::Nothing)
        return std::nullopt;
    const qint64 days = key.lastUse.time.secsTo(now) / kDay;
    if (days < kIdleDays)
        return std::nullopt;
    return Badge{Mark::Idle, Words::tr("idle %n day(s)", nullptr, int(days))};
}

} // namespace

State stateOf(const Key &key, const QDateTime &now)
{
    if (key.deleted)
        return State::Deleted;
    if (key.active && !*key.active)
        return State::Revoked;
    if (key.expires && *key.expires <= now)
        return State::Expired;
    return State::Active;
}

Badge badgeOf(const Key &key, std::optional<qint64> used, const QDateTime &now)
{
    switch (stateOf(key, now)) {
    case State::Deleted:
        return {Mark::Deleted, Words::tr("deleted")};
    case State::Revoked:
        return {Mark::Revoked, Words::tr("revoked")};
    case State::Expired:
        return {Mark::Expired, Words::tr("expired")};
    case State::Active:
        break;
    }
    if (auto badge = limitBadge(key, used))
        return *badge;
    if (key.expires && daysUntil(*key.expires, now) <= kExpiryNoticeDays)
        return {Mark::Expiring,
            Words::tr("expires in %n day(s)", nullptr, daysUntil(*key.expires, now))};
    if (auto badge = useBadge(key, now))
        return *badge;
    return {Mark::Active, Words::tr("active")};
}

QString limitsText(const Key &key)
{
    const QString text = key.limits.simplified();
    return text.isEmpty() || text == "null"_L1 || text == "{}"_L1 || text == "{ }"_L1
        ? Words::tr("no limit")
        : key.limits;
}

QString agoText(const LastUse &use, const QDateTime &now)
{
    switch (use.known) {
    case LastUse::Known::Nothing:
        return Words::tr("not known");
    case LastUse::Known::Never:
        return Words::tr("never");
    case LastUse::Known::Before:
        return Words::tr("not in %n day(s)", nullptr, int(use.time.secsTo(now) / kDay));
    case LastUse::Known::At:
        break;
    }
    const qint64 seconds = use.time.secsTo(now);
    if (seconds < kMinute)
        return Words::tr("just now");
    if (seconds < kHour)
        return Words::tr("%n min", nullptr, int(seconds / kMinute));
    if (seconds < 2 * kDay)
        return Words::tr("%n h", nullptr, int(seconds / kHour));
    return Words::tr("%n day(s)", nullptr, int(seconds / kDay));
}

} // namespace gatehouse::keys
