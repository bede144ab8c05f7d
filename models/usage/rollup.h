// Hourly histograms of response times (D10), kept in the schema gatehouse: percentiles of months
// from a few thousand rows. They hold what the rough percentiles of Figures are made of, so they are
// as exact: at most kHistogramError off.
#pragma once

#include "base/progress.h"
#include "trail/trail.h"
#include "usage/buckets.h"
#include "usage/histogram.h"
#include "usage/source.h"

namespace gatehouse::usage {

// Part 'rollup' of gatehouse.schema_version: gatehouse.usage_rollup_source and gatehouse.usage_rollup.
inline constexpr int kRollupVersion = 1;

// Hours this near to the watermark are read again at each refresh: rows are written late, or commit
// late. Later ones are found by their ids, where a table has numbers for them.
constexpr int kLateHours = 48;

struct RollupStatus
{
    bool there = false, mayRead = false, mayWrite = false;
    std::optional<int> source; // the number of this Source; none: not made yet
    qint64 until = 0;          // microseconds: hours before it are complete as of the last refresh
    qint64 since = 0;          // the first hour
    qint64 hours = 0, rows = 0;
    bool newer = false; // made by another version of Gatehouse
};

// Session's thread, all of them. Two statements at most; never fails for want of rights.
Result<RollupStatus> rollupStatus(db::Sql &sql, const Source &source);
// Only after the user agreed. One transaction, recorded in our trail where there is one.
Result<> createRollup(db::Sql &sql, const trail::Actor &actor);
QString rollupScript(); // what createRollup() runs, for the consent question
Result<> removeRollup(db::Sql &sql, const trail::Actor &actor);

struct Refreshed
{
    qint64 hours = 0, rows = 0; // written
    qint64 late = 0;            // hours before the window that got rows since
    qint64 until = 0;
    qint64 milliseconds = 0;
};
// Hours that are over, from the watermark less kLateHours on, a week a transaction, so that it can be
// stopped and goes on. Refused without durations, or on daily totals.
Result<Refreshed> refreshRollup(
    db::Sql &sql, const std::shared_ptr<const Source> &source, const ReportProgress &report = {});

// The whole hours of a span that the rollup has, merged into buckets whose boundaries are whole
// hours. Fills `covered` with what it stands for, an empty span: nothing.
Result<> readRollup(db::Sql &sql, const RollupStatus &status, const Buckets &buckets, Span &covered,
    std::vector<Histogram> &into);
bool onWholeHours(const Buckets &buckets);
QString rollupQuestion(); // the statement, to be shown

} // namespace gatehouse::usage
