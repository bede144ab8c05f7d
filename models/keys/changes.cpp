#include "keys/changes.h"

#include "keys/words.h"

namespace gatehouse::keys {

namespace {

QString limitText(const std::optional<qint64> &limit)
{
    return limit ? QString::number(*limit) : Words::tr("none");
}

QString stateText(const Key &key)
{
    if (key.deleted)
        return Words::tr("deleted");
    return !key.active || *key.active ? Words::tr("active") : Words::tr("revoked");
}

} // namespace

QString timeText(const std::optional<QDateTime> &time)
{
    return time ? time->toUTC().toString(Qt::ISODate) : Words::tr("never");
}

std::vector<Difference> differences(const Key &before, const Key &after)
{
    const std::vector<Difference> all{
        {u"fingerprint"_s, Words::tr("Key"), before.fingerprint, after.fingerprint},
        {u"name"_s, Words::tr("Name"), before.name, after.name},
        {u"role"_s, Words::tr("Role"), before.role, after.role},
        {u"owner"_s, Words::tr("Owner"), before.ownerId, after.ownerId},
        {u"limit"_s, Words::tr("Limit"), limitText(before.limit), limitText(after.limit)},
        {u"limits"_s, Words::tr("Limits"), before.limits, after.limits},
        {u"permissions"_s, Words::tr("Permissions"), before.permissions, after.permissions},
        {u"expires"_s, Words::tr("Expires"), timeText(before.expires), timeText(after.expires)},
        {u"state"_s, Words::tr("State"), stateText(before), stateText(after)},
    };
    std::vector<Difference> different;
    for (const Difference &one : all) {
        if (one.before != one.after)
            different.push_back(one);
    }
    return different;
}

Error changedMeanwhile(const Key &seen, const Key &now)
{
    QStringList parts;
    for (const Difference &one : differences(seen, now))
        parts.append(
            Words::tr("%1: you saw %2, now it is %3.").arg(one.title, one.before, one.after));
    return refused(
        Words::tr("Somebody else changed the key %1 meanwhile, so nothing was changed. %2 "
                  "Look at it again and repeat the change if it is still right.")
            .arg(seen.name, parts.join(u' ')));
}

QJsonObject summary(const Key &key)
{
    QJsonObject object{{u"name"_s, key.name}, {u"state"_s, stateText(key)}};
    const auto add = [&object](const QString &id, const QString &text) {
        if (!text.isEmpty())
            object.insert(id, text);
    };
    add(u"key"_s, key.masked);
    add(u"fingerprint"_s, key.fingerprint);
    add(u"role"_s, key.role);
    add(u"owner"_s, key.ownerId);
    add(u"limits"_s, key.limits);
    add(u"permissions"_s, key.permissions);
    if (key.limit)
        object.insert(u"limit"_s, *key.limit);
    if (key.expires)
        object.insert(u"expires"_s, timeText(key.expires));
    return object;
}

trail::Entry entryFor(const QString &verb, const QString &sqlClass, const Key &key, qint64 rows)
{
    return {u"key."_s + verb, u"key"_s, key.id, key.name, sqlClass, rows, {}, {}};
}

Result<> committed(db::Transaction transaction, const QString &name)
{
    auto done = std::move(transaction).commit();
    if (!done && done.error().kind == Error::Kind::Connection) {
        Error error = done.error();
        error.text =
            Words::tr("The connection was lost while the change of %1 was being committed; "
                      "nobody can say yet whether it was made. Press F5 and look.")
                .arg(name);
        error.retryable = false;
        return error;
    }
    return done;
}

} // namespace gatehouse::keys
