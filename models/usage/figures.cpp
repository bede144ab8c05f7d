#include "usage/figures.h"

#include "usage/figurereader.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <cmath>
#include <limits>
#include <map>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Figures)
};

const double kNothing = std::numeric_limits<double>::quiet_NaN();

} // namespace

std::optional<double> Tally::errorRate() const
{
    if (!failed || !judged || *judged == 0)
        return std::nullopt;
    return double(*failed) / double(*judged);
}

Chip GroupName::chip(const QString &field) const
{
    return value.isEmpty() ? Chip{field, Compare::Missing, {}} : Chip{field, Compare::Is, {value}};
}

Result<Figures> Figures::of(
    std::shared_ptr<const Source> source, const Filter &filter, const Span &span)
{
    if (span.isEmpty())
        return invalid(Words::tr("The end of the range is not after its beginning."));
    auto condition = source->condition(filter);
    if (!condition)
        return condition.error();
    Figures figures;
    figures.m_zone = source->reportingZone(filter.timeZone());
    figures.m_query = source->rows(condition.value(), span, figures.m_zone);
    figures.m_source = std::move(source);
    figures.m_filter = filter;
    figures.m_span = span;
    return figures;
}

Result<Figures> Figures::previous() const
{
    return of(m_source, m_filter, usage::previous(m_span, m_zone));
}

Result<bool> Figures::isSmall(db::Sql &sql) const
{
    if (!m_source->records(u"duration"_s))
        return true;
    const Statement ask = FigurePrinter(*this).estimate();
    auto plan = sql.fetchOne<QJsonDocument>(ask.text, ask.params);
    if (!plan)
        return plan.error();
    return plan.value()[0][u"Plan"_s][u"Plan Rows"_s].toDouble() <= kMostExactRows;
}

Result<Totals> Figures::totals(db::Sql &sql) const
{
    sql.setStatementTimeout(kFiguresTimeoutMs);
    const auto small = isSmall(sql);
    if (!small)
        return small.error();
    if (!small.value())
        return withMemory(sql, [&] { return roughTotals(sql); });
    const Statement ask = FigurePrinter(*this).totals(true);
    Totals totals;
    totals.sql << shown(ask);
    auto done = sql.stream(ask.text, ask.params, [&totals](const db::Row &row) {
        addTallies(totals, row);
        totals.latency = percentilesOf(row, 4, 5);
        totals.rows = row.get<qint64>(6);
        totals.first = row.maybe<qint64>(7);
        totals.last = row.maybe<qint64>(8);
        return true;
    });
    if (!done)
        return done.error();
    return totals;
}

Result<Totals> Figures::roughTotals(db::Sql &sql) const
{
    const Statement ask = FigurePrinter(*this).totals(false);
    Totals totals;
    totals.sql << shown(ask);
    Histogram histogram;
    auto done = sql.stream(ask.text, ask.params, [&](const db::Row &row) {
        addTallies(totals, row);
        totals.rows += row.get<qint64>(6);
        if (!row.isNull(5))
            histogram.add(row.get<int>(5), row.get<qint64>(6));
        if (const auto first = row.maybe<qint64>(7))
            totals.first = std::min(totals.first.value_or(*first), *first);
        if (const auto last = row.maybe<qint64>(8))
            totals.last = std::max(totals.last.value_or(*last), *last);
        return true;
    });
    if (!done)
        return done.error();
    totals.latency = percentilesOf(histogram, totals.latency.most);
    return totals;
}

Result<Series> Figures::series(
    db::Sql &sql, Measure measure, const QString &by, int points, int mostLines) const
{
    sql.setStatementTimeout(kFiguresTimeoutMs);
    if (measure == Measure::Latency)
        return latency(sql, points);
    const qint64 shortest = m_source->isDaily() ? kDay : kSecond;
    return counts(sql, measure, by, bucketsOf(m_span, m_zone, points, shortest), mostLines);
}

Result<Series> Figures::evenSeries(db::Sql &sql, qint64 width) const
{
    sql.setStatementTimeout(kFiguresTimeoutMs);
    if (m_span.length() / width >= kMostPoints - 2)
        return invalid(Words::tr("The range has too many parts of this length; choose a shorter "
                                 "range."));
    return counts(sql, Measure::Requests, {}, bucketsOf(m_span, m_zone, kMostPoints - 2, width), 1);
}

Result<qint64> Figures::count(db::Sql &sql) const
{
    const Statement ask = FigurePrinter(*this).count();
    return sql.fetchOne<qint64>(ask.text, ask.params);
}

Result<Series> Figures::counts(
    db::Sql &sql, Measure measure, const QString &by, const Buckets &buckets, int mostLines) const
{
    const Field *field = by.isEmpty() ? nullptr : m_source->field(by);
    if (!by.isEmpty() && !field)
        return cannotSplit(by);
    Series series;
    series.buckets = buckets;
    const size_t count = size_t(series.buckets.count());
    const Statement ask = FigurePrinter(*this).series(series.buckets, measure, by, mostLines);
    series.sql << shown(ask);
    std::map<int, Line> lines; // by rank; the highest for what is left
    const auto line = [&](int rank) -> Line & {
        Line &one = lines[rank];
        one.values.resize(count, 0);
        return one;
    };
    constexpr int kOthers = std::numeric_limits<int>::max();
    if (!field)
        line(1);
    auto done = sql.stream(ask.text, ask.params, [&](const db::Row &row) {
        if (row.isNull(0)) { // the name of a line
            line(row.get<int>(1)).name = nameOf(*m_source, *field, row, 3, 4);
            return true;
        }
        const int bucket = std::clamp(row.get<int>(0), 0, int(count) - 1);
        const int rank = !field ? 1 : row.isNull(1) ? kOthers : row.get<int>(1);
        const qint64 n = row.get<qint64>(field ? 2 : 1);
        line(rank).values[size_t(bucket)] += double(n);
        series.sum += n;
        return true;
    });
    if (!done)
        return done.error();
    series.hasOthers = lines.count(kOthers) > 0;
    for (auto &[rank, one] : lines)
        series.lines.push_back(std::move(one));
    return series;
}

Result<Series> Figures::latency(db::Sql &sql, int points) const
{
    const auto small = isSmall(sql);
    if (!small)
        return small.error();
    Series series;
    series.exact = small.value();
    series.buckets = bucketsOf(m_span, m_zone, points);
    const size_t count = size_t(series.buckets.count());
    const Statement ask = FigurePrinter(*this).latency(series.buckets, series.exact);
    series.sql << shown(ask);
    for (const QString &name : {u"p50"_s, u"p95"_s, u"p99"_s})
        series.lines.push_back({{name, name, {}}, std::vector<double>(count, kNothing)});
    std::vector<Histogram> histograms(series.exact ? 0 : count);
    const auto take = [&](const db::Row &row) {
        const size_t bucket = size_t(std::clamp(row.get<int>(0), 0, int(count) - 1));
        if (!series.exact) {
            if (!row.isNull(1))
                histograms[bucket].add(row.get<int>(1), row.get<qint64>(2));
            return true;
        }
        const QStringList values = row.isNull(1) ? QStringList() : row.get<QStringList>(1);
        for (qsizetype i = 0; i < values.size(); ++i)
            series.lines[size_t(i)].values[bucket] =
                values[i] == "NULL"_L1 ? kNothing : values[i].toDouble();
        return true;
    };
    const auto run = [&] { return sql.stream(ask.text, ask.params, take); };
    const auto rolled = series.exact ? Result<bool>(false) : rolledUp(sql, series, histograms);
    if (!rolled)
        return rolled.error();
    if (!rolled.value()) {
        const auto done = series.exact ? run() : withMemory(sql, run);
        if (!done)
            return done.error();
    }
    for (size_t i = 0; i < histograms.size(); ++i) {
        const Percentiles all = percentilesOf(histograms[i], {});
        series.lines[0].values[i] = all.p50.value_or(kNothing);
        series.lines[1].values[i] = all.p95.value_or(kNothing);
        series.lines[2].values[i] = all.p99.value_or(kNothing);
    }
    return series;
}

} // namespace gatehouse::usage
