#include "browse/position.h"

#include "browse/types.h"

#include <algorithm>
#include <map>

namespace gatehouse::browse {

namespace {
// A part of the rows so small that where it lies within does not matter.
constexpr double kNegligible = 0.002;

struct Statistics
{
    Scale scale;
    double fresh = 0; // part of the rows: younger than the statistics
};

bool comparesBytes(db::Sql &sql, const Column &column, bool *known)
{
    if (!isTextLike(column.type) || column.type == kXml)
        return false;
    if (!column.collation.isEmpty())
        return column.collation.endsWith(u"\"C\""_s) || column.collation.endsWith(u"\"POSIX\""_s);
    const auto answer = sql.fetchOne<bool>(
        u"SELECT datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8') FROM pg_catalog.pg_database "
        "WHERE datname = current_database()"_s);
    *known = bool(answer);
    return answer && answer.value();
}

Result<Statistics> fetchStatistics(
    db::Sql &sql, const Relation &relation, const Column &column, bool byBytes)
{
    const QString collate =
        column.collation.isEmpty() ? QString() : u" COLLATE "_s + column.collation;
    const QString text = db::Statement("browse/points"_L1).text() + u" ORDER BY value::"_s
        + column.typeName + collate + u", kind, mass"_s;
    std::vector<QByteArray> values;
    std::map<int, LeafStatistics> leaves;
    std::map<int, double> fresh;
    auto done =
        sql.stream(text, db::bind(qint64(relation.oid), column.id), [&](const db::Row &row) {
            LeafStatistics &leaf = leaves[row.get<int>(0)];
            leaf.rows = row.get<double>(1);
            fresh[row.get<int>(0)] = row.get<double>(2);
            const double mass = row.get<double>(5);
            if (row.isNull(4)) {
                leaf.nulls = mass;
                return true;
            }
            if (values.empty() || values.back() != row.raw(4))
                values.push_back(row.raw(4).toByteArray());
            (row.raw(3) == "common" ? leaf.common : leaf.bounds)
                .push_back({values.size() - 1, mass});
            return true;
        });
    if (!done)
        return done.error();
    Statistics result;
    std::vector<LeafStatistics> list;
    double rows = 0, news = 0;
    for (auto &[number, leaf] : leaves) {
        rows += leaf.rows;
        news += fresh[number];
        list.push_back(std::move(leaf));
    }
    if (!list.empty())
        result.scale = mergedScale(std::move(values), list, column.type, byBytes);
    result.fresh = rows > 0 ? news / (rows + news) : 0;
    return result;
}

struct Ends
{
    std::optional<QByteArray> least, most;
    static Ends fromRow(const db::Row &row)
    {
        Ends ends;
        if (!row.isNull(0))
            ends.least = row.raw(0).toByteArray();
        if (!row.isNull(1))
            ends.most = row.raw(1).toByteArray();
        return ends;
    }
};

Result<Ends> fetchEnds(db::Sql &sql, const Relation &relation, const Column &column)
{
    db::Composer composer(relation.selectParams);
    const auto end = [&](const QString &direction) {
        const QString value = printSortKey(relation, column, composer);
        return u"(SELECT "_s + value + u" FROM "_s + printFrom(relation) + u" WHERE "_s + value
            + u" IS NOT NULL ORDER BY "_s + value + direction + u" LIMIT 1)"_s;
    };
    const QString least = end(u" ASC"_s);
    return sql.fetchOne<Ends>(u"SELECT "_s + least + u", "_s + end(u" DESC"_s), composer.params());
}

// The scale of one column of the order; not known where the server has nothing to tell.
Result<Scale> fetchScale(db::Sql &sql, const Relation &relation, const Column &column, bool leading)
{
    const bool stored = relation.oid != 0 && column.isPlain() && !column.internal
        && relation.kind != Relation::Kind::View && relation.kind != Relation::Kind::Select;
    Statistics known;
    if (stored) {
        bool asked = true;
        const bool byBytes = comparesBytes(sql, column, &asked);
        auto statistics = fetchStatistics(sql, relation, column, asked && byBytes);
        if (!statistics)
            return statistics.error();
        known = std::move(statistics).value();
    }
    Scale &scale = known.scale;
    const bool counts =
        scale.points.empty() || numberOf(column.type, scale.points.front().value).has_value();
    if (!leading || !counts || column.sort != Sort::Value || (scale.isKnown() && !column.indexed))
        return scale;
    auto ends = fetchEnds(sql, relation, column);
    if (!ends) // too slow without an index: then there is no scale, and no harm
        return ends.error().kind == Error::Kind::Sql ? Result<Scale>(scale) : ends.error();
    const auto &[least, most] = ends.value();
    if (!least || !most)
        return scale;
    if (scale.isKnown()) {
        scale.stretch(*least, *most, known.fresh);
    } else if (numberOf(column.type, *least) && numberOf(column.type, *most) && *least != *most) {
        scale.type = column.type;
        scale.points = {{*least, 0, 0}, {*most, 1, 0}};
    }
    return scale;
}

// What the filter demands of one column, as a half open range.
void collect(const Condition &condition, const QString &column, std::optional<QString> &from,
    std::optional<QString> &to)
{
    if (condition.kind == Condition::Kind::All) {
        for (const Condition &part : condition.parts)
            collect(part, column, from, to);
        return;
    }
    if (condition.column != column || !condition.path.isEmpty() || condition.values.empty())
        return;
    using Kind = Condition::Kind;
    if ((condition.kind == Kind::Range || condition.kind == Kind::Above) && condition.values[0])
        from = condition.values[0];
    if (condition.kind == Kind::Range && condition.values.size() > 1 && condition.values[1])
        to = condition.values[1];
    if (condition.kind == Kind::AtMost && condition.values[0])
        to = condition.values[0];
}

void narrow(Position &position, const Query &query, const OrderItem &leading)
{
    std::optional<QString> from, to;
    collect(query.filter, leading.column, from, to);
    const auto placeOf = [&position](const std::optional<QString> &value, double otherwise) {
        if (!value)
            return otherwise;
        Cursor cursor;
        cursor.values = {db::toParam(*value)};
        return position.of(cursor).value_or(otherwise);
    };
    if (from || to) {
        const double a = placeOf(leading.ascending ? from : to, 0);
        const double b = placeOf(leading.ascending ? to : from, 1);
        if (b > a)
            position.narrow(a, b);
    }
}
} // namespace

Result<Position> fetchPosition(db::Sql &sql, const Query &query)
{
    const Relation &relation = *query.relation;
    Order order = completed(query.order, relation);
    std::vector<Scale> scales;
    for (const OrderItem &item : order) {
        auto scale = fetchScale(sql, relation, *relation.column(item.column), scales.empty());
        if (!scale)
            return scale.error();
        scales.push_back(std::move(scale).value());
        const Scale &last = scales.back();
        const bool heavy = last.nulls > kNegligible
            || std::any_of(last.points.begin(), last.points.end(),
                [](const Scale::Point &point) { return point.equal > kNegligible; });
        if (!last.isKnown() || !heavy)
            break;
    }
    Position position(order, std::move(scales));
    if (position.isKnown())
        narrow(position, query, order.front());
    return position;
}

} // namespace gatehouse::browse
