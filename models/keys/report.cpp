#include "keys/report.h"

#include "keys/words.h"

#include <functional>

namespace gatehouse::keys {

namespace {

constexpr qint64 kDay = 86400;

struct Context
{
    const Keys &engine;
    const std::optional<Clients> &clients;
    QDateTime now;
    int idleDays;
};

struct Rule
{
    Finding finding;
    const char *title;
    const char *why;
    Fix fix;
    std::function<bool(const Context &, const Key &)> holds;
    std::function<QString(const Context &)> notRecorded{};
};

// Remaining time in (low, high] days.
bool expiresWithin(const Context &in, const Key &key, int low, int high)
{
    if (!key.expires)
        return false;
    const qint64 left = in.now.secsTo(*key.expires);
    return left > low * kDay && left <= high * kDay;
}

QString withoutExpiry(const Context &in)
{
    return in.engine.has(in.engine.domain().expiresAt)
        ? QString()
        : Words::tr("This back end has no expiry for keys.");
}

QString withoutLimit(const Context &in)
{
    return in.engine.has(in.engine.domain().limit) || in.engine.has(in.engine.domain().limits)
        ? QString()
        : Words::tr("This back end keeps no limit with its keys.");
}

QString withoutUse(const Context &in)
{
    return in.engine.has(in.engine.domain().lastUsedAt) ? QString() : in.engine.abilities().usage;
}

bool overLimit(const Context &in, const Key &key)
{
    const auto use = in.engine.enforced(key);
    return key.limit && *key.limit > 0 && use && use->used && *use->used >= *key.limit;
}

bool hasNoLimit(const Context &, const Key &key)
{
    return !key.limit && limitsText(key) != key.limits;
}

bool isIdle(const Context &in, const Key &key)
{
    const auto known = key.lastUse.known;
    return (known == LastUse::Known::At || known == LastUse::Known::Before)
        && key.lastUse.time.secsTo(in.now) >= in.idleDays * kDay;
}

const std::vector<Rule> &rules()
{
    static const std::vector<Rule> all{
        {Finding::Published, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Published sample keys"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "Anybody can read these keys in the service's own repository. Rotate or revoke "
                "them."),
            Fix::Rotate, [](const Context &, const Key &key) { return key.published; }},
        {Finding::LimitZero, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Limit of zero or below"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "Every request with these keys is refused. Give a limit, or revoke them."),
            Fix::SetLimit,
            [](const Context &, const Key &key) { return key.limit && *key.limit <= 0; },
            withoutLimit},
        {Finding::OverLimit, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "At their limit now"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "The service refuses their next requests until the window moves on."),
            Fix::SetLimit, overLimit,
            [](const Context &in) { return in.engine.abilities().usage; }},
        {Finding::NoLimit, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Without a limit"),
            QT_TRANSLATE_NOOP(
                "gatehouse::keys::Words", "Nothing stops these keys from using the service up."),
            Fix::SetLimit, hasNoLimit, withoutLimit},
        {Finding::Expiring1, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Expiring within a day"),
            QT_TRANSLATE_NOOP(
                "gatehouse::keys::Words", "They stop working tomorrow at the latest."),
            Fix::SetExpiry,
            [](const Context &in, const Key &key) { return expiresWithin(in, key, 0, 1); },
            withoutExpiry},
        {Finding::Expiring3, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Expiring within 3 days"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words", "They stop working this week."),
            Fix::SetExpiry,
            [](const Context &in, const Key &key) { return expiresWithin(in, key, 1, 3); },
            withoutExpiry},
        {Finding::Expiring7, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Expiring within 7 days"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Tell their owners, or move the date."),
            Fix::SetExpiry,
            [](const Context &in, const Key &key) { return expiresWithin(in, key, 3, 7); },
            withoutExpiry},
        {Finding::Expiring30,
            QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Expiring within 30 days"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Tell their owners in time."),
            Fix::SetExpiry,
            [](const Context &in, const Key &key) { return expiresWithin(in, key, 7, 30); },
            withoutExpiry},
        {Finding::NeverUsed, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Never used"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "No request with these keys was ever recorded. Revoke those that nobody waits "
                "for."),
            Fix::Revoke,
            [](const Context &, const Key &key) {
                return key.lastUse.known == LastUse::Known::Never;
            },
            withoutUse},
        {Finding::Idle, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Idle"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "Not used for 30 days or longer. A key that nobody uses is only a risk."),
            Fix::Revoke, isIdle, withoutUse},
        {Finding::Shared, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Shared between clients"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "Several clients used the same key in the last 7 days. Give each its own."),
            Fix::Rotate,
            [](const Context &in, const Key &key) {
                return in.clients && in.clients->value(key.id) > 1;
            },
            [](const Context &in) {
                return in.clients
                    ? QString()
                    : Words::tr("This back end does not record which client sent a request.");
            }},
        {Finding::NoExpiry, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Without an expiry"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words", "They work until somebody revokes them."),
            Fix::SetExpiry, [](const Context &, const Key &key) { return !key.expires; },
            withoutExpiry},
        {Finding::PlainText, QT_TRANSLATE_NOOP("gatehouse::keys::Words", "Stored as plain text"),
            QT_TRANSLATE_NOOP("gatehouse::keys::Words",
                "Whoever can read the table, or a backup of it, can use these keys. Hashing them "
                "needs "
                "a change of the service too; the plan says which."),
            Fix::HashPlan,
            [](const Context &in, const Key &) {
                return in.engine.domain().format.hash.isEmpty();
            }},
    };
    return all;
}

} // namespace

std::vector<Group> report(const Keys &engine, const std::vector<Key> &keys,
    const std::optional<Clients> &clients, const QDateTime &now, int idleDays)
{
    const Context in{engine, clients, now, idleDays};
    std::vector<Group> groups;
    for (const Rule &rule : rules()) {
        Group group{rule.finding, Words::tr(rule.title), Words::tr(rule.why), rule.fix, {}, {}};
        if (rule.notRecorded)
            group.notRecorded = rule.notRecorded(in);
        for (const Key &key : keys) {
            if (group.notRecorded.isEmpty() && stateOf(key, now) == State::Active
                && rule.holds(in, key))
                group.keys.push_back(key);
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

} // namespace gatehouse::keys
