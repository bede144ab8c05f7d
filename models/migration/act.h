// What a window does with migrations, as jobs.
#pragma once

#include "base/jobs.h"
#include "db/session.h"
#include "migration/dryrun.h"

#include <atomic>
#include <memory>

namespace gatehouse::migration {

// Delta: what is new or changed in the source since that run, by its rules.
// Apply: the rows of the quarantine once more, with the values that were mended.
enum class Act { Start, Resume, Verify, Delta, Apply, RollBack, Finish };

struct ActRequest
{
    Act act = Act::Start;
    Plan plan{};    // of Start
    qint64 run = 0; // of the others
    db::SessionOptions session;
    trail::Actor actor;
    trail::Policy policy = trail::Policy::Optional;
    bool abandonChanges = false; // of RollBack
    std::vector<std::pair<qint64, QString>> mended{}; // of Apply: rows and what they hold instead
    std::shared_ptr<std::atomic<qint64>> begun{}; // set to the number of a run that was started
};

// On a connection of its own. The outcome is filled when the job is done; of RollBack and Finish it
// holds the run alone.
gatehouse::Recipe actRecipe(
    const QString &title, const ActRequest &request, std::shared_ptr<Outcome> outcome);

// On a connection of its own that may write; what it makes to know the types is taken back.
gatehouse::Recipe dryRunRecipe(const QString &title, const Plan &plan,
    const db::SessionOptions &session, std::shared_ptr<std::vector<DryTable>> found);

// Newest first; empty where no migration ever ran.
Result<std::vector<Run>> runsIn(db::Sql &sql);

// Of a run whose tables are in place; empty otherwise.
Result<std::vector<Drift>> changesSince(db::Sql &sql, qint64 run);

bool canDo(Act act, RunState state, bool hasAside = false);

} // namespace gatehouse::migration
