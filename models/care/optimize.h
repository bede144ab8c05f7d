// ai-pal's optimisation script for every system, done so that it holds: missing tables, missing indexes
// of the guide (mended), ANALYZE, figures. The script's own bugs: one failing index takes all the others
// back, and it says "created" all the same.
#pragma once

#include "base/jobs.h"
#include "care/indexwork.h"

namespace gatehouse::care {

struct TableWish
{
    QString schema, table;
    QString system; // its title
    QString statement; // CREATE TABLE of the system's schema.sql; unqualified names
    bool operator==(const TableWish &) const = default;
};

struct OptimizePlan
{
    std::vector<TableWish> tables;
    std::vector<IndexWish> indexes;
    std::vector<db::Identifier> analyze; // tables of the recognised systems
    QStringList lines() const;           // translated; the dry run, a line a step
};
// Pure: the CREATE TABLE statement of a script of ours; empty when it has none.
QString tableOfScript(const QString &script, const QString &table);
Result<OptimizePlan> planOptimize(db::Sql &sql, const systems::Recognition &recognition);

struct OptimizeOutcome
{
    int tables = 0, indexes = 0, analyzed = 0;
    QStringList said;   // translated; what was done, in order
    QStringList failed; // sentences; other steps went on
};
// Blocks; not in the window's thread. Tables in one transaction, each index by itself and
// CONCURRENTLY, ANALYZE last. Without the tables nothing else is begun; an index that fails does not
// stop the others. Every change is recorded.
Result<OptimizeOutcome> optimize(const db::SessionOptions &server, const OptimizePlan &plan,
    trail::Policy policy, const trail::Actor &actor, const CancelToken &token,
    const ReportProgress &report);
Recipe optimizeRecipe(const QString &title, const db::SessionOptions &server,
    const OptimizePlan &plan, trail::Policy policy, const trail::Actor &actor,
    std::shared_ptr<OptimizeOutcome> done);

} // namespace gatehouse::care
