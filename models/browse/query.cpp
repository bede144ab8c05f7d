#include "browse/query.h"

#include "base/result.h"
#include "browse/output.h"
#include "browse/phases.h"

#include <algorithm>

namespace gatehouse::browse {

namespace {
bool isOrdered(const Order &order, const QString &column)
{
    return std::any_of(order.begin(), order.end(),
        [&column](const OrderItem &item) { return item.column == column; });
}

Printed printPhase(const PageRequest &request, const Order &order, const Phase &phase)
{
    const Relation &relation = *request.query.relation;
    db::Composer sql(relation.selectParams);
    PhasePrinter printer(order, relation, request.from, request.backward, sql);
    Printed statement;
    statement.skip = phase.skip;
    statement.limit =
        (phase.limit > 0 ? std::min(phase.limit, request.limit) : request.limit) + phase.skip;
    statement.text =
        u"SELECT "_s + Output(request.query).print(sql) + u" FROM "_s + printFrom(relation);
    QStringList where;
    if (!request.query.filter.isTrivial())
        where += print(request.query.filter, relation, sql);
    where += printer.where(phase);
    if (!where.isEmpty())
        statement.text += u" WHERE "_s + where.join(u" AND "_s);
    statement.text += printer.orderBy(phase) + u" LIMIT "_s + QString::number(statement.limit);
    statement.params = sql.params();
    return statement;
}
} // namespace

Order completed(const Order &order, const Relation &relation)
{
    Order result;
    for (const OrderItem &item : order) {
        const Column *column = relation.column(item.column);
        if (column && column->sort != Sort::None && !isOrdered(result, item.column))
            result.push_back(item);
    }
    const bool ascending = result.empty() || result.back().ascending;
    for (const QString &key : relation.key) {
        if (relation.column(key) && !isOrdered(result, key))
            result.push_back({key, ascending});
    }
    return result;
}

Order reversed(Order order)
{
    for (OrderItem &item : order) {
        item.ascending = !item.ascending;
        item.nullsFirst = !item.nullsFirst;
    }
    return order;
}

std::vector<Printed> printPage(const PageRequest &request)
{
    const Relation &relation = *request.query.relation;
    Order order = completed(request.query.order, relation);
    if (request.backward)
        order = reversed(std::move(order));
    std::vector<Printed> statements;
    for (const Phase &phase : phasesAfter(order, relation, request.from, request.backward))
        statements.push_back(printPhase(request, order, phase));
    return statements;
}

QString printRows(const Query &query, db::Composer &sql)
{
    const QString from = u" FROM "_s + printFrom(*query.relation);
    return query.filter.isTrivial()
        ? from
        : from + u" WHERE "_s + print(query.filter, *query.relation, sql);
}

} // namespace gatehouse::browse
