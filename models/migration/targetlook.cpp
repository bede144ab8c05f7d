#include "migration/targetlook.h"

#include "migration/runparts.h"

#include <algorithm>

namespace gatehouse::migration {

namespace {

Result<TargetTable> lookAt(db::Sql &sql, const QString &schema, const TableRule &rule)
{
    TargetTable there{rule.to};
    auto live = liveTable(sql, schema, rule.to);
    if (!live && live.error().kind == Error::Kind::Refused) {
        there.exists = true;
        there.trouble = live.error().text;
        return there;
    }
    if (!live)
        return live.error();
    there.exists = live.value().oid != 0;
    there.hasKey = !keyOf(rule, live.value()).isEmpty();
    if (!live.value().hasRows)
        return there;
    const auto rows = sql.fetchOne<qint64>(
        db::Statement(u"SELECT count(*) FROM (SELECT FROM %1 LIMIT $1::bigint) AS found"_s,
            {db::Identifier(schema, rule.to)}),
        db::bind(kMostCounted + 1));
    if (!rows)
        return rows.error();
    there.rows = rows.value();
    return there;
}

bool waitsInQuarantine(const Finding &finding, const Plan &plan)
{
    const auto answer = answerIn(plan, finding);
    return answer && (*answer == "onBad:quarantine"_L1 || *answer == "onOrphan:quarantine"_L1);
}

} // namespace

Result<TargetLook> lookAtTarget(db::Sql &sql, const Plan &plan)
{
    auto schemas = sql.fetch<QString>("migration/schemas"_L1);
    if (!schemas)
        return schemas.error();
    TargetLook look;
    look.schemas = QStringList(schemas.value().begin(), schemas.value().end());
    qsizetype present = 0;
    QStringList absent;
    for (const TableRule &rule : plan.tables) {
        auto there = lookAt(sql, plan.target.schema, rule);
        if (!there)
            return there.error();
        present += there.value().exists;
        if (!there.value().exists)
            absent << rule.to;
        look.tables.push_back(std::move(there).value());
    }
    if (plan.target.system.isEmpty() || present == 0)
        return look;
    for (TargetTable &table : look.tables) // a system's tables are made together
        if (!table.exists)
            table.trouble = Words::tr("The schema %1 has some tables of the system and lacks "
                                      "others: %2. Complete it first, or name an empty schema.")
                                .arg(plan.target.schema, absent.join(u", "_s));
    return look;
}

QString objection(const TargetTable &there, const TableRule &rule)
{
    if (!there.trouble.isEmpty() || there.rows == 0)
        return there.trouble;
    if (rule.existing == Existing::Fail)
        return Words::tr("%1 has rows already. Say what becomes of them, or name another schema.")
            .arg(there.to);
    if (!there.hasKey)
        return Words::tr("%1 has rows, and without a key it cannot be told which of them the "
                         "source has too.")
            .arg(there.to);
    return {};
}

Result<> renameTarget(Plan &plan, size_t table, const QString &to)
{
    if (to.isEmpty())
        return invalid(Words::tr("A table needs a name."));
    for (size_t i = 0; i < plan.tables.size(); ++i)
        if (i != table && plan.tables[i].to == to)
            return invalid(Words::tr("Another table goes to %1 already.").arg(to));
    for (TableRule &rule : plan.tables)
        for (ReferenceRule &reference : rule.references)
            if (reference.table == plan.tables[table].to)
                reference.table = to;
    plan.tables[table].to = to;
    return Done{};
}

Plan without(const Plan &plan, const std::set<size_t> &tables)
{
    Plan rest = plan;
    rest.tables.clear();
    for (size_t i = 0; i < plan.tables.size(); ++i)
        if (!tables.contains(i))
            rest.tables.push_back(plan.tables[i]);
        else
            rest.notes << Words::tr("The table “%1” of the source is not moved by this plan.")
                              .arg(plan.tables[i].from);
    return rest;
}

QString freshSchema(const QStringList &taken)
{
    QString name = u"migrated"_s;
    for (int i = 2; taken.contains(name); ++i)
        name = u"migrated_%1"_s.arg(i);
    return name;
}

std::vector<Arrival> arrivals(const Survey &survey, const Plan &plan)
{
    std::vector<Arrival> all;
    for (const TableRule &rule : plan.tables) {
        Arrival one{rule.from, rule.to};
        for (const TableFacts &facts : survey.inspection.tables)
            if (facts.name == rule.from) {
                one.rows = facts.rows + facts.unreadable;
                one.aside = facts.unreadable;
            }
        for (const Finding &finding : survey.inspection.findings)
            if (finding.table == rule.from && concerns(plan, finding)
                && waitsInQuarantine(finding, plan))
                one.aside += finding.count;
        one.aside = std::min(one.aside, one.rows);
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace gatehouse::migration
