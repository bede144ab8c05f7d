// A migration from its plan to the exchange, and on from wherever it stopped.
#pragma once

#include "migration/swap.h"
#include "migration/verify.h"
#include "trail/recorder.h"

namespace gatehouse::migration {

struct RunOptions
{
    trail::Actor actor;
    trail::Policy policy = trail::Policy::Optional;
    bool delta = false;  // only what is new or changed since the last run of the same rules
    bool verify = true;  // before the exchange; a difference stops there
    bool abandonChanges = false; // what the service wrote since the exchange, when rolling back
    bool exchange = true; // false: stays ready to be exchanged by the next call
    size_t batchBytes = 4 << 20;
    // Of one more session: two tables or indexes at once then, unless the plan throttles.
    std::optional<db::SessionOptions> further{};
    OpenSource open{}; // empty: as the plan says
    ReportProgress report{};
    std::function<void(qint64)> begun{}; // start(): the run's number, as soon as there is one
};

struct Outcome
{
    Run run;
    std::vector<TableProof> proofs; // empty: not verified
    bool recorded = false;          // in the trail
    bool sourceChanged = false;     // since it was begun; known where there are differences
    bool isGreen() const; // source = target + quarantined, sums agree, nothing in quarantine
    bool hasDifferences() const;
    qint64 quarantined() const;
};

// The session's thread; both refuse a pooler, a standby, a second migration at the same time and a
// plan that is not whole, before the first change. An Error after it leaves a run that resume()
// goes on with; `begun` is its number then.
Result<Outcome> start(db::Sql &sql, const Plan &plan, const RunOptions &options, qint64 *begun = nullptr);
// 0: the newest. Refused when the source changed since.
Result<Outcome> resume(db::Sql &sql, qint64 run, const RunOptions &options);
// Both sides again, at any time until finish and after; changes nothing.
Result<Outcome> verifyRun(db::Sql &sql, qint64 run, const RunOptions &options);

Result<Run> rollBackRun(db::Sql &sql, qint64 run, const RunOptions &options);
Result<Run> finishRun(db::Sql &sql, qint64 run, const RunOptions &options);

OpenSource openerOf(const Plan &plan, const CancelToken &token);

} // namespace gatehouse::migration
