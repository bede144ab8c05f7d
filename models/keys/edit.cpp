#include "base/redact.h"
#include "db/composer.h"
#include "keys/changes.h"
#include "keys/words.h"

namespace gatehouse::keys {

Result<Key> Keys::again(db::Sql &sql, const QString &id, bool forUpdate) const
{
    Composer c;
    QString text = select(c) + u" WHERE k."_s + c.name(domain().id) + u" = "_s + c.value(id);
    if (forUpdate)
        text += u" FOR UPDATE OF k"_s;
    std::optional<Key> key;
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        key = read(row);
        return true;
    });
    if (!done)
        return done.error();
    if (!key)
        return refused(
            Words::tr("The key with id %1 is gone: somebody else deleted it meanwhile.").arg(id));
    return *key;
}

Result<Key> Keys::lock(db::Sql &sql, const Key &seen) const
{
    auto now = again(sql, seen.id, true);
    if (!now)
        return now.error();
    if (!differences(seen, now.value()).empty())
        return changedMeanwhile(seen, now.value());
    return now;
}

Result<Changed> Keys::edit(db::Sql &sql, const Key &seen, const Draft &wanted) const
{
    const auto &keys = domain();
    const Draft old = draftOf(seen);
    if (wanted == old)
        return Changed{0, false};
    auto change = begin(sql);
    if (!change)
        return change.error();
    if (auto locked = lock(sql, seen); !locked)
        return locked.error();
    Composer c;
    QStringList sets;
    const auto set = [&](const QString &column, bool touched, const db::Param &value) {
        if (has(column) && touched)
            sets.append(c.name(column) + u" = "_s + c.value(value));
    };
    const auto nullable = [](const QString &text) {
        return text.trimmed().isEmpty() ? db::Param{} : db::toParam(text);
    };
    set(keys.name, wanted.name != old.name, db::toParam(wanted.name));
    set(keys.role, wanted.role != old.role, nullable(wanted.role));
    set(keys.owner, wanted.ownerId != old.ownerId, nullable(wanted.ownerId));
    set(keys.limit, wanted.limit != old.limit, db::toParam(wanted.limit));
    set(keys.limits, wanted.limits != old.limits, nullable(wanted.limits));
    set(keys.permissions, wanted.permissions != old.permissions, nullable(wanted.permissions));
    if (has(keys.expiresAt) && wanted.expires != old.expires)
        sets.append(c.name(keys.expiresAt) + u" = "_s + expiry(c, wanted.expires));
    if (sets.isEmpty())
        return Changed{0, false};
    if (has(keys.updatedAt))
        sets.append(c.name(keys.updatedAt) + u" = "_s + nowSql(c));
    auto rows = sql.execute(u"UPDATE "_s + c.name(m_match.schema, keys.table) + u" SET "_s
            + sets.join(u", "_s) + u" WHERE "_s + c.name(keys.id) + u" = "_s + c.value(seen.id),
        c.params());
    if (!rows)
        return explained(rows.error(), wanted);
    auto now = again(sql, seen.id, false);
    if (!now)
        return now.error();
    trail::Entry entry = entryFor(u"edit"_s, u"UPDATE"_s, seen, rows.value());
    for (const Difference &one : differences(seen, now.value())) {
        entry.before.insert(one.id, one.before);
        entry.after.insert(one.id, one.after);
    }
    auto recorded = change.value().recorder.write(sql, entry);
    if (!recorded)
        return recorded.error();
    if (auto done = committed(std::move(std::move(change).value().transaction), seen.name); !done)
        return done.error();
    return Changed{rows.value(), recorded.value()};
}

QString Keys::nowSql(Composer &sql) const
{
    return domain().zone.withZone ? u"now()"_s
                                  : u"now() AT TIME ZONE "_s + sql.value(m_zone) + u"::text"_s;
}

QString Keys::expiry(Composer &sql, const std::optional<QDateTime> &time) const
{
    const QString instant = sql.value(time ? db::toParam(*time) : db::Param{}) + u"::timestamptz"_s;
    return domain().zone.withZone ? instant
                                  : instant + u" AT TIME ZONE "_s + sql.value(m_zone) + u"::text"_s;
}

Result<QMap<QString, QString>> Keys::namesOfStored(
    db::Sql &sql, const std::vector<std::shared_ptr<const Secret>> &secrets) const
{
    QStringList texts;
    for (const auto &secret : secrets) {
        addSecret(secret->text());
        texts.append(stored(*secret));
    }
    Composer c;
    const QString column = c.name(secretColumn());
    QMap<QString, QString> names;
    auto done = sql.stream(u"SELECT "_s + column + u"::text, "_s
            + (readable(domain().name) ? c.name(domain().name) : c.name(domain().id))
            + u"::text FROM "_s + c.name(m_match.schema, domain().table) + u" WHERE "_s + column
            + u" = ANY("_s + c.value(db::toParam(texts)) + u"::text[])"_s,
        c.params(), [&](const db::Row &row) {
            names.insert(row.text(0), row.text(1));
            return true;
        });
    if (!done)
        return done.error();
    return names;
}

Result<std::optional<QString>> Keys::plainText(db::Sql &sql, const QString &id) const
{
    Composer c;
    return sql.fetchOptional<QString>(u"SELECT "_s + c.name(domain().secret) + u"::text FROM "_s
            + c.name(m_match.schema, domain().table) + u" WHERE "_s + c.name(domain().id) + u" = "_s
            + c.value(id),
        c.params());
}

Result<std::shared_ptr<const Secret>> Keys::reveal(db::Sql &sql, const Key &seen) const
{
    if (!m_abilities.reveal.isEmpty())
        return refused(m_abilities.reveal);
    auto change = begin(sql);
    if (!change)
        return change.error();
    auto text = plainText(sql, seen.id);
    if (!text)
        return text.error();
    if (!text.value())
        return refused(
            Words::tr("The key %1 is gone: somebody else deleted it meanwhile.").arg(seen.name));
    const auto secret = std::make_shared<const Secret>(*text.value());
    if (fingerprint(secret->text()) != seen.fingerprint)
        return refused(
            Words::tr("The key %1 was rotated meanwhile. Press F5 and look again.").arg(seen.name));
    addSecret(secret->text());
    auto recorded = change.value().recorder.write(sql, entryFor(u"reveal"_s, u"SELECT"_s, seen));
    if (!recorded)
        return recorded.error();
    if (auto done = committed(std::move(std::move(change).value().transaction), seen.name); !done)
        return done.error();
    return secret;
}

} // namespace gatehouse::keys
