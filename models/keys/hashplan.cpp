#include "keys/hashplan.h"

#include "db/composer.h"
#include "keys/words.h"

#include <QLocale>

namespace gatehouse::keys {

namespace {

QString count(qint64 number) { return QLocale().toString(number); }

struct Names
{
    QString keys, id, secret, usage, usageKey, usageTime;
    bool hasUsage() const { return !usage.isEmpty(); }
};

Names namesOf(const Keys &engine)
{
    const Composer c;
    const QString schema = engine.match().schema;
    Names names{c.name(schema, engine.domain().table), c.name(engine.domain().id),
        c.name(engine.domain().secret), {}, {}, {}};
    if (engine.usage() && engine.usage()->keyJoin == "secret"_L1) {
        names.usage = c.name(schema, engine.usage()->table);
        names.usageKey = c.name(engine.usage()->key);
        names.usageTime = c.name(engine.usage()->time);
    }
    return names;
}

std::vector<PlanStep> prepare(const Names &n, const HashPlan &plan)
{
    return {
        {Words::tr("Take a backup and prove it"),
            Words::tr(
                "Until the last step everything can be undone; after it only the backup has the "
                "plain keys. Keep it encrypted, and delete it when the new way has proven itself."),
            {}},
        {Words::tr("Add the new columns"),
            Words::tr("Both are empty at first, so the tables are locked for a moment only."),
            u"ALTER TABLE "_s + n.keys
                + u" ADD COLUMN key_hash char(64), ADD COLUMN key_prefix varchar(12);"_s
                + (n.hasUsage()
                        ? u"\nALTER TABLE "_s + n.usage + u" ADD COLUMN api_key_id integer;"_s
                        : QString())},
        {Words::tr("Release the service: write both, accept both"),
            Words::tr(
                "New keys store key_hash and key_prefix beside the key. A request is accepted when "
                "SHA-256 of its key equals key_hash, or, while that is empty, when the plain text "
                "is equal. New usage rows store api_key_id beside the text."),
            {}},
        {Words::tr("Fill the hashes of %1 keys").arg(count(plan.keys)),
            Words::tr("One statement, well under a second for a table of this size."),
            u"UPDATE "_s + n.keys + u" SET key_hash = encode(sha256(convert_to("_s + n.secret
                + u", 'UTF8')), 'hex'), key_prefix = left("_s + n.secret
                + u", 8) WHERE key_hash IS NULL;"_s},
        {Words::tr("Make the hash unique"),
            Words::tr("Outside of a transaction; reading and writing go on."),
            u"CREATE UNIQUE INDEX CONCURRENTLY ix_keys_key_hash ON "_s + n.keys
                + u" (key_hash);"_s},
    };
}

void addHistory(const Names &n, HashPlan &plan)
{
    plan.steps.push_back({Words::tr("Give %1 usage rows the id of their key")
                              .arg(count(plan.usageRows)),
        Words::tr(
            "Repeat the statement until it changes no row; each run takes one day of history, so "
            "that locks stay short. %1 different texts belong to no key any more; their rows keep "
            "an empty id.")
            .arg(count(plan.orphanTexts)),
        u"UPDATE "_s + n.usage + u" AS u SET api_key_id = k."_s + n.id + u" FROM "_s + n.keys
            + u" AS k WHERE u."_s + n.usageKey + u" = k."_s + n.secret
            + u" AND u.api_key_id IS NULL AND u."_s + n.usageTime + u" >= :day AND u."_s
            + n.usageTime + u" < :day + interval '1 day';"_s});
    plan.steps.push_back({Words::tr("Index the new column"),
        Words::tr("The limit is counted through it from now on."),
        u"CREATE INDEX CONCURRENTLY ix_usage_key_time ON "_s + n.usage + u" (api_key_id, "_s
            + n.usageTime + u");"_s});
}

void addEnd(const Names &n, HashPlan &plan)
{
    plan.steps.push_back({Words::tr("Release the service: hashes only"),
        Words::tr("It compares key_hash alone, counts the limit by api_key_id and writes no plain "
                  "text any "
                  "more. The route that shows a key again is removed: nothing can show it."),
        {}});
    QString sql = u"ALTER TABLE "_s + n.keys + u" ALTER COLUMN "_s + n.secret
        + u" DROP NOT NULL;\nUPDATE "_s + n.keys + u" SET "_s + n.secret + u" = NULL;"_s;
    if (n.hasUsage())
        sql += u"\nUPDATE "_s + n.usage + u" SET "_s + n.usageKey + u" = '' WHERE "_s + n.usageTime
            + u" >= :day AND "_s + n.usageTime + u" < :day + interval '1 day';"_s;
    plan.steps.push_back({Words::tr("Erase the plain text (no way back but the backup)"),
        Words::tr(
            "Wait until a day has passed without trouble. Usage again day by day, then VACUUM. Old "
            "backups, replicas' logs and exports still hold the plain keys: let them expire, and "
            "rotate every key that may have been read there."),
        sql});
}

} // namespace

QString HashPlan::document() const
{
    QString text = Words::tr("From plain-text keys to hashed keys") + u"\n\n"_s;
    if (!needed)
        return text + Words::tr("This back end stores hashes already. Nothing needs to be done.")
            + u'\n';
    text += Words::tr("Found: %1 keys as plain text, repeated in %2 usage rows. Columns: %3.")
                .arg(count(keys), count(usageRows), plainColumns.join(u", "_s))
        + u'\n';
    int number = 0;
    for (const PlanStep &step : steps) {
        text += u"\n%1. "_s.arg(++number) + step.title + u"\n   "_s + step.text + u'\n';
        for (const QString &line : step.sql.split(u'\n', Qt::SkipEmptyParts))
            text += u"      "_s + line + u'\n';
    }
    return text;
}

Result<HashPlan> hashPlan(db::Sql &sql, const Keys &engine)
{
    HashPlan plan;
    plan.needed = engine.domain().format.hash.isEmpty();
    if (!plan.needed)
        return plan;
    const Names n = namesOf(engine);
    auto keys = sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s + n.keys);
    if (!keys)
        return keys.error();
    plan.keys = keys.value();
    plan.plainColumns.append(engine.domain().table + u'.' + engine.domain().secret);
    if (n.hasUsage() && engine.abilities().usage.isEmpty()) {
        auto rows = sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s + n.usage);
        if (!rows)
            return rows.error();
        plan.usageRows = rows.value();
        auto orphans = sql.fetchOne<qint64>(u"SELECT count(*) FROM (SELECT u."_s + n.usageKey
            + u" FROM "_s + n.usage + u" AS u GROUP BY 1 EXCEPT SELECT k."_s + n.secret
            + u" FROM "_s + n.keys + u" AS k) AS o"_s);
        if (!orphans)
            return orphans.error();
        plan.orphanTexts = orphans.value();
        plan.plainColumns.append(engine.usage()->table + u'.' + engine.usage()->key);
    }
    plan.steps = prepare(n, plan);
    if (n.hasUsage())
        addHistory(n, plan);
    addEnd(n, plan);
    return plan;
}

} // namespace gatehouse::keys
