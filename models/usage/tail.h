// Rows as they are written (U5). Ids are handed out before the row is visible, so that "id > last"
// alone loses whatever commits late: the tail looks again at what may still come.
#pragma once

#include "browse/page.h"
#include "usage/source.h"

#include <deque>
#include <limits>
#include <set>

namespace gatehouse::usage {

constexpr int kTailPollMs = 1000;
constexpr int kTailOverlapMs = 5000; // by id: for ids that were taken without a transaction yet
constexpr int kTailTimeOverlapMs = 60'000; // by time: for the writers' clocks
constexpr int kMostTailRows = 5000;        // a poll
constexpr size_t kMostTailWindow = 100'000;

struct TailBatch
{
    browse::Page rows; // newest first
    int fresh = 0;     // how many; also of them that were seen late
    int late = 0;      // with an id below one that was shown before
    bool more = false; // ask again at once
    // Rows of transactions that are still open may be missed: the window had to be cut.
    bool cut = false;
};

// In one session's thread. Follows the primary key where it is an integer, else the time.
// A row is shown once. A row of a transaction that was open at a poll is found whenever it commits:
// the window is kept until every transaction of that poll has ended (pg_current_snapshot), and for
// the overlap at least.
class Tail
{
public:
    // Refused for daily totals. `newest`: rows to show at first.
    static Result<Tail> begin(db::Sql &sql, std::shared_ptr<const Source> source,
        const Filter &filter, int newest, qint64 nowMs, TailBatch *first);
    Result<TailBatch> poll(db::Sql &sql, qint64 nowMs); // nowMs: a monotonic clock
    bool followsTime() const { return m_byTime; }
    size_t windowSize() const { return m_seen.size(); }

private:
    // Cursors are ids, or microseconds of the time column as it is stored.
    struct Mark
    {
        qint64 last;  // the highest cursor then
        quint64 xmax; // transactions that had not begun then have this id or a higher one
        qint64 atMs;
    };
    struct Looked
    {
        quint64 xmin = 0, xmax = 0;
        std::optional<qint64> greatest;                  // of the whole table, without the filter
        std::vector<std::pair<qint64, QByteArray>> rows; // cursor and id, ascending
    };
    Tail() = default;
    Result<Looked> look(db::Sql &sql, qint64 limit) const;
    Result<browse::Page> fetch(db::Sql &sql, const QStringList &ids) const;
    void advance(const Looked &looked, qint64 nowMs, TailBatch &batch);
    void forgetUpTo(qint64 cursor);
    void startAnew(qint64 greatest);

    std::shared_ptr<const Source> m_source;
    browse::Query m_query;
    bool m_byTime = false;
    std::optional<qint64> m_floor; // nothing at or below it is looked at again
    qint64 m_last = std::numeric_limits<qint64>::min();
    std::set<std::pair<qint64, QByteArray>> m_seen; // above the floor
    std::deque<Mark> m_marks;
};

} // namespace gatehouse::usage
