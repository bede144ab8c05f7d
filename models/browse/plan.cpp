#include "browse/plan.h"

#include "browse/leaves.h"
#include "browse/types.h"
#include "browse/words.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace gatehouse::browse {

namespace {
void look(const QJsonObject &node, Plan &plan)
{
    const QString type = node[u"Node Type"_s].toString();
    if (type == u"Sort"_s)
        plan.sortsAll = true;
    if (type == u"Seq Scan"_s)
        plan.readsAll = true;
    const QJsonArray inner = node[u"Plans"_s].toArray();
    for (const QJsonValue &child : inner)
        look(child.toObject(), plan);
}

// Columns that the filter pins to one value: they go first in an index.
QStringList pinned(const Condition &condition)
{
    QStringList columns;
    if (condition.kind == Condition::Kind::Equals && condition.path.isEmpty())
        columns += condition.column;
    if (condition.kind == Condition::Kind::All) {
        for (const Condition &part : condition.parts)
            columns += pinned(part);
    }
    return columns;
}

// As an index holds it; empty when an index cannot.
QString indexed(const Relation &relation, const Column &column)
{
    if (column.internal || column.sort == Sort::None)
        return {};
    // The text of other types depends on settings, so no index can be built on it.
    if (column.sort == Sort::Start && !isTextLike(column.type) && column.type != kJsonb)
        return {};
    db::Composer sql;
    const QString key = printSortKey(relation, column, sql);
    const QString printed = db::withLiterals(key, sql.params());
    return column.isPlain() && column.sort == Sort::Value ? printed : u'(' + printed + u')';
}

struct Shape
{
    QStringList items;
    QString name; // the columns, for the index's name
};

Shape shapeOf(const Query &query)
{
    const Relation &relation = *query.relation;
    Shape shape;
    QStringList used, names;
    const auto add = [&](const QString &id, const QString &direction) {
        const Column *column = relation.column(id);
        const QString item = column && !used.contains(id) ? indexed(relation, *column) : QString();
        if (item.isEmpty())
            return;
        used += id;
        names += id;
        shape.items += item + direction;
    };
    for (const QString &id : pinned(query.filter)) {
        const Column *column = relation.column(id);
        if (!column || !column->isPlain() || column->type == kJson || used.contains(id))
            continue;
        used += id;
        names += id;
        shape.items += db::Identifier(id).quoted();
    }
    const Order order = completed(query.order, relation);
    const bool mixed = std::any_of(order.begin(), order.end(),
        [&order](const OrderItem &item) { return item.ascending != order.front().ascending; });
    for (const OrderItem &item : order)
        add(item.column, mixed && !item.ascending ? u" DESC"_s : QString());
    shape.name = names.join(u'_');
    return shape;
}

db::Identifier indexName(const db::Identifier &table, const Shape &shape)
{
    QString name = table.name() + u'_' + shape.name;
    while (name.toUtf8().size() > 59) // 63 bytes with the ending
        name.chop(1);
    return db::Identifier(name + u"_idx"_s);
}

QString create(
    const QString &how, const db::Identifier &index, const QString &table, const Shape &shape)
{
    return u"CREATE INDEX "_s + how + index.quoted() + u" ON "_s + table + u" ("_s
        + shape.items.join(u", "_s) + u')';
}

QString inSchema(const db::Identifier &table, const db::Identifier &index)
{
    return table.schema().isEmpty() ? index.quoted()
                                    : db::Identifier(table.schema(), index.name()).quoted();
}
} // namespace

QStringList helpfulIndexes(const Query &query, const std::vector<db::Identifier> &leaves)
{
    const Relation &relation = *query.relation;
    const Shape shape = shapeOf(query);
    if (shape.items.isEmpty() || !relation.select.isEmpty())
        return {};
    const db::Identifier index = indexName(relation.name, shape);
    if (relation.kind == Relation::Kind::Table)
        return {create(u"CONCURRENTLY "_s, index, relation.name.quoted(), shape)};
    if (relation.kind != Relation::Kind::Partitioned || leaves.empty())
        return {};
    // CONCURRENTLY is refused for the parent: one by one, then joined.
    QStringList statements{create({}, index, u"ONLY "_s + relation.name.quoted(), shape)};
    for (const db::Identifier &leaf : leaves) {
        const db::Identifier part = indexName(leaf, shape);
        statements += create(u"CONCURRENTLY "_s, part, leaf.quoted(), shape);
        statements += u"ALTER INDEX "_s + inSchema(relation.name, index) + u" ATTACH PARTITION "_s
            + inSchema(leaf, part);
    }
    return statements;
}

Result<Plan> fetchPlan(db::Sql &sql, const Query &query)
{
    const std::vector<Printed> pages = printPage({query});
    const Printed &first = pages.front();
    auto explained =
        sql.fetchOne<QJsonDocument>(u"EXPLAIN (FORMAT JSON) "_s + first.text, first.params);
    if (!explained)
        return explained.error();
    const QJsonObject top = explained.value()[0][u"Plan"_s].toObject();
    Plan plan;
    plan.cost = top[u"Total Cost"_s].toDouble();
    look(top, plan);
    if (!plan.isHeavy())
        return plan;
    std::vector<db::Identifier> tables;
    if (query.relation->kind == Relation::Kind::Partitioned) {
        auto leaves = fetchLeaves(sql, query.relation->oid);
        if (!leaves)
            return leaves.error();
        for (const Leaf &leaf : leaves.value()) {
            if (!leaf.direct) // partitions of partitions: no short way
                return plan;
            tables.push_back(leaf.name);
        }
    }
    plan.indexes = helpfulIndexes(query, tables);
    return plan;
}

QString warning(const Plan &plan)
{
    if (!plan.isHeavy())
        return {};
    const QString cost = QLocale().toString(qint64(plan.cost));
    if (plan.sortsAll)
        return Words::tr("No index has this order, so the server reads and sorts everything for "
                         "each page (cost %1). Sort by another column, narrow the filter, or add "
                         "an index.")
            .arg(cost);
    return Words::tr("No index serves this filter, so the server reads the whole table to fill a "
                     "page (cost %1). Narrow the filter, or add an index.")
        .arg(cost);
}

} // namespace gatehouse::browse
