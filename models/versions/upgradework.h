// Upgrades as long work for the list of jobs, and what the wizard shows.
#pragma once

#include "base/jobs.h"
#include "versions/rehearsal.h"

#include <memory>

namespace gatehouse::versions {

// All that the wizard wants to know before anything runs.
struct UpgradeSeen
{
    UpgradePlan plan; // with the steps
    Preview preview{};
    std::optional<Rehearsal> rehearsed{}; // of just these steps on just this layout
};
// Session's thread. `safe`: unsafe statements are replaced by their safe way.
Result<UpgradeSeen> seeUpgrade(
    db::Sql &sql, UpgradePlan plan, const QString &system, bool safe);

// The same for steps that the plan has already: mends.
Result<UpgradeSeen> seeSteps(db::Sql &sql, UpgradePlan plan, bool safe);

// The statements as they will run, each below what is known of it, as comments.
QString annotatedSql(const Preview &preview);

// In the job's thread, over connections of its own. `done` is filled before the recipe ends well.
Recipe upgradeRecipe(
    const QString &title, const UpgradePlan &plan, std::shared_ptr<Outcome> done);
Recipe mendRecipe(const QString &title, const UpgradePlan &plan, std::shared_ptr<Outcome> done);
Recipe rehearseRecipe(
    const QString &title, const RehearsalPlan &plan, std::shared_ptr<Rehearsal> done);

} // namespace gatehouse::versions
