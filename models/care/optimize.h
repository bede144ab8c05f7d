// ai-pal's optimisation script for every system, done so that it holds: missing tables, missing indexes
// of the guide (mended), ANALYZE, figures before and after. The script's own bugs: one failing index
// takes all the others back, and it says "created" all the same.
#pragma once

#include "base/jobs.h"
#include "care/indexwork.h"

namespace gatehouse::care {

enum class OptimizeStep { Tables, Indexes, Analyze };
QString optimizeStepId(OptimizeStep step);    // "tables", "indexes", "analyze"
QString optimizeStepTitle(OptimizeStep step); // translated

// One statement of the plan.
struct OptimizeItem
{
    OptimizeStep step = OptimizeStep::Tables;
    QString schema, table;
    QString sql;
    QString lock;   // translated: what it holds, and who waits for that
    QString why;    // translated
    QString barred; // translated: why it cannot be done; empty: it can
    bool offered = true; // false: only when it is asked for (indexes of slow queries)
    IndexWish index{};   // of the step Indexes
    QString name() const { return step == OptimizeStep::Indexes ? index.name() : table; }
    QString key() const { return optimizeStepId(step) + u' ' + schema + u'.' + name(); }
};

// A table in figures, for "before" and "after".
struct OptimizeFigures
{
    QString schema, table;
    double rows = -1;                          // the planner's estimate; -1: never counted
    std::optional<qint64> bytes, indexBytes;   // nothing while somebody holds it exclusively
    qint64 indexes = 0, changed = 0;           // changed: rows since the last ANALYZE
    std::optional<QDateTime> analyzed;         // UTC
};

struct OptimizePlan
{
    std::vector<OptimizeItem> items; // in the order in which they run
    std::vector<OptimizeFigures> before;
    QString barred; // translated: why nothing of it can be done on this connection
    QString slow;   // as of MissingIndexes
    // Those that can be done, are named here, and whose table is there or named too.
    OptimizePlan only(const QStringList &keys) const;
};
// Pure: the CREATE TABLE statement of a script of ours; empty when it has none.
QString tableOfScript(const QString &script, const QString &table);
// Session's thread; changes nothing.
Result<OptimizePlan> planOptimize(db::Sql &sql, const systems::Recognition &recognition);

struct OptimizeResult
{
    QString key;
    bool good = false;
    QString sentence; // translated
};
struct OptimizeOutcome
{
    std::vector<OptimizeResult> results; // in order
    std::vector<OptimizeFigures> after;
    int count(OptimizeStep step) const; // that went well
    QStringList failed() const;         // sentences
    const OptimizeResult *find(const QString &key) const;
};
// Blocks; not in the window's thread. Tables in one transaction that waits at most two seconds for a
// lock and tries again, each index by itself and CONCURRENTLY, ANALYZE last. Without the tables
// nothing else is begun; an index that fails does not stop the others. Every change is recorded.
// `outcome` has what was done also when an error comes back.
Result<> optimize(const db::SessionOptions &server, const OptimizePlan &plan, trail::Policy policy,
    const trail::Actor &actor, const CancelToken &token, const ReportProgress &report,
    OptimizeOutcome &outcome);
Recipe optimizeRecipe(const QString &title, const db::SessionOptions &server,
    const OptimizePlan &plan, trail::Policy policy, const trail::Actor &actor,
    std::shared_ptr<OptimizeOutcome> done);

} // namespace gatehouse::care
