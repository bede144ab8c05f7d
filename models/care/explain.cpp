#include "care/explain.h"

#include "care/words.h"
#include "db/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::care {

namespace {

PlanNode nodeOf(const QJsonObject &json, int depth)
{
    constexpr int kDeepest = 500; // of a plan that somebody pastes
    PlanNode node;
    node.type = json[u"Node Type"_s].toString();
    if (const QString mode = json[u"Partial Mode"_s].toString(); mode == "Partial"_L1)
        node.type.prepend(u"Partial "_s);
    node.schema = json[u"Schema"_s].toString();
    node.relation = json[u"Relation Name"_s].toString();
    node.alias = json[u"Alias"_s].toString();
    node.index = json[u"Index Name"_s].toString();
    for (const char *name : {"Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter"})
        if (const QString text = json[QLatin1StringView(name)].toString(); !text.isEmpty()) {
            node.condition = text;
            break;
        }
    node.filter = json[u"Filter"_s].toString();
    for (const QJsonValue &key : json[u"Sort Key"_s].toArray())
        node.sortKey << key.toString();
    node.cost = json[u"Total Cost"_s].toDouble();
    node.rows = json[u"Plan Rows"_s].toDouble();
    node.loops = json[u"Actual Loops"_s].toDouble(1);
    node.ms = json[u"Actual Total Time"_s].toDouble() * node.loops;
    node.realRows = json[u"Actual Rows"_s].toDouble() * node.loops;
    node.removed = json[u"Rows Removed by Filter"_s].toDouble() * node.loops;
    node.hit = json[u"Shared Hit Blocks"_s].toInteger();
    node.read = json[u"Shared Read Blocks"_s].toInteger();
    node.parallel = json[u"Parallel Aware"_s].toBool();
    node.spilled = json[u"Temp Written Blocks"_s].toInteger();
    if (depth < kDeepest)
        for (const QJsonValue &child : json[u"Plans"_s].toArray())
            node.children.push_back(nodeOf(child.toObject(), depth + 1));
    return node;
}

// Below a LIMIT only a part of the work is done: costs are scaled to it.
void fillOwn(PlanNode &node, bool analyzed, double share)
{
    double below = 0, childShare = share;
    if (!analyzed && node.type == "Limit"_L1 && !node.children.empty()
        && node.children[0].cost > node.cost && node.cost > 0)
        childShare = share * node.cost / node.children[0].cost;
    for (PlanNode &child : node.children) {
        fillOwn(child, analyzed, childShare);
        below += analyzed ? child.ms : child.cost * childShare;
    }
    node.own = std::max(0.0, (analyzed ? node.ms : node.cost * share) - below);
}

PlanNode *hottest(PlanNode &node)
{
    PlanNode *best = &node;
    for (PlanNode &child : node.children) {
        PlanNode *candidate = hottest(child);
        if (candidate->own > best->own)
            best = candidate;
    }
    return best;
}

void collect(const PlanNode &node, QStringList &schemas, QStringList &tables)
{
    if (!node.relation.isEmpty()) {
        schemas << node.schema;
        tables << node.relation;
    }
    for (const PlanNode &child : node.children)
        collect(child, schemas, tables);
}

int parameters(const QString &text)
{
    static const QRegularExpression dollar(uR"((?<![\w$])\$(\d{1,4})(?![\w$]))"_s);
    int most = 0;
    for (auto it = dollar.globalMatch(text); it.hasNext();)
        most = std::max(most, it.next().captured(1).toInt());
    return most;
}

// pg_stat_statements puts $1 where the grammar wants a literal: INTERVAL $1, extract($1 FROM ...).
QString plannable(QString text)
{
    static const QRegularExpression typed(
        uR"(\b(interval|date|timestamp|timestamptz|time|timetz|bytea|bit|json|jsonb|uuid|inet)\s+(\$\d+))"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression extracted(
        uR"(\bextract\s*\(\s*(\$\d+)\s+from\s)"_s, QRegularExpression::CaseInsensitiveOption);
    return text.replace(typed, u"\\2::\\1"_s).replace(extracted, u"date_part(\\1::text, "_s);
}

// Without values: prepared, and planned for any. What partitions the values would leave out is not
// known then, so that all are in the plan, as EXPLAIN (GENERIC_PLAN) of PostgreSQL 16 has it.
Result<QString> genericPlan(
    db::Sql &sql, const QString &statement, const QString &options, int values)
{
    const auto run = [&sql](const QString &text) { return sql.execute(text); };
    for (const char *set : {"SET LOCAL plan_cache_mode = force_generic_plan",
             "SET LOCAL enable_partition_pruning = off"})
        if (auto done = run(QString::fromLatin1(set)); !done)
            return done.error();
    if (auto done = run(u"PREPARE gatehouse_explain AS "_s + plannable(statement)); !done)
        return done.error();
    if (auto done = run(u"SAVEPOINT gatehouse_explain"_s); !done)
        return done.error();
    auto json = sql.fetchOne<QString>(options + u"EXECUTE gatehouse_explain ("_s
        + QStringList(values, u"NULL"_s).join(u", "_s) + u')');
    if (!json) // else the prepared statement would outlive the transaction
        if (auto back = run(u"ROLLBACK TO SAVEPOINT gatehouse_explain"_s); !back)
            return json.error();
    if (auto done = run(u"DEALLOCATE gatehouse_explain"_s); !done && json)
        return done.error();
    return json;
}

} // namespace

Result<ExplainedPlan> parsePlan(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonObject top = document.isArray() ? document.array().first().toObject()
                                               : document.object();
    const QJsonObject root = top[u"Plan"_s].toObject();
    if (root[u"Node Type"_s].toString().isEmpty())
        return invalid(Words::tr("This is no plan as EXPLAIN (FORMAT JSON) prints it."));
    ExplainedPlan plan;
    plan.root = nodeOf(root, 0);
    plan.analyzed = root.contains(u"Actual Total Time"_s);
    plan.planningMs = top[u"Planning Time"_s].toDouble();
    plan.executionMs = top[u"Execution Time"_s].toDouble();
    plan.json = json;
    fillOwn(plan.root, plan.analyzed, 1);
    hottest(plan.root)->hot = true;
    return plan;
}

Result<ExplainedPlan> explain(db::Sql &sql, const QString &text, bool analyze, int timeoutMs)
{
    QString statement = text.trimmed();
    while (statement.endsWith(u';'))
        statement = statement.chopped(1).trimmed();
    if (statement.isEmpty())
        return invalid(Words::tr("There is no statement to explain."));
    const int values = parameters(statement);
    if (analyze && values > 0)
        return invalid(Words::tr("The statement has $1, $2 ... in place of values, so it can be "
                                 "planned but not run; put values in."));
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::ReadOnly);
    if (!transaction)
        return transaction.error();
    sql.setStatementTimeout(timeoutMs);
    const QString options = analyze ? u"EXPLAIN (FORMAT JSON, VERBOSE, ANALYZE, BUFFERS) "_s
                                    : u"EXPLAIN (FORMAT JSON, VERBOSE) "_s;
    auto json = values > 0 ? genericPlan(sql, statement, options, values)
                           : sql.fetchOne<QString>(options + statement);
    if (!json && json.error().sqlState == "25006"_L1)
        return refused(Words::tr("The statement would change something, and only reading statements "
                                 "are run for a measurement. Look at its plan without running it."),
            json.error().detail);
    if (!json)
        return json.error();
    auto plan = parsePlan(json.value().toUtf8());
    if (!plan)
        return plan.error();
    ExplainedPlan result = std::move(plan).value();
    result.generic = values > 0;
    QStringList schemas, tables;
    collect(result.root, schemas, tables);
    auto sizes = sql.stream(
        "care/table_bytes"_L1, db::bind(schemas, tables), [&result](const db::Row &row) {
            const QString name = row.text(0) + u'.' + row.text(1);
            result.bytes[name] = row.get<qint64>(2);
            if (const double rows = row.get<double>(3); rows >= 0)
                result.tableRows[name] = rows;
            return true;
        });
    if (!sizes)
        return sizes.error();
    return result; // the transaction is rolled back
}

} // namespace gatehouse::care
