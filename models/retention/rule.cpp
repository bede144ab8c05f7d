#include "retention/rule.h"

#include "base/safetext.h"
#include "retention/words.h"

#include <algorithm>

namespace gatehouse::retention {

namespace {

// How back ends call the two columns of a soft delete; the descriptions' own name one of them.
const QStringList kSoftFlags{u"is_deleted"_s, u"deleted"_s};
constexpr QLatin1StringView kSoftTime("deleted_at");

QString idOf(const systems::RetentionRule &rule)
{
    return rule.filterColumn.isEmpty()
        ? rule.table
        : rule.table + u'.' + rule.filterColumn + u'=' + rule.filterValues.join(u'|');
}

QString zoneOf(
    const systems::Recognition &recognition, const systems::Shape &shape, const QString &table)
{
    QString zone = shape.zone.zone;
    if (shape.usage && shape.usage->table == table)
        zone = shape.usage->zone.zone;
    for (const systems::UsageDomain &usage : shape.otherUsage)
        if (usage.table == table)
            zone = usage.zone.zone;
    if (shape.audit && shape.audit->table == table)
        zone = shape.audit->zone.zone;
    return zone.isEmpty() ? recognition.serverZone : zone;
}

bool covers(const systems::RetentionRule &wide, const Rule &narrow)
{
    return wide.table == narrow.table && wide.column == narrow.column
        && wide.filterColumn == narrow.filterColumn
        && std::all_of(narrow.filterValues.begin(), narrow.filterValues.end(),
            [&wide](const QString &value) { return wide.filterValues.contains(value); });
}

struct Found
{
    QString kind, timeType;
    QStringList columns, key, keyTypes;
    bool flag[2] = {false, false};
    QString softTimeType;
    bool select = false, remove = false, update = false, partitioned = false, inherited = false;
    qint64 bytes = 0;
    double rows = -1;
    static Found fromRow(const db::Row &row)
    {
        Found found;
        found.kind = row.text(0);
        found.timeType = row.text(1);
        found.columns = row.get<QStringList>(2);
        found.key = row.get<QStringList>(3);
        found.keyTypes = row.get<QStringList>(4);
        found.flag[0] = row.get<bool>(5);
        found.flag[1] = row.get<bool>(6);
        found.softTimeType = row.text(7);
        found.select = row.get<bool>(8);
        found.remove = row.get<bool>(9);
        found.update = row.get<bool>(10);
        found.partitioned = row.get<bool>(11);
        found.inherited = row.get<bool>(12);
        found.bytes = row.get<qint64>(13);
        found.rows = row.get<double>(14);
        return found;
    }
};

QString problemOf(const Rule &rule, const Found &found)
{
    if (found.kind != "r"_L1 && found.kind != "p"_L1)
        return Words::tr("%1 is not a table of this database.").arg(rule.label());
    if (rule.timeType.isEmpty())
        return Words::tr("%1 has no column \"%2\" with a time.")
            .arg(rule.label(), safeText(rule.column, 60));
    if (!rule.filterColumn.isEmpty() && !found.columns.contains(rule.filterColumn))
        return Words::tr("%1 has no column \"%2\".")
            .arg(rule.label(), safeText(rule.filterColumn, 60));
    for (const Hold &hold : rule.choice.holds)
        if (!found.columns.contains(hold.column))
            return Words::tr("The legal hold of %1 names a column \"%2\", which is not there.")
                .arg(rule.label(), safeText(hold.column, 60));
    if (rule.key.isEmpty())
        return Words::tr("%1 has no primary key, and rows are deleted by primary key only.")
            .arg(rule.label());
    if (found.inherited)
        return Words::tr("Other tables inherit from %1; retention does not reach into them.")
            .arg(rule.label());
    if (!found.select)
        return Words::tr("This role may not read %1.").arg(rule.label());
    return {};
}

} // namespace

bool Rule::disagree() const
{
    return std::any_of(origins.begin(), origins.end(),
        [this](const Origin &origin) { return origin.days != origins.front().days; });
}

QString Rule::label() const { return safeText(schema + u'.' + table, 120); }

std::vector<Rule> rulesOf(const systems::Recognition &recognition, const systems::Match &match,
    const QMap<QString, Choice> &choices)
{
    std::vector<Rule> rules;
    const auto ruleOf = [&rules](const QString &id) {
        return std::find_if(
            rules.begin(), rules.end(), [&id](const Rule &rule) { return rule.id == id; });
    };
    const auto &given = match.system->retention;
    for (const systems::RetentionRule &one : given) {
        if (one.table.isEmpty() || !recognition.table(match.schema, one.table))
            continue;
        if (ruleOf(idOf(one)) == rules.end())
            rules.push_back({idOf(one), match.schema, one.table, one.column, one.filterColumn,
                one.filterValues, {}});
    }
    for (const QString &id : choices.keys()) {
        const QString &column = choices[id].column;
        if (!column.isEmpty() && ruleOf(id) == rules.end())
            rules.push_back({id, match.schema, id, column, {}, {}, {}});
    }
    for (Rule &rule : rules) {
        for (const systems::RetentionRule &one : given)
            if (covers(one, rule))
                rule.origins.push_back({one.source, one.days, one.note});
        rule.choice = choices.value(rule.id);
        rule.zone = zoneOf(recognition, match.shape(), rule.table);
    }
    return rules;
}

QStringList notInDatabase(const systems::Description &system)
{
    QStringList notes;
    for (const systems::RetentionRule &rule : system.retention)
        if (rule.table.isEmpty())
            notes << Words::tr("%1 (%2 days, says the %3)")
                         .arg(systems::translated(rule.note))
                         .arg(rule.days)
                         .arg(rule.source);
    return notes;
}

Result<std::vector<Rule>> readTables(db::Sql &sql, std::vector<Rule> rules)
{
    for (Rule &rule : rules) {
        auto found = sql.fetchOptional<Found>(
            "retention/table"_L1, db::bind(rule.schema, rule.table, rule.column));
        if (!found)
            return found.error();
        const Found table = found.value().value_or(Found{});
        rule.timeType = table.timeType;
        rule.columns = table.columns;
        rule.key = table.key;
        rule.keyTypes = table.keyTypes;
        rule.softFlag = table.flag[0] ? kSoftFlags[0] : table.flag[1] ? kSoftFlags[1] : QString();
        rule.softTime = table.softTimeType.isEmpty() ? QString() : QString(kSoftTime);
        rule.softZoned = table.softTimeType == "timestamptz"_L1;
        rule.partitioned = table.partitioned;
        rule.mayDelete = table.remove;
        rule.mayUpdate = table.update;
        rule.bytes = table.bytes;
        rule.rows = table.rows;
        rule.problem = problemOf(rule, table);
    }
    return rules;
}

Result<Cut> cutOf(db::Sql &sql, const Rule &rule, int days)
{
    auto text = sql.fetchOne<QString>("retention/cut"_L1,
        db::bind(days, rule.timeType == "timestamptz"_L1 ? u"UTC"_s : rule.zone));
    if (!text)
        return text.error();
    return Cut{text.value() + (rule.timeType == "timestamptz"_L1 ? u"+00"_s : QString()), days};
}

QString printOld(const Rule &rule, const Cut &cut, db::Composer &sql)
{
    const QString column = u"t."_s + sql.name(rule.column);
    const QString interval = u"make_interval(days => "_s + sql.value(db::toParam(cut.days))
        + u"::int)"_s;
    const QString now = rule.timeType == "timestamptz"_L1
        ? u"now()"_s
        : u"(now() AT TIME ZONE "_s + sql.value(rule.zone) + u")"_s;
    QString text = column + u" < LEAST("_s + sql.value(cut.text)
        + (rule.timeType == "timestamptz"_L1 ? u"::timestamptz, "_s : u"::timestamp, "_s) + now
        + u" - "_s + interval + u')';
    if (rule.timeType == "date"_L1) // a day is old when all of it is
        text = column + u" < LEAST("_s + sql.value(cut.text) + u"::timestamp, "_s + now + u" - "_s
            + interval + u")::date"_s;
    if (!rule.filterColumn.isEmpty())
        text += u" AND t."_s + sql.name(rule.filterColumn) + u"::text = ANY("_s
            + sql.value(db::toParam(rule.filterValues)) + u"::text[])"_s;
    if (rule.choice.soft && !rule.softFlag.isEmpty())
        text += u" AND t."_s + sql.name(rule.softFlag) + u" IS NOT TRUE"_s;
    const QString held = printHeld(rule, sql);
    if (!held.isEmpty())
        text += u" AND ("_s + held + u") IS NOT TRUE"_s;
    return text;
}

QString printHeld(const Rule &rule, db::Composer &sql)
{
    QStringList parts;
    for (const Hold &hold : rule.choice.holds)
        parts << u"t."_s + sql.name(hold.column) + u"::text = ANY("_s
                + sql.value(db::toParam(hold.values)) + u"::text[])"_s;
    // NULL means not held, and must not make the others unknown.
    return parts.isEmpty() ? QString() : u"coalesce("_s + parts.join(u", false) OR coalesce("_s)
            + u", false)"_s;
}

} // namespace gatehouse::retention
