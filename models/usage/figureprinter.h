// The SQL of the figures. One statement of parameters for each object.
#pragma once

#include "usage/figures.h"

namespace gatehouse::usage {

struct Statement
{
    QString text;
    db::Params params;
};

class FigurePrinter
{
public:
    explicit FigurePrinter(const Figures &figures)
        : m_source(*figures.m_source), m_query(figures.m_query), m_zone(figures.m_zone)
    {
    }

    Statement estimate();
    Statement count();
    Statement totals(bool exact);
    Statement series(const Buckets &buckets, Measure measure, const QString &by, int mostLines);
    Statement latency(const Buckets &buckets, bool exact);
    // One row a group and one for the others; percentiles only when exact.
    Statement groups(const QString &by, int most);
    Statement histograms(const QString &by, int most); // a row for each group and bucket
    Statement heatMap();
    Statement rollup(int source); // writes the hours of the span; answers hours and rows
    Statement ends();             // of the times, the server's now, the highest id; microseconds
    Statement lateHours(qint64 afterId);
    Statement hoppedValues(const Field &field, int most);
    Statement newestValues(const Field &field, int rows, int most);

private:
    QString rows() { return browse::printRows(m_query, m_sql); }
    QString ms() { return m_source.printMs(*m_query.relation, m_sql); }
    QString value(const QString &columnId);
    QString held(const Field &field); // the grouped column, as a name of its own
    QString label(const Field &field);
    QString bucket(const Buckets &buckets);
    QString histogramBucket(const QString &ms) const;
    QString tallies();
    bool hasNumbers() const; // ids that grow
    Statement done(const QString &text) { return {text, m_sql.params()}; }

    const Source &m_source;
    const browse::Query &m_query;
    const QTimeZone &m_zone;
    db::Composer m_sql;
};

} // namespace gatehouse::usage
