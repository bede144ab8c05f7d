// Telling a tool which version a schema is at, without running a step (V3): the cure for a
// database whose tables were made by the service. Verified first, then done in one transaction
// with its entry in the trail. Nothing is ever downgraded to repair.
#pragma once

#include "trail/recorder.h"
#include "versions/drift.h"
#include "versions/state.h"

namespace gatehouse::versions {

struct StampWish
{
    State state;
    QString target{};             // a version, the unique beginning of one, or empty: the newest
    std::optional<Drift> drift{}; // what the structure was compared with; none: nothing is known
    bool unverified = false;      // although the structure differs or could not be compared
};

struct StampStep
{
    QString text; // with %1 for the table and $1...
    db::Params params{};
    QString shown; // the same with its values
};

// The dry run: what would be done, or why not.
struct StampPlan
{
    StampWish wish;
    db::Identifier table{QString()};
    QStringList before{}, after{}; // what stands in the table and what will
    std::vector<StampStep> steps{};
    QStringList warnings{}; // translated
    QString refusal{};      // translated; empty: it can be done
    QString verified{};     // translated: what the structure was compared with, and what came out
    QString sql() const;    // of all steps, for people to read
};

// Asks for rights and for the owner of the tables, who shall own a new version table: else the
// service could not move it on. Changes nothing. An Error only when the server does not answer.
Result<StampPlan> planStamp(db::Sql &sql, const StampWish &wish);

// In one transaction with a lock_timeout of 2 s, at most: the version table and the structure are
// read again and must be what the plan saw; then the steps, the trail's entry "schema.stamp",
// commit. Refused when something changed meanwhile or the plan has a refusal. True when it was
// recorded.
Result<bool> stamp(db::Sql &sql, const StampPlan &plan, const trail::Recorder &recorder);

} // namespace gatehouse::versions
