#include "db/composer.h"
#include "keys/changes.h"
#include "keys/words.h"

#include <algorithm>

namespace gatehouse::keys {

namespace {

struct Reference
{
    QString schema, table, column, target, onDelete;
    static Reference fromRow(const db::Row &row)
    {
        return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)};
    }
    QString words() const
    {
        const QString name = schema + u'.' + table;
        if (onDelete == "c"_L1)
            return Words::tr("%1 (deleted with it)").arg(name);
        if (onDelete == "n"_L1 || onDelete == "d"_L1)
            return Words::tr("%1 (kept, without its key)").arg(name);
        return Words::tr("%1 (prevents the deletion)").arg(name);
    }
    bool prevents() const { return onDelete != "c"_L1 && onDelete != "n"_L1 && onDelete != "d"_L1; }
};

struct VerbWords
{
    const char *id; // for the trail
    const char *sqlClass;
};

VerbWords wordsOf(Verb verb)
{
    switch (verb) {
    case Verb::Revoke:
        return {"revoke", "UPDATE"};
    case Verb::Reactivate:
        return {"reactivate", "UPDATE"};
    case Verb::Delete:
        return {"delete", "DELETE"};
    case Verb::SetLimit:
    case Verb::SetRole:
    case Verb::SetExpiry:
        break;
    }
    return {"edit", "UPDATE"};
}

// The key as it will be; what stays equal needs no change.
Key applied(const Bulk &bulk, Key key, bool byFlag, const QDateTime &now)
{
    switch (bulk.verb) {
    case Verb::Revoke:
        if (byFlag)
            key.active = false;
        else
            key.deleted = now;
        break;
    case Verb::Reactivate:
        key.deleted.reset();
        if (byFlag)
            key.active = true;
        break;
    case Verb::SetLimit:
        key.limit = bulk.limit;
        break;
    case Verb::SetRole:
        key.role = bulk.role;
        break;
    case Verb::SetExpiry:
        key.expires = bulk.expires;
        break;
    case Verb::Delete:
        break;
    }
    return key;
}

} // namespace

int Preview::willChange() const
{
    return int(std::count_if(rows.begin(), rows.end(),
        [](const PreviewRow &row) { return !row.unchanged && row.trouble.isEmpty(); }));
}

bool Preview::blocked() const
{
    return std::any_of(
        rows.begin(), rows.end(), [](const PreviewRow &row) { return !row.trouble.isEmpty(); });
}

Result<Preview> Keys::preview(db::Sql &sql, const Bulk &bulk) const
{
    auto now = list(sql);
    if (!now)
        return now.error();
    Preview preview;
    for (const Key &seen : bulk.keys) {
        PreviewRow row;
        const auto found = std::find_if(now.value().begin(), now.value().end(),
            [&](const Key &key) { return key.id == seen.id; });
        row.key = found == now.value().end() ? seen : *found;
        if (found == now.value().end()) {
            row.trouble = Words::tr("Somebody else deleted it meanwhile.");
        } else if (!differences(seen, *found).empty()) {
            row.trouble = changedMeanwhile(seen, *found).text;
        } else if (bulk.verb == Verb::Delete) {
            if (auto done = previewDeletion(sql, row); !done)
                return done.error();
        } else {
            const Key after =
                applied(bulk, seen, has(domain().active), QDateTime::currentDateTimeUtc());
            const auto changed = differences(seen, after);
            row.unchanged = changed.empty();
            for (const Difference &one : changed) {
                row.before = one.before;
                row.after = one.after;
            }
            if (row.unchanged)
                row.before = row.after = Words::tr("nothing to do");
            Draft wanted = draftOf(after);
            for (const Problem &problem : check(wanted, {}, QDateTime::currentDateTimeUtc(), &seen))
                row.trouble = problem.text;
        }
        row.dayRequests = seen.usage ? seen.usage->day : -1;
        preview.rows.push_back(std::move(row));
    }
    return preview;
}

Result<> Keys::previewDeletion(db::Sql &sql, PreviewRow &row) const
{
    row.before = Words::tr("stored");
    row.after = Words::tr("deleted for good");
    if (m_usage && m_abilities.usage.isEmpty()) {
        auto rows = usageRows(sql, row.key);
        if (!rows)
            return rows.error();
        row.usageRows = rows.value();
    }
    auto references =
        sql.fetch<Reference>("db/references"_L1, db::bind(m_match.schema, domain().table));
    if (!references)
        return references.error();
    for (const Reference &one : references.value()) {
        Composer c;
        auto rows = sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s + c.name(one.schema, one.table)
                + u" AS d JOIN "_s + c.name(m_match.schema, domain().table) + u" AS k ON d."_s
                + c.name(one.column) + u" = k."_s + c.name(one.target) + u" WHERE k."_s
                + c.name(domain().id) + u" = "_s + c.value(row.key.id),
            c.params());
        if (!rows)
            return rows.error();
        if (rows.value() == 0)
            continue;
        row.dependents.emplace_back(one.words(), rows.value());
        if (one.prevents())
            row.trouble = Words::tr("%Ln row(s) of %1 still (belongs|belong) to it. Revoke the key "
                                    "instead, or remove (it|them) first.",
                nullptr, int(rows.value()))
                              .arg(one.table);
    }
    return Done{};
}

Result<qint64> Keys::usageRows(db::Sql &sql, const Key &key) const
{
    Composer c;
    return sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s + c.name(m_match.schema, m_usage->table)
            + u" AS u JOIN "_s + c.name(m_match.schema, domain().table) + u" AS k ON u."_s
            + c.name(m_usage->key) + u" = "_s + ownText(c) + u" WHERE k."_s + c.name(domain().id)
            + u" = "_s + c.value(key.id),
        c.params());
}

QString Keys::setSql(Composer &c, const Bulk &bulk) const
{
    const auto &keys = domain();
    const auto to = [&](const QString &column, const QString &expression) {
        return c.name(column) + u" = "_s + expression;
    };
    QStringList sets;
    switch (bulk.verb) {
    case Verb::Revoke:
        sets.append(has(keys.active) ? to(keys.active, u"false"_s) : to(keys.deletedAt, nowSql(c)));
        break;
    case Verb::Reactivate:
        if (has(keys.active))
            sets.append(to(keys.active, u"true"_s));
        if (has(keys.deletedAt))
            sets.append(to(keys.deletedAt, u"NULL"_s));
        break;
    case Verb::SetLimit:
        sets.append(to(keys.limit, c.value(db::toParam(bulk.limit))));
        break;
    case Verb::SetRole:
        sets.append(to(keys.role, c.value(bulk.role)));
        break;
    case Verb::SetExpiry:
        sets.append(to(keys.expiresAt, expiry(c, bulk.expires)));
        break;
    case Verb::Delete:
        break;
    }
    if (has(keys.updatedAt))
        sets.append(to(keys.updatedAt, nowSql(c)));
    return sets.join(u", "_s);
}

Result<qint64> Keys::changeRow(db::Sql &sql, const Bulk &bulk, const Key &seen) const
{
    Composer c;
    const QString table = c.name(m_match.schema, domain().table);
    const QString text = bulk.verb == Verb::Delete
        ? u"DELETE FROM "_s + table
        : u"UPDATE "_s + table + u" SET "_s + setSql(c, bulk);
    const QString id = c.value(seen.id);
    return sql.execute(text + u" WHERE "_s + c.name(domain().id) + u" = "_s + id, c.params());
}

Result<Changed> Keys::apply(db::Sql &sql, const Bulk &bulk) const
{
    auto change = begin(sql);
    if (!change)
        return change.error();
    Changed total;
    std::vector<trail::Entry> entries;
    for (const Key &seen : bulk.keys) {
        if (auto locked = lock(sql, seen); !locked)
            return locked.error();
        const Key after =
            applied(bulk, seen, has(domain().active), QDateTime::currentDateTimeUtc());
        const auto changed = differences(seen, after);
        if (changed.empty() && bulk.verb != Verb::Delete)
            continue;
        auto rows = changeRow(sql, bulk, seen);
        if (!rows)
            return rows.error();
        const VerbWords words = wordsOf(bulk.verb);
        trail::Entry entry = entryFor(
            QLatin1StringView(words.id), QLatin1StringView(words.sqlClass), seen, rows.value());
        for (const Difference &one : changed) {
            entry.before.insert(one.id, one.before);
            entry.after.insert(one.id, one.after);
        }
        if (bulk.verb == Verb::Delete)
            entry.before = summary(seen);
        entries.push_back(std::move(entry));
        total.rows += rows.value();
    }
    for (const trail::Entry &entry : entries) {
        auto recorded = change.value().recorder.write(sql, entry);
        if (!recorded)
            return recorded.error();
        total.recorded = recorded.value();
    }
    const QString name = bulk.keys.size() == 1
        ? bulk.keys.front().name
        : Words::tr("%n key(s)", nullptr, int(bulk.keys.size()));
    if (auto done = committed(std::move(std::move(change).value().transaction), name); !done)
        return done.error();
    return total;
}

} // namespace gatehouse::keys
