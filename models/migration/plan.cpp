#include "migration/plan.h"

#include "migration/conversions.h"
#include "migration/target.h"
#include "migration/words.h"

#include <QSet>
#include <QTimeZone>

namespace gatehouse::migration {

namespace {

void lookAt(const ColumnRule &rule, const QString &place, QStringList &lacks)
{
    if (rule.to.isEmpty())
        lacks << Words::tr("%1 names no target column.").arg(place);
    if (rule.from.isEmpty() && !rule.fallback)
        lacks << Words::tr("%1 has neither a source column nor a default.").arg(place);
    if (rule.onBad == OnBad::Default && !rule.fallback)
        lacks << Words::tr("%1 puts a default in place of bad values, and gives none.").arg(place);
    if (!rule.type.isEmpty() && !TargetType::parse(rule.type))
        lacks << Words::tr("%1 has the type “%2”, which Gatehouse does not write.")
                     .arg(place, rule.type);
    if (rule.zone == u"?"_s)
        lacks << Words::tr("%1 needs the time zone in which “%2” was written, such as UTC or "
                           "Asia/Seoul: its values say none.")
                     .arg(place, rule.from.join(u", "_s));
    else if (!rule.zone.isEmpty() && !zoneNamed(rule.zone))
        lacks << Words::tr("%1 has the time zone “%2”, which is not known here.")
                     .arg(place, rule.zone);
    for (const QString &name : rule.convert) {
        const Conversion *known = conversionNamed(name);
        if (!known)
            lacks << Words::tr("%1 uses the conversion “%2”, which does not exist.")
                         .arg(place, name);
        else if (known->takesArgument != name.contains(u':'))
            lacks << (known->takesArgument
                    ? Words::tr("%1: the conversion “%2” needs a word after a colon.")
                    : Words::tr("%1: the conversion “%2” takes no word after a colon."))
                         .arg(place, name);
    }
}

void lookAt(const TableRule &table, const QString &place, QStringList &lacks)
{
    if (table.from.isEmpty() || table.to.isEmpty())
        lacks << Words::tr("%1 names no source table or no target table.").arg(place);
    if (table.columns.empty())
        lacks << Words::tr("%1 has no columns.").arg(place);
    QSet<QString> taken;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        const QString column = u"%1.columns[%2]"_s.arg(place).arg(i);
        lookAt(table.columns[i], column, lacks);
        if (taken.contains(table.columns[i].to))
            lacks << Words::tr("%1 fills “%2” a second time.").arg(column, table.columns[i].to);
        taken.insert(table.columns[i].to);
    }
    for (const QString &name : table.key)
        if (!taken.contains(name))
            lacks << Words::tr("%1 has the key column “%2”, which no rule fills.").arg(place, name);
    if (taken.contains(table.extra))
        lacks << Words::tr("%1 keeps unmapped fields in “%2”, which has a rule of its own.")
                     .arg(place, table.extra);
    if (table.onlyColumn.isEmpty() != table.onlyValues.isEmpty())
        lacks << Words::tr("%1.only needs both a column and values.").arg(place);
    for (const ReferenceRule &reference : table.references)
        if (reference.columns.isEmpty() || reference.table.isEmpty()
            || reference.columns.size() != reference.otherColumns.size())
            lacks << Words::tr("%1 has a reference that is not whole.").arg(place);
}

} // namespace

QStringList missing(const Plan &plan)
{
    QStringList lacks;
    if (plan.source.uri.isEmpty())
        lacks << Words::tr("No source is named.");
    if (plan.target.schema.isEmpty())
        lacks << Words::tr("No target schema is named.");
    if (plan.tables.empty())
        lacks << Words::tr("The plan moves no table.");
    QSet<QString> taken;
    for (size_t i = 0; i < plan.tables.size(); ++i) {
        const QString place = u"tables[%1]"_s.arg(i);
        lookAt(plan.tables[i], place, lacks);
        if (taken.contains(plan.tables[i].to))
            lacks << Words::tr("%1 fills the table “%2” a second time.")
                         .arg(place, plan.tables[i].to);
        taken.insert(plan.tables[i].to);
    }
    return lacks;
}

QUuid idNamespace(const Plan &plan)
{
    static const QUuid ours(u"8b6d2f0e-4c0b-5d0a-9a57-6f6b6d1c2e11"_s);
    return plan.ids.isNull() ? QUuid::createUuidV5(ours, plan.target.system) : plan.ids;
}

} // namespace gatehouse::migration
