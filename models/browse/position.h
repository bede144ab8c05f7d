// Where a key stands among all rows, and which key stands at a place: from the server's statistics.
#pragma once

#include "base/result.h"
#include "browse/query.h"
#include "browse/scale.h"
#include "db/sql.h"

namespace gatehouse::browse {

// A value; any thread. 0 is the first row in the order of the query, 1 behind the last.
class Position
{
public:
    Position() = default;
    // One scale a column of the completed order, as far as they are known.
    Position(Order order, std::vector<Scale> scales);

    bool isKnown() const { return !m_scales.empty() && m_scales.front().isKnown(); }
    // A prefix cursor, inclusive; nothing when the order has no statistics.
    std::optional<Cursor> at(double fraction) const;
    std::optional<double> of(const Cursor &cursor) const;
    // Only the rows between these places are there: a filter on the leading column.
    void narrow(double low, double high);
    // What real rows taught: this cursor stands exactly there. The newest is believed.
    void refine(const Cursor &cursor, double fraction);

private:
    std::optional<double> place(const Cursor &cursor, size_t level) const;
    void find(double fraction, std::vector<db::Param> &values) const;
    double refined(double raw) const;

    Order m_order;
    std::vector<Scale> m_scales;
    double m_low = 0, m_high = 1;
    struct Anchor
    {
        double raw, exact;
    };
    std::vector<Anchor> m_anchors; // ascending in both
};

// From pg_stats (of a partitioned table: its leaves, by their rows), the ends of an index and the
// growth of the file since the statistics; else from the smallest and the largest value. A
// condition on the leading column narrows it. Few statements, all short; an order without
// statistics gives a Position that is not known.
Result<Position> fetchPosition(db::Sql &sql, const Query &query);

} // namespace gatehouse::browse
