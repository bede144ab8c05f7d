#include "migration/act.h"

#include "migration/applyrows.h"
#include "migration/words.h"

namespace gatehouse::migration {
namespace {

Result<Outcome> perform(db::Sql &sql, const ActRequest &request, const RunOptions &options)
{
    const auto ofRun = [](const Result<Run> &run) {
        return run ? Result<Outcome>(Outcome{run.value(), {}, false})
                   : Result<Outcome>(run.error());
    };
    switch (request.act) {
    case Act::Start:
        return start(sql, request.plan, options);
    case Act::Resume:
        return resume(sql, request.run, options);
    case Act::Verify:
        return verifyRun(sql, request.run, options);
    case Act::Delta: {
        const auto base = oneRun(sql, request.run);
        if (!base)
            return base.error();
        RunOptions delta = options;
        delta.delta = true;
        return start(sql, base.value().plan, delta);
    }
    case Act::Apply: {
        for (const auto &[row, value] : request.mended)
            if (auto mended = mendRow(sql, request.run, row, value, options); !mended)
                return mended.error();
        if (auto applied = applyQuarantine(sql, request.run, {}, options); !applied)
            return applied.error();
        return ofRun(oneRun(sql, request.run));
    }
    case Act::RollBack:
        return ofRun(rollBackRun(sql, request.run, options));
    case Act::Finish:
        break;
    }
    return ofRun(finishRun(sql, request.run, options));
}

QString phaseOf(Act act)
{
    switch (act) {
    case Act::Start:
    case Act::Resume:
    case Act::Delta:
        return Words::tr("Moving rows");
    case Act::Apply:
        return Words::tr("Trying the rows of the quarantine again");
    case Act::Verify:
        return Words::tr("Comparing both sides");
    case Act::RollBack:
        return Words::tr("Bringing the old tables back");
    case Act::Finish:
        break;
    }
    return Words::tr("Dropping the old tables");
}

} // namespace

gatehouse::Recipe actRecipe(
    const QString &title, const ActRequest &request, std::shared_ptr<Outcome> outcome)
{
    const auto work = [request, outcome](const StepContext &context) -> Result<> {
        RunOptions options;
        options.actor = request.actor;
        options.policy = request.policy;
        options.abandonChanges = request.abandonChanges;
        options.report = context.report;
        options.further = request.session;
        if (request.begun)
            options.begun = [to = request.begun](qint64 number) { *to = number; };
        db::Session own(request.session);
        // By value: a cancel answers before the closure has ended.
        auto answer = own.run([request, options](db::Sql &sql) { return perform(sql, request, options); },
            context.token);
        answer.waitForFinished();
        Result<Outcome> done = answer.resultAt(0);
        if (!done)
            return done.error();
        *outcome = std::move(done).value();
        for (const TableProof &proof : outcome->proofs)
            context.log(proof.sentence());
        return Done{};
    };
    return {title, {{phaseOf(request.act), work}}};
}

gatehouse::Recipe dryRunRecipe(const QString &title, const Plan &plan,
    const db::SessionOptions &session, std::shared_ptr<std::vector<DryTable>> found)
{
    const auto work = [plan, session, found](const StepContext &context) -> Result<> {
        RunOptions options;
        options.report = context.report;
        db::Session own(session);
        auto answer = own.run(
            [plan, options](db::Sql &sql) { return dryRun(sql, plan, options); }, context.token);
        answer.waitForFinished();
        auto done = answer.resultAt(0);
        if (!done)
            return done.error();
        *found = std::move(done).value();
        return Done{};
    };
    return {title, {{Words::tr("Converting every row"), work}}};
}

Result<std::vector<Run>> runsIn(db::Sql &sql)
{
    const auto any = hasLedger(sql);
    if (!any)
        return any.error();
    return any.value() ? listRuns(sql) : Result<std::vector<Run>>(std::vector<Run>{});
}

Result<std::vector<Drift>> changesSince(db::Sql &sql, qint64 id)
{
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    if (run.value().state != RunState::Done)
        return std::vector<Drift>{};
    return driftSince(sql, run.value());
}

bool canDo(Act act, RunState state, bool hasAside)
{
    const bool over = state == RunState::Finished || state == RunState::RolledBack;
    switch (act) {
    case Act::Start:
        return true;
    case Act::Resume:
        return !over && state != RunState::Done;
    case Act::Verify:
    case Act::Delta:
    case Act::Apply:
        return state == RunState::Done || state == RunState::Finished;
    case Act::RollBack:
        return !over;
    case Act::Finish:
        break;
    }
    return state == RunState::Done || hasAside;
}

} // namespace gatehouse::migration
