#include "versions/upgradework.h"

#include "base/safetext.h"
#include "versions/words.h"

namespace gatehouse::versions {
namespace {

// A comment of ours is one line: what came from outside cannot end it.
void comment(QStringList &lines, const QString &text)
{
    lines.append(u"-- "_s + safeText(text.simplified(), 400));
}

QString lockWords(const PreviewStatement &one)
{
    if (!one.learned.tried) {
        const QString by = one.learned.why.isEmpty() ? QString() : u" ("_s + one.learned.why + u')';
        return one.statement.lock == LockMode::None ? Words::tr("lock: not known%1").arg(by)
                                                    : lockName(one.statement.lock) + by;
    }
    QStringList all;
    for (const Learned::Lock &lock : one.learned.locks)
        all.append(Words::tr("%1 on %2").arg(lockName(lock.mode), lock.table));
    return all.isEmpty() ? Words::tr("no further lock") : all.join(u", "_s);
}

void annotate(QStringList &lines, const PreviewStatement &one)
{
    if (one.ran) {
        comment(lines, Words::tr("ran already"));
    } else {
        comment(lines,
            Words::tr("%1; about %2 ms: %3").arg(lockWords(one), QString::number(one.guess.ms), one.guess.basis));
        if (!one.learned.rewritten.isEmpty())
            comment(lines,
                Words::tr("writes %1 anew").arg(one.learned.rewritten.join(u", "_s)));
        for (const Hazard &hazard : one.statement.hazards)
            comment(lines, u"!! "_s + hazard.why);
    }
    lines.append((one.ran ? u"-- "_s + one.statement.text.simplified() : one.statement.text) + u';');
    lines.append(QString());
}

} // namespace

Result<UpgradeSeen> seeUpgrade(db::Sql &sql, UpgradePlan plan, const QString &system, bool safe)
{
    auto steps = stepsOf(system);
    if (!steps)
        return steps.error();
    plan.steps = std::move(steps).value();
    return seeSteps(sql, std::move(plan), safe);
}

Result<UpgradeSeen> seeSteps(db::Sql &sql, UpgradePlan plan, bool safe)
{
    for (Step &step : plan.steps) {
        if (!safe)
            break;
        auto made = madeSafe(step, plan.way);
        if (!made)
            return made.error();
        step = std::move(made).value();
    }
    auto seen = preview(sql, plan);
    if (!seen)
        return seen.error();
    UpgradeSeen all{std::move(plan), std::move(seen).value(), {}};
    std::vector<Task> tasks;
    for (const PreviewStep &step : all.preview.steps)
        tasks.push_back(step.task);
    if (all.plan.way == Way::Up && !tasks.empty()) {
        auto key = rehearsalKey(sql, all.plan, tasks);
        if (!key)
            return key.error();
        all.rehearsed = remembered(key.value());
    }
    return all;
}

QString annotatedSql(const Preview &preview)
{
    QStringList lines;
    for (const PreviewStep &step : preview.steps) {
        comment(lines,
            step.task.record ? Words::tr("%1: in place already, only recorded").arg(step.step.id)
                : step.step.together
                ? Words::tr("%1: in one transaction").arg(step.step.id)
                : Words::tr("%1: statement by statement").arg(step.step.id));
        for (const PreviewStatement &one : step.statements)
            annotate(lines, one);
        if (step.statements.empty())
            lines.append(QString());
    }
    return lines.join(u'\n');
}

Recipe upgradeRecipe(const QString &title, const UpgradePlan &plan, std::shared_ptr<Outcome> done)
{
    return {title, {{title, [plan, done](const StepContext &context) -> Result<> {
                         auto outcome = upgrade(plan, context.token, context.report, context.log);
                         if (!outcome)
                             return outcome.error();
                         *done = std::move(outcome).value();
                         return Done{};
                     }}}};
}

Recipe mendRecipe(const QString &title, const UpgradePlan &plan, std::shared_ptr<Outcome> done)
{
    return {title, {{title, [plan, done](const StepContext &context) -> Result<> {
                         auto outcome =
                             mendIndexes(plan, context.token, context.report, context.log);
                         if (!outcome)
                             return outcome.error();
                         *done = std::move(outcome).value();
                         return Done{};
                     }}}};
}

Recipe rehearseRecipe(
    const QString &title, const RehearsalPlan &plan, std::shared_ptr<Rehearsal> done)
{
    return {title, {{title, [plan, done](const StepContext &context) -> Result<> {
                         auto held = rehearse(plan, context.token, context.report);
                         if (!held)
                             return held.error();
                         *done = std::move(held).value();
                         return Done{};
                     }}}};
}

} // namespace gatehouse::versions
