// Latency from hourly rollups where there are some, the ends of the span from the rows.
#include "usage/figurereader.h"
#include "usage/figures.h"
#include "usage/rollup.h"

namespace gatehouse::usage {

// False: nothing of it can be had from a rollup, and nothing was added.
Result<bool> Figures::rolledUp(db::Sql &sql, Series &series, std::vector<Histogram> &into) const
{
    if (!m_filter.chips.empty() || !m_filter.text.isEmpty() || !onWholeHours(series.buckets))
        return false;
    const auto status = rollupStatus(sql, *m_source);
    if (!status)
        return status.error();
    if (!status.value().source || status.value().newer)
        return false;
    Span covered;
    if (auto read = readRollup(sql, status.value(), series.buckets, covered, into); !read)
        return read.error();
    if (covered.isEmpty())
        return false;
    series.sql = QStringList{rollupQuestion()};
    for (const Span &edge : {Span{m_span.from, covered.from}, Span{covered.to, m_span.to}}) {
        if (edge.isEmpty())
            continue;
        const auto part = of(m_source, m_filter, edge);
        if (!part)
            return part.error();
        const Statement ask = FigurePrinter(part.value()).latency(series.buckets, false);
        series.sql << shown(ask);
        auto done = withMemory(sql, [&] {
            return sql.stream(ask.text, ask.params, [&into](const db::Row &row) {
                const int bucket = std::clamp(row.get<int>(0), 0, int(into.size()) - 1);
                if (!row.isNull(1))
                    into[size_t(bucket)].add(row.get<int>(1), row.get<qint64>(2));
                return true;
            });
        });
        if (!done)
            return done.error();
    }
    series.rolledUp = true;
    return true;
}

} // namespace gatehouse::usage
