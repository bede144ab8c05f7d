// What a rule would take away, before anything changes: counts are exact.
#pragma once

#include "retention/rule.h"

#include <QDate>

namespace gatehouse::retention {

struct Day
{
    QString day; // "2026-08-01", as the column has it; of a timestamptz in UTC
    qint64 rows = 0, bytes = 0;
};

// A partition that is old as a whole and goes by DROP in place of row by row.
struct Whole
{
    QString schema, name;
    qint64 rows = 0, bytes = 0; // rows exact, bytes on disk
};

// Rows of another table that refer to old ones.
struct Consequence
{
    QString table, constraint;
    qint64 rows = 0;
    bool goes = false; // deleted with them (ON DELETE CASCADE), or emptied (SET NULL)
    bool stops = false; // the server would refuse
};

struct Preview
{
    Rule rule;
    Cut cut;
    QDateTime serverNow;
    qint64 clockSeconds = 0; // how far the server's clock is ahead of this machine's
    qint64 rows = 0, bytes = 0, held = 0; // bytes of the rows, without indexes
    std::vector<Day> days{};
    std::vector<Whole> wholes{}; // their rows are part of `rows`
    std::vector<Consequence> consequences{};
    QString refusal; // translated: why it cannot be run; empty: it can
    qint64 milliseconds = 0;
};

// The server's and this machine's clock may differ by this much; beyond it one of them has jumped
// and nothing is deleted.
constexpr qint64 kMostClockSeconds = 3600;

// One snapshot; no lock beyond reading.
Result<Preview> preview(db::Sql &sql, const Rule &rule, int days);

// How the table grows, and what each number of days would keep. `freeBytes` of the server's disk;
// none: not known.
struct Growth
{
    double rowsPerDay = 0, bytesPerDay = 0; // over the last `overDays` days that are over
    int overDays = 0;
    qint64 bytes = 0; // now, with indexes
};
Result<Growth> growthOf(db::Sql &sql, const Rule &rule);

struct Forecast
{
    double bytesPerDay = 0;
    std::optional<QDate> fullOn{}; // with nothing deleted; none: it does not grow, or space unknown
    std::optional<double> keptBytes{}; // once the chosen number of days is kept
};
// Pure. Later than in a hundred years is never.
Forecast forecast(const Growth &growth, std::optional<qint64> freeBytes, std::optional<int> keepDays,
    const QDate &today);

// Of the file system of the server's data, where the server runs on this machine and tells where
// its data are; else nothing. Asks the session's host, not the network.
Result<std::optional<qint64>> freeSpace(db::Sql &sql, const QString &host);

} // namespace gatehouse::retention
