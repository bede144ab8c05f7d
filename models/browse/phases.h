// The rows that follow a cursor, in stretches that an index can serve one by one.
#pragma once

#include "browse/query.h"

namespace gatehouse::browse {

// One demand on one column of the order, or on a run of them.
struct Term
{
    enum class What { Equal, Null, Set, Beyond, Run };
    What what = What::Equal;
    size_t column = 0;
    size_t end = 0; // of a Run: columns [column, end) compared with the cursor as one
};

struct Phase
{
    std::vector<Term> where;
    size_t ordered = 0;     // the first column that is not fixed by `where`
    bool leadIsSet = false; // `where` keeps NULLs out of that column
    int limit = 0;          // other than the page's
    int skip = 0;           // rows at the start that were seen already
};

// Pure. `order` is the one that the rows arrive in, so reversed for a backward page; `from` may
// stand anywhere in it.
std::vector<Phase> phasesAfter(
    const Order &order, const Relation &relation, const std::optional<Cursor> &from, bool backward);

// Prints the conditions and the ORDER BY of one phase.
class PhasePrinter
{
public:
    PhasePrinter(const Order &order, const Relation &relation, const std::optional<Cursor> &from,
        bool backward, db::Composer &sql);
    QStringList where(const Phase &phase);
    QString orderBy(const Phase &phase); // begins with a space, or is empty

private:
    const Column &column(size_t i) const { return *m_relation.column(m_order[i].column); }
    QString key(size_t i) { return printSortKey(m_relation, column(i), m_sql); }
    QString bound(size_t i);
    QString sign(size_t i, bool orEqual) const;
    QString print(const Term &term);
    QString run(size_t begin, size_t end);
    QString nested(size_t i, size_t end);

    const Order &m_order;
    const Relation &m_relation;
    const Cursor m_cursor;
    const bool m_inclusive;
    db::Composer &m_sql;
    std::vector<QString> m_bound;
};

} // namespace gatehouse::browse
