// EXPLAIN as a tree with its hot spot and a verdict (D5).
#pragma once

#include "db/sql.h"

#include <map>
#include <optional>

namespace gatehouse::care {

struct PlanNode
{
    QString type;                         // "Seq Scan"
    QString schema, relation, alias, index;
    QString condition; // what the index, hash or merge is asked by
    QString filter;    // what is thrown away after it was read
    QStringList sortKey;
    double cost = 0, rows = 0;          // of the planner, children included
    double ms = 0, realRows = 0;        // of all loops together; with ANALYZE
    double loops = 1; // 0: the step was not reached
    double removed = 0;                 // rows that the filter threw away
    qint64 hit = 0, read = 0, spilled = 0; // blocks; spilled: written to temporary files
    double own = 0; // what this node alone takes: ms with ANALYZE, else cost; under a LIMIT its share
    bool hot = false;
    bool parallel = false; // rows are those of one of several processes
    std::vector<PlanNode> children;
};

struct ExplainedPlan
{
    PlanNode root;
    bool analyzed = false;
    bool generic = false; // the text has $1: planned without knowing the values
    double planningMs = 0, executionMs = 0;
    QByteArray json;      // as the server wrote it
    std::map<QString, qint64> bytes{}; // of the tables it reads, by "schema.table"
    std::map<QString, double> tableRows{}; // the planner's estimate; missing: never counted
};

// Pure: what EXPLAIN (FORMAT JSON) prints.
Result<ExplainedPlan> parsePlan(const QByteArray &json);

struct PlanVerdict
{
    enum class Level { Good, Info, Warn };
    struct Point
    {
        Level level = Level::Info;
        QString sentence; // translated
    };
    struct Index
    {
        QString schema, table;
        QStringList columns;
    };
    std::vector<Point> points;  // the gravest first
    std::vector<Index> indexes; // that would help
    QStringList statements;     // the same as CREATE INDEX CONCURRENTLY ...
    Level level() const { return points.empty() ? Level::Info : points.front().level; }
};
PlanVerdict judgePlan(const ExplainedPlan &plan); // pure

// Session's thread. Runs nothing unless `analyze`, and then in a read-only transaction that is rolled
// back, at most `timeoutMs`. One statement only. Text with $1, $2 ... is planned generically.
Result<ExplainedPlan> explain(db::Sql &sql, const QString &text, bool analyze, int timeoutMs = 15'000);

} // namespace gatehouse::care
