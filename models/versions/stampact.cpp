// The act itself: what was verified is verified again under a lock.
#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "versions/stamp.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QJsonArray>

namespace gatehouse::versions {

namespace {

Error changedMeanwhile()
{
    return refused(Words::tr("The version table or the structure changed since the preview, so "
                             "nothing was stamped. Look at it again."));
}

// A table that came meanwhile is seen too.
Result<> checkVersions(db::Sql &sql, const StampPlan &plan)
{
    const State &seen = plan.wish.state;
    if (seen.tableExists) {
        auto locked = sql.execute(
            db::Statement(u"LOCK TABLE %1 IN SHARE ROW EXCLUSIVE MODE"_s, {plan.table}));
        if (!locked)
            return locked.error();
    }
    auto readings = readVersions(sql, {seen.table});
    if (!readings)
        return readings.error();
    const Tool *one = tool(seen.tool);
    QStringList now;
    bool exists = false;
    for (const Reading &reading : readings.value()) {
        if (reading.schema != seen.schema || reading.table != seen.table)
            continue;
        exists = true;
        for (const Applied &row : one->applied(reading))
            now << row.id;
    }
    QStringList then = plan.before;
    now.sort();
    then.sort();
    const bool same = one->byApp ? now.size() >= then.size() : now == then;
    if (exists != seen.tableExists || !same)
        return changedMeanwhile();
    return Done{};
}

Result<> checkStructure(db::Sql &sql, const StampPlan &plan)
{
    if (!plan.wish.drift)
        return Done{};
    auto now = catalog::read(sql, plan.wish.state.schema);
    if (!now)
        return now.error();
    if (!now.value().sameAs(plan.wish.drift->found))
        return changedMeanwhile();
    return Done{};
}

trail::Entry entryOf(const StampPlan &plan)
{
    trail::Entry entry{u"schema.stamp"_s, u"schema"_s, plan.wish.state.schema,
        u"%1 %2"_s.arg(toolTitle(plan.wish.state.tool), plan.table.quoted()),
        plan.wish.state.tableExists ? u"UPDATE"_s : u"DDL"_s, qint64(plan.after.size()), {}, {}};
    entry.before.insert(u"versions"_s, QJsonArray::fromStringList(plan.before));
    entry.after.insert(u"versions"_s, QJsonArray::fromStringList(plan.after));
    entry.after.insert(u"verified"_s, plan.verified);
    return entry;
}

} // namespace

Result<bool> stamp(db::Sql &sql, const StampPlan &plan, const trail::Recorder &recorder)
{
    if (!plan.refusal.isEmpty())
        return refused(plan.refusal);
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto set = sql.execute(u"SET LOCAL lock_timeout = '2s'"_s); !set)
        return set.error();
    if (auto same = checkVersions(sql, plan); !same)
        return same.error();
    if (auto same = checkStructure(sql, plan); !same)
        return same.error();
    for (const StampStep &step : plan.steps) {
        if (auto done = sql.execute(db::Statement(step.text, {plan.table}), step.params); !done)
            return done.error();
    }
    if (auto fine = failPoint("stamp.before_commit"); !fine)
        return fine.error();
    auto recorded = recorder.write(sql, entryOf(plan));
    if (!recorded)
        return recorded.error();
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    return recorded.value();
}

} // namespace gatehouse::versions
