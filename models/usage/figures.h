// The figures of the usage page, each with its SQL: totals, series, groups, heat map. All of them
// go through one filter.
#pragma once

#include "usage/buckets.h"
#include "usage/histogram.h"
#include "usage/source.h"

namespace gatehouse::usage {

// Up to this many rows (by the planner) percentiles are exact; above they come from logarithmic
// buckets and are kHistogramError off at most (facts: percentile_cont sorts in one process).
constexpr double kMostExactRows = 1'000'000;
constexpr int kFiguresTimeoutMs = 120'000;

struct Percentiles
{
    std::optional<double> p50, p95, p99, most; // ms; none: no durations
    bool exact = true;
};

struct Tally
{
    qint64 requests = 0;
    std::optional<qint64> failed, judged; // judged: rows whose outcome is known
    std::optional<qint64> tokens;
    Percentiles latency;
    std::optional<double> errorRate() const;
};

struct Totals : Tally
{
    qint64 rows = 0;
    std::optional<qint64> first, last; // microseconds
    QStringList sql;
};

// What stands for a group in the page and in a chip.
struct GroupName
{
    QString label;       // what people know; empty: the column is NULL there
    QString value;       // for a chip of the field; empty: Missing
    QString mask;        // of a key
    bool isGone = false; // a key that is not in the list of keys
    Chip chip(const QString &field) const;
};

struct Group : Tally
{
    GroupName name;
};

struct Groups
{
    QString field;
    std::vector<Group> groups; // largest first
    qint64 others = 0;         // further groups that are not listed
    qint64 othersRequests = 0;
    qint64 sum = 0; // of all groups: what the self-check compares
    QStringList sql;
};

struct Line
{
    GroupName name;
    std::vector<double> values; // one a bucket; NaN: nothing known
};

struct Series
{
    Buckets buckets;
    std::vector<Line> lines; // the largest first; "other" last, without a label and a value
    bool hasOthers = false;
    qint64 sum = 0; // of requests; 0 for latency
    bool exact = true;
    bool rolledUp = false; // whole hours come from gatehouse.usage_rollup
    QStringList sql;
};

struct HeatMap
{
    qint64 cells[7][24] = {}; // Monday first, hours of the reporting zone
    qint64 sum = 0, most = 0;
    QStringList sql;
};

enum class Measure { Requests, Errors, Latency };

// Sum of the parts against the whole, both from one snapshot.
struct Check
{
    qint64 parts = 0, whole = 0;
    bool holds() const { return parts == whole; }
    QStringList sql;
};

// A figure with its own check, from the same snapshot.
template <typename T>
struct Checked
{
    T figure;
    Check check; // its `sql` holds both statements
};

// A value; its questions run in a session's thread, are bounded by kFiguresTimeoutMs and stop when
// the closure's token is cancelled. Each is one statement, percentiles ask the planner first.
class Figures
{
public:
    // Invalid when the filter names what is not there.
    static Result<Figures> of(
        std::shared_ptr<const Source> source, const Filter &filter, const Span &span);

    const Source &source() const { return *m_source; }
    const std::shared_ptr<const Source> &shared() const { return m_source; }
    const Filter &filter() const { return m_filter; }
    const Span &span() const { return m_span; }
    const QTimeZone &zone() const { return m_zone; } // the one that is reported in
    const browse::Query &rows() const { return m_query; }
    // The same question about the stretch just before.
    Result<Figures> previous() const;

    Result<Totals> totals(db::Sql &sql) const;
    // `by`: a field that can group, empty: one line. At most `mostLines`, the rest as "other".
    Result<Series> series(db::Sql &sql, Measure measure, const QString &by = {}, int points = 300,
        int mostLines = 6) const;
    // One line in buckets of this width; Invalid when there were more than kMostPoints.
    Result<Series> evenSeries(db::Sql &sql, qint64 width) const;
    Result<Groups> groups(db::Sql &sql, const QString &by, int most = 200) const;
    Result<qint64> count(db::Sql &sql) const; // of requests, by a statement of its own
    Result<HeatMap> heatMap(db::Sql &sql) const;
    // Values for a drop-down: by hopping through an index, else among the newest rows.
    struct Values
    {
        QStringList values;
        bool complete = true; // false: of the newest rows only, or cut at `most`
    };
    Result<Values> values(db::Sql &sql, const QString &field, int most = 200) const;

    // Of requests or errors. `early` gets the series before the check is asked, to draw it.
    Result<Checked<Series>> checkedSeries(db::Sql &sql, Measure measure, const QString &by = {},
        int points = 300, int mostLines = 6,
        const std::function<void(const Series &)> &early = {}) const;
    Result<Checked<Groups>> checkedGroups(db::Sql &sql, const QString &by, int most = 200) const;
    Result<Checked<HeatMap>> checkedHeatMap(db::Sql &sql) const;
    Result<Check> checkGroups(db::Sql &sql, const QString &by) const;
    Result<Check> checkDays(db::Sql &sql) const; // days of the reporting zone
    Result<Check> checkHeatMap(db::Sql &sql) const;
    // The same question once with each of these chips: together they must give the whole.
    Result<Check> checkParts(db::Sql &sql, const std::vector<Chip> &parts) const;

private:
    friend class FigurePrinter;
    Figures() = default;
    Result<bool> isSmall(db::Sql &sql) const;
    Result<Series> counts(db::Sql &sql, Measure measure, const QString &by, const Buckets &buckets,
        int mostLines) const;
    Result<Series> latency(db::Sql &sql, int points) const;
    Result<bool> rolledUp(db::Sql &sql, Series &series, std::vector<Histogram> &into) const;
    Result<Groups> exactGroups(db::Sql &sql, const QString &by, int most) const;
    Result<Groups> roughGroups(db::Sql &sql, const QString &by, int most) const;
    Result<Totals> roughTotals(db::Sql &sql) const;
    template <typename F>
    Result<Check> inSnapshot(db::Sql &sql, F parts) const;
    template <typename T, typename F>
    Result<Checked<T>> checked(db::Sql &sql, F ask) const;

    std::shared_ptr<const Source> m_source;
    Filter m_filter;
    Span m_span;
    QTimeZone m_zone;
    browse::Query m_query;
};

} // namespace gatehouse::usage
