#include "browse/counts.h"

#include "browse/leaves.h"

#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::browse {

namespace {
Result<Count> plannersGuess(db::Sql &sql, const Query &query)
{
    db::Composer composer(query.relation->selectParams);
    const QString text = u"EXPLAIN (FORMAT JSON) SELECT 1"_s + printRows(query, composer);
    auto plan = sql.fetchOne<QJsonDocument>(text, composer.params());
    if (!plan)
        return plan.error();
    const double rows = plan.value()[0][u"Plan"_s][u"Plan Rows"_s].toDouble(-1);
    return rows < 0 ? Count{} : Count{Count::Kind::About, qint64(rows)};
}
} // namespace

Result<Count> countAbout(db::Sql &sql, const Query &query)
{
    const Relation &relation = *query.relation;
    const bool stored =
        relation.kind == Relation::Kind::Table || relation.kind == Relation::Kind::Partitioned;
    if (!stored || relation.oid == 0)
        return plannersGuess(sql, query);
    auto leaves = fetchLeaves(sql, relation.oid);
    if (!leaves)
        return leaves.error();
    double rows = 0;
    bool filtered = !query.filter.isTrivial();
    for (const Leaf &leaf : leaves.value()) {
        if (leaf.rows < 0)
            return Count{};
        rows += leaf.rows;
        filtered = filtered || leaf.rowSecurity;
    }
    if (rows <= 0) // empty, or the rows are kept on other servers
        return Count{};
    return filtered ? plannersGuess(sql, query) : Count{Count::Kind::About, qint64(rows)};
}

Result<Count> countCapped(db::Sql &sql, const Query &query, qint64 cap)
{
    db::Composer composer(query.relation->selectParams);
    const QString text = u"SELECT count(*) FROM (SELECT 1"_s + printRows(query, composer)
        + u" LIMIT "_s + QString::number(cap) + u") AS \"capped\""_s;
    auto counted = sql.fetchOne<qint64>(text, composer.params());
    if (!counted)
        return counted.error();
    if (counted.value() < cap)
        return Count{Count::Kind::Exact, counted.value()};
    return Count{Count::Kind::AtLeast, cap - 1};
}

Result<Count> countExact(db::Sql &sql, const Query &query, int timeoutMs)
{
    sql.setStatementTimeout(timeoutMs);
    db::Composer composer(query.relation->selectParams);
    auto counted =
        sql.fetchOne<qint64>(u"SELECT count(*)"_s + printRows(query, composer), composer.params());
    if (!counted)
        return counted.error();
    return Count{Count::Kind::Exact, counted.value()};
}

} // namespace gatehouse::browse
