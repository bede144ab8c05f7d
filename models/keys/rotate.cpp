#include "base/redact.h"
#include "db/composer.h"
#include "keys/changes.h"
#include "keys/whatif.h"
#include "keys/words.h"

namespace gatehouse::keys {

Result<RotationPreview> Keys::previewRotation(db::Sql &sql, const Key &seen) const
{
    auto now = again(sql, seen.id, false);
    if (!now)
        return now.error();
    if (!differences(seen, now.value()).empty())
        return changedMeanwhile(seen, now.value());
    RotationPreview preview;
    preview.joinedBySecret = m_usage && m_usage->keyJoin == "secret"_L1;
    if (m_usage && m_abilities.usage.isEmpty()) {
        auto rows = usageRows(sql, seen);
        if (!rows)
            return rows.error();
        preview.usageRows = rows.value();
    }
    for (const systems::LimitDefinition &definition : domain().limitDefinitions) {
        if (definition.enforced)
            preview.window = windowText(definition.windowSeconds);
    }
    auto fresh = withUsage(sql, {seen});
    if (fresh) {
        if (const auto use = enforced(fresh.value().front()))
            preview.inWindow = use->used.value_or(0);
    }
    if (!preview.joinedBySecret) {
        preview.carrySentence =
            Words::tr("The history stays with the key: usage is not recorded by its text.");
        return preview;
    }
    const int rows = int(preview.usageRows);
    preview.carrySentence =
        Words::tr("%Ln row(s) of history (moves|move) to the new key.", nullptr, rows);
    preview.apartSentence = Words::tr("%Ln row(s) of history (stays|stay) under the old text and "
                                      "(belongs|belong) to no key any more.",
        nullptr, rows);
    if (preview.window.isEmpty())
        return preview;
    preview.carrySentence += u' '
        + Words::tr("Its window of %1 goes on; requests counted in it so far: %2.")
              .arg(preview.window)
              .arg(preview.inWindow);
    preview.apartSentence +=
        u' ' + Words::tr("The new key starts an empty window of %1.").arg(preview.window);
    return preview;
}

// History first finds its rows by the old text, so it moves before the key changes.
Result<qint64> Keys::carryHistory(db::Sql &sql, const Key &seen, const Secret &secret) const
{
    sql.setStatementTimeout(0); // millions of rows may move; the caller's token still stops it
    Composer c;
    const QString key = c.name(m_usage->key);
    return sql.execute(u"UPDATE "_s + c.name(m_match.schema, m_usage->table) + u" AS u SET "_s + key
            + u" = "_s + c.value(stored(secret)) + u" FROM "_s
            + c.name(m_match.schema, domain().table) + u" AS k WHERE u."_s + key + u" = "_s
            + ownText(c) + u" AND k."_s + c.name(domain().id) + u" = "_s + c.value(seen.id),
        c.params());
}

Result<Created> Keys::rotate(db::Sql &sql, const Key &seen, History history) const
{
    auto change = begin(sql);
    if (!change)
        return change.error();
    if (auto locked = lock(sql, seen); !locked)
        return locked.error();
    const auto secret = std::make_shared<const Secret>(generate());
    addSecret(secret->text());
    Created created{
        seen.id, seen.name, maskKey(secret->text()), fingerprint(secret->text()), secret};
    const bool carry = history == History::CarryOver && m_usage && m_usage->keyJoin == "secret"_L1;
    if (carry) {
        auto moved = carryHistory(sql, seen, *secret);
        if (!moved)
            return moved.error();
        created.movedRows = moved.value();
    }
    Composer c;
    QString sets = c.name(secretColumn()) + u" = "_s + c.value(stored(*secret));
    if (has(domain().updatedAt))
        sets += u", "_s + c.name(domain().updatedAt) + u" = "_s + nowSql(c);
    auto rows = sql.execute(u"UPDATE "_s + c.name(m_match.schema, domain().table) + u" SET "_s
            + sets + u" WHERE "_s + c.name(domain().id) + u" = "_s + c.value(seen.id),
        c.params());
    if (!rows)
        return explained(rows.error(), draftOf(seen));
    trail::Entry entry = entryFor(u"rotate"_s, u"UPDATE"_s, seen, rows.value() + created.movedRows);
    entry.before = {{u"key"_s, seen.masked}, {u"fingerprint"_s, seen.fingerprint}};
    entry.after = {{u"key"_s, created.masked}, {u"fingerprint"_s, created.fingerprint},
        {u"history"_s, carry ? u"carried over"_s : u"kept apart"_s},
        {u"history_rows"_s, created.movedRows}};
    auto recorded = change.value().recorder.write(sql, entry);
    if (!recorded)
        return recorded.error();
    created.recorded = recorded.value();
    if (auto done = committed(std::move(std::move(change).value().transaction), seen.name); !done)
        return done.error();
    return created;
}

} // namespace gatehouse::keys
