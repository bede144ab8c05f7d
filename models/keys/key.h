// One API key as the window may see it: masked, never the plain text.
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

namespace gatehouse::keys {

inline constexpr int kBuckets = 28; // 7 days in buckets of 6 hours
inline constexpr int kBucketSeconds = 6 * 3600;

// What is known of the last use of a key.
struct LastUse
{
    enum class Known { Nothing, Never, At, Before }; // Nothing: not recorded, or not readable
    Known known = Known::Nothing;
    QDateTime time{}; // At: exactly; Before: not since this, perhaps never
    bool operator==(const LastUse &) const = default;
};

// Figures from the usage table, all of one moment by the server's clock.
struct Usage
{
    qint64 day = 0, week = 0;
    std::vector<qint64> windows;           // one for each limit definition of the system, in order
    std::array<qint64, kBuckets> series{}; // requests, oldest first; the last bucket ends now
    bool operator==(const Usage &) const = default;
};

// A column that this role may not read is empty and named in unreadable.
struct Key
{
    QString id;          // primary key as text
    QString masked;      // "ollama-••••7412"; empty when unreadable or stored hashed
    QString fingerprint; // "#bda69f"
    QString name, role;
    QString ownerId, owner;
    std::optional<qint64> limit;
    QString limits, permissions; // JSON as the server prints it
    std::optional<QDateTime> created, updated, expires, deleted;
    std::optional<bool> active;
    LastUse lastUse;
    std::optional<Usage> usage; // none before the figures came, or when they cannot
    bool published =
        false; // one of the sample keys that anybody can read in the system's repository
    QStringList unreadable;
    bool operator==(const Key &) const = default;
};

enum class State { Active, Revoked, Expired, Deleted };
State stateOf(const Key &key, const QDateTime &now);

// What stands in the state column: one word or two, the worst first.
enum class Mark {
    Active,
    NeverUsed,
    Idle,
    Expiring,
    NearLimit,
    LimitZero,
    OverLimit,
    Expired,
    Revoked,
    Deleted
};
struct Badge
{
    Mark mark = Mark::Active;
    QString text; // translated: "over 90 %", "expires in 3 days", "idle 41 days"
    bool operator==(const Badge &) const = default;
};
inline constexpr int kIdleDays = 30;
inline constexpr int kExpiryNoticeDays = 30;
// used: by the definition that the service enforces, none when unknown.
Badge badgeOf(const Key &key, std::optional<qint64> used, const QDateTime &now);

// The JSON of limits as it stands, or "no limit" for none, {} and null.
QString limitsText(const Key &key);

// "2 min", "just now", "41 days", "never"; for the last-used column.
QString agoText(const LastUse &use, const QDateTime &now);

} // namespace gatehouse::keys
