// Steps of a schema up and down, without the service noticing more than a short wait (V3).
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "db/session.h"
#include "trail/recorder.h"
#include "versions/locks.h"
#include "versions/steprecord.h"

namespace gatehouse::versions {

// How the service is spared. Milliseconds.
struct Patience
{
    // No lock is waited for longer than this, and no lock that stops writers is held longer, in
    // one transaction: so no query of the service waits behind ours longer than this.
    int lockMs = 2000;
    int totalMs = 120000; // then a step that never got its lock is given up, and nothing changed
    int turnMs = 60000;   // how long another runner of Gatehouse is waited for
};

struct UpgradePlan
{
    db::SessionOptions server; // may write; not through a pooler
    QString schema;
    std::vector<Step> steps{}; // of one system, all of them, in order
    Way way = Way::Up;
    // Up: the last step to apply, empty for all. Down: the first step to undo and all after it,
    // empty for the newest alone.
    QString until{};
    Patience patience{};
    bool consent = false;      // to make gatehouse.schema_steps
    bool acceptUnsafe = false; // unsafe statements run as they are written
    bool acceptLoss = false;   // data may go although there is no proven backup
    QString backup{};          // the proven one that would bring data back; empty: none
    trail::Policy policy = trail::Policy::Required;
    trail::Actor actor{};
};

// What of the plan there is to do, given how things stand. Pure. Refused where the way is barred:
// a half-undone step before an upgrade, an unknown step.
struct Task
{
    size_t step = 0; // in plan.steps
    Way way = Way::Up;
    int from = 0;        // statement to go on with
    bool record = false; // it is in place: nothing runs
    bool resumed = false; // it was begun before, and did not end
};
Result<std::vector<Task>> tasksOf(const UpgradePlan &plan, const std::vector<Standing> &standings);

struct PreviewStatement
{
    Statement statement;
    Learned learned;
    Guess guess;
    bool ran = false; // already, of a half-applied step
};
struct PreviewStep
{
    Step step;
    Task task;
    Standing standing;
    std::vector<PreviewStatement> statements{};
};
struct Preview
{
    std::vector<Standing> standings{}; // of all steps of the plan
    std::vector<PreviewStep> steps{};  // what would be done
    std::vector<TableSize> sizes{};
    std::vector<Holder> holders{};
    std::vector<InvalidIndex> invalid{};
    bool ledgerMissing = false;
    QString barred{};      // translated: why it cannot be done; empty: it can
    QStringList warnings{}; // translated
    bool destroys() const;
    bool isUnsafe() const;
    bool nothingToDo() const { return steps.empty() && barred.isEmpty(); }
    // Something runs that is more than the finishing of what was begun.
    bool wantsRehearsal() const;
};
// Session's thread. On a session that may write the locks are learned by trying (learnLocks), else
// they are those of the rules, and that is said.
Result<Preview> preview(db::Sql &sql, const UpgradePlan &plan);

struct Act
{
    QString step;
    Way way = Way::Up;
    int statements = 0; // that ran now
    int attempts = 0;   // more than statements: some waited
    bool resumed = false, recorded = false;
    qint64 ms = 0;
};
struct Outcome
{
    std::vector<Act> acts{};
    QStringList log{}; // one line an event, safe for display
    QStringList rebuilt{}; // invalid indexes
    bool nothingToDo() const { return acts.empty() && rebuilt.isEmpty(); }
};

// Blocks; opens sessions of its own. Of several runners one works, the others wait for their turn
// without holding anything and then find it done. `log` is told each line when it happens.
// A failed transaction changed nothing; a step run statement by statement that fails stays half
// applied: its standing says where. Refused for what the plan does not accept.
Result<Outcome> upgrade(const UpgradePlan &plan, const CancelToken &token = {},
    const ReportProgress &report = {}, const std::function<void(const QString &)> &log = {});

// Rebuilds (or drops, where they are copies) the schema's invalid indexes, beside the service.
Result<Outcome> mendIndexes(const UpgradePlan &plan, const CancelToken &token = {},
    const ReportProgress &report = {}, const std::function<void(const QString &)> &log = {});

} // namespace gatehouse::versions
