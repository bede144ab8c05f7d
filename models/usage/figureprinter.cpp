#include "usage/figureprinter.h"

#include "browse/types.h"
#include "usage/histogram.h"
#include "usage/sourcebuilder.h"

#include <cmath>

namespace gatehouse::usage {

namespace {

const QString kRanks = u"ARRAY[0.5, 0.95, 0.99]::float8[]"_s;

QString seconds(qint64 us)
{
    return QString::number(us / kSecond) + u'.'
        + QString::number(us % kSecond).rightJustified(6, u'0');
}

QString number(double value) { return QString::number(value, 'g', 17); }

} // namespace

QString FigurePrinter::value(const QString &columnId)
{
    return browse::printValue(*m_query.relation, *m_query.relation->column(columnId), m_sql);
}

// The labels of a Source look at the usage table by its name: a list of groups that bears the same
// name, and its column the same one, gets them too.
QString FigurePrinter::held(const Field &field) { return m_sql.name(field.column); }

QString FigurePrinter::label(const Field &field)
{
    return field.label.isEmpty() ? u"NULL::text"_s : value(field.label);
}

QString FigurePrinter::bucket(const Buckets &buckets)
{
    const QString epoch = m_source.printEpoch(*m_query.relation, m_sql);
    if (buckets.count() < 2)
        return u"0"_s;
    if (buckets.isEven)
        return u"floor(("_s + epoch + u" - "_s + seconds(buckets.starts.front()) + u"::float8) / "_s
            + seconds(buckets.width) + u"::float8)::int"_s;
    QStringList starts;
    for (size_t i = 1; i < buckets.starts.size(); ++i)
        starts << seconds(buckets.starts[i]);
    return u"width_bucket("_s + epoch + u", "_s
        + m_sql.value(db::toParam(u'{' + starts.join(u',') + u'}')) + u"::float8[])"_s;
}

QString FigurePrinter::histogramBucket(const QString &ms) const
{
    return u"CASE WHEN "_s + ms + u" > 1e-9 AND "_s + ms + u" < 'Infinity' THEN ceil(ln("_s + ms
        + u") / "_s + number(std::log(kHistogramGrowth)) + u")::int WHEN "_s + ms
        + u" <= 1e-9 THEN "_s + QString::number(kZeroBucket) + u" END"_s;
}

// requests, failed, judged, tokens: NULL where it is not recorded.
QString FigurePrinter::tallies()
{
    QString text = m_source.printCount() + u" AS n, "_s;
    const browse::Condition failed = m_source.failed();
    if (failed.kind == browse::Condition::Kind::Any) {
        text += u"NULL::bigint AS failed, NULL::bigint AS judged, "_s;
    } else {
        const QString status = m_source.column(u"status"_s);
        text += u"count(*) FILTER (WHERE "_s + print(failed, *m_query.relation, m_sql)
            + u") AS failed, "_s
            + (status.isEmpty() ? u"count(*)"_s : u"count("_s + value(status) + u')')
            + u" AS judged, "_s;
    }
    const QString tokens = m_source.column(u"tokens"_s);
    return text
        + (tokens.isEmpty() ? u"NULL::bigint"_s : u"sum("_s + value(tokens) + u")::bigint"_s)
        + u" AS tokens"_s;
}

Statement FigurePrinter::estimate() { return done(u"EXPLAIN (FORMAT JSON) SELECT 1"_s + rows()); }

Statement FigurePrinter::count() { return done(u"SELECT "_s + m_source.printCount() + rows()); }

Statement FigurePrinter::totals(bool exact)
{
    const QString epoch = m_source.printEpoch(*m_query.relation, m_sql);
    const QString ends =
        u"(min("_s + epoch + u") * 1000000)::bigint, (max("_s + epoch + u") * 1000000)::bigint"_s;
    if (exact)
        return done(u"SELECT "_s + tallies() + u", max("_s + ms() + u") AS most, "_s
            + u"percentile_cont("_s + kRanks + u") WITHIN GROUP (ORDER BY "_s + ms()
            + u") AS p, count(*), "_s + ends + rows());
    return done(u"SELECT "_s + tallies() + u", max("_s + ms() + u") AS most, "_s
        + histogramBucket(ms()) + u" AS h, count(*), "_s + ends + rows() + u" GROUP BY h"_s);
}

Statement FigurePrinter::series(
    const Buckets &buckets, Measure measure, const QString &by, int mostLines)
{
    const QString n = measure == Measure::Errors
        ? u"count(*) FILTER (WHERE "_s + print(m_source.failed(), *m_query.relation, m_sql) + u')'
        : m_source.printCount();
    if (by.isEmpty())
        return done(u"SELECT "_s + bucket(buckets) + u" AS b, "_s + n + u" AS n"_s + rows()
            + u" GROUP BY b"_s);
    const Field &field = *m_source.field(by);
    const QString name = held(field), table = m_sql.name(m_source.domain().table);
    return done(u"WITH g AS (SELECT "_s + bucket(buckets) + u" AS b, "_s + value(field.column)
        + u" AS "_s + name + u", "_s + n + u" AS n"_s + rows() + u" GROUP BY 1, 2), "_s
        + u"top AS (SELECT "_s + name + u", row_number() OVER (ORDER BY sum(n) DESC, "_s + name
        + u") AS r FROM g GROUP BY "_s + name + u" ORDER BY r LIMIT "_s + QString::number(mostLines)
        + u") SELECT g.b, top.r, sum(g.n)::bigint, NULL, NULL FROM g "_s + u"LEFT JOIN top ON g."_s
        + name + u" IS NOT DISTINCT FROM top."_s + name
        + u" GROUP BY 1, 2 UNION ALL SELECT NULL, r, NULL, "_s + table + u'.' + name + u"::text, "_s
        + label(field) + u" FROM top AS "_s + table);
}

Statement FigurePrinter::latency(const Buckets &buckets, bool exact)
{
    const QString b = bucket(buckets);
    if (exact)
        return done(u"SELECT "_s + b + u" AS b, percentile_cont("_s + kRanks
            + u") WITHIN GROUP (ORDER BY "_s + ms() + u") AS p"_s + rows() + u" GROUP BY b"_s);
    return done(u"SELECT "_s + b + u" AS b, "_s + histogramBucket(ms()) + u" AS h, count(*)"_s
        + rows() + u" GROUP BY b, h"_s);
}

Statement FigurePrinter::groups(const QString &by, int most)
{
    const Field &field = *m_source.field(by);
    const QString name = held(field), table = m_sql.name(m_source.domain().table);
    const QString limit = QString::number(most);
    return done(u"WITH g AS (SELECT "_s + value(field.column) + u" AS "_s + name + u", "_s
        + tallies() + u", max("_s + ms() + u") AS most, percentile_cont("_s + kRanks
        + u") WITHIN GROUP (ORDER BY "_s + ms() + u") AS p"_s + rows() + u" GROUP BY 1), "_s
        + u"ranked AS (SELECT *, row_number() OVER (ORDER BY n DESC, "_s + name
        + u") AS r FROM g) SELECT n, failed, judged, tokens, most, p, "_s + table + u'.' + name
        + u"::text, "_s + label(field) + u", r FROM ranked AS "_s + table + u" WHERE r <= "_s
        + limit + u" UNION ALL SELECT coalesce(sum(n), 0)::bigint, NULL, NULL, NULL, NULL, NULL, "_s
        + u"count(*)::text, NULL, NULL FROM ranked WHERE r > "_s + limit + u" ORDER BY 9"_s);
}

Statement FigurePrinter::histograms(const QString &by, int most)
{
    const Field &field = *m_source.field(by);
    const QString name = held(field), table = m_sql.name(m_source.domain().table);
    return done(u"WITH g AS (SELECT "_s + value(field.column) + u" AS "_s + name + u", "_s
        + histogramBucket(ms()) + u" AS h, "_s + tallies() + u", max("_s + ms()
        + u") AS most, count(*) AS c"_s + rows() + u" GROUP BY 1, 2), ranked AS (SELECT "_s + name
        + u", sum(n)::bigint AS n, row_number() OVER (ORDER BY sum(n) DESC, "_s + name
        + u") AS r FROM g GROUP BY 1), top AS (SELECT * FROM ranked WHERE r <= "_s
        + QString::number(most)
        + u") SELECT g.n, g.failed, g.judged, g.tokens, g.most, g.h, g.c, "_s
        + u"top.r, NULL, NULL FROM g JOIN top ON g."_s + name + u" IS NOT DISTINCT FROM top."_s
        + name + u" UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, r, "_s + table + u'.'
        + name + u"::text, "_s + label(field) + u" FROM top AS "_s + table
        + u" UNION ALL SELECT coalesce(sum(n), 0)::bigint, NULL, NULL, NULL, NULL, NULL, count(*), "_s
        + u"NULL, NULL, NULL FROM ranked WHERE r > "_s + QString::number(most));
}

Statement FigurePrinter::rollup(int source)
{
    const QString epoch = m_source.printEpoch(*m_query.relation, m_sql);
    return done(u"WITH g AS (SELECT floor("_s + epoch + u" / 3600)::bigint AS hour, "_s
        + histogramBucket(ms()) + u" AS h, count(*) AS c"_s + rows() + u" GROUP BY 1, 2), put AS ("_s
        + u"INSERT INTO gatehouse.usage_rollup (source, hour, rows, steps, counts) SELECT "_s
        + QString::number(source)
        + u", hour, sum(c)::bigint, array_agg(h ORDER BY h), array_agg(c ORDER BY h) FROM g "_s
        + u"WHERE h IS NOT NULL GROUP BY hour RETURNING usage_rollup.rows) "_s
        + u"SELECT count(*), coalesce(sum(put.rows), 0)::bigint FROM put"_s);
}

Statement FigurePrinter::ends()
{
    const QString epoch = m_source.printEpoch(*m_query.relation, m_sql);
    return done(u"SELECT (min("_s + epoch + u") * 1000000)::bigint, (date_part('epoch', now()) * 1000000)"_s
        + u"::bigint, "_s + (hasNumbers() ? u"max("_s + value(m_source.column(u"id"_s)) + u")::bigint"_s
                                           : u"NULL::bigint"_s)
        + rows());
}

Statement FigurePrinter::lateHours(qint64 afterId)
{
    const QString epoch = m_source.printEpoch(*m_query.relation, m_sql);
    return done(u"SELECT DISTINCT hour FROM (SELECT floor("_s + epoch + u" / 3600)::bigint AS hour, "_s
        + value(m_source.column(u"id"_s)) + u" AS number"_s + rows() + u") AS q WHERE number > "_s
        + QString::number(afterId) + u" ORDER BY 1"_s);
}

bool FigurePrinter::hasNumbers() const
{
    const browse::Column *id = m_query.relation->column(m_source.column(u"id"_s));
    return id && (id->type == browse::kInt8 || id->type == browse::kInt4 || id->type == browse::kInt2);
}

Statement FigurePrinter::heatMap()
{
    const QString wall = m_source.printWall(m_sql, m_zone);
    return done(u"SELECT date_part('isodow', "_s + wall + u")::int AS d, date_part('hour', "_s
        + wall + u")::int AS h, "_s + m_source.printCount() + u" AS n"_s + rows()
        + u" GROUP BY d, h"_s);
}

Statement FigurePrinter::hoppedValues(const Field &field, int most)
{
    const QString from = u" FROM "_s + m_query.relation->name.quoted() + u" AS u"_s;
    const QString v = u"u."_s + held(field);
    const QString next = u"SELECT "_s + v + u" AS v"_s + from + u" WHERE "_s + v;
    return done(u"WITH RECURSIVE seen AS (("_s + next + u" IS NOT NULL ORDER BY 1 LIMIT 1) "_s
        + u"UNION ALL SELECT ("_s + next + u" > seen.v ORDER BY 1 LIMIT 1) FROM seen "_s
        + u"WHERE seen.v IS NOT NULL) SELECT v::text FROM seen WHERE v IS NOT NULL LIMIT "_s
        + QString::number(most + 1));
}

Statement FigurePrinter::newestValues(const Field &field, int rows, int most)
{
    const browse::Query &query = m_query;
    const QString time = value(m_source.column(u"time"_s));
    return done(u"SELECT DISTINCT v::text FROM (SELECT "_s
        + value(field.label.isEmpty() ? field.column : field.label) + u" AS v"_s
        + browse::printRows(query, m_sql) + u" ORDER BY "_s + time + u" DESC LIMIT "_s
        + QString::number(rows) + u") AS newest WHERE v IS NOT NULL ORDER BY 1 LIMIT "_s
        + QString::number(most + 1));
}

} // namespace gatehouse::usage
