#include "browse/phases.h"

#include "base/result.h"

#include <algorithm>

namespace gatehouse::browse {

namespace {
using Terms = std::vector<Term>;

Terms with(Terms terms, Term term)
{
    terms.push_back(term);
    return terms;
}

class Finder
{
public:
    Finder(const Order &order, const Relation &relation, const Cursor &cursor, bool backward)
        : m_order(order), m_relation(relation), m_cursor(cursor), m_backward(backward)
    {
    }

    // All rows that meet `where`, in the order from column i on.
    void free(size_t i, const Terms &where)
    {
        if (i >= m_order.size() || !nullable(i)) {
            m_phases.push_back({where, i, true});
            return;
        }
        if (m_order[i].nullsFirst)
            free(i + 1, with(where, {Term::What::Null, i}));
        m_phases.push_back({with(where, {Term::What::Set, i}), i, true});
        if (!m_order[i].nullsFirst)
            free(i + 1, with(where, {Term::What::Null, i}));
    }

    // The rows that follow the cursor among those that equal it before column i.
    void after(size_t i, const Terms &where)
    {
        const size_t known = m_cursor.values.size();
        if (i >= known) {
            if (m_cursor.inclusive)
                free(i, where);
            return;
        }
        const bool isSet = m_cursor.values[i].has_value();
        if (isSet && endOfRun(i) == known) {
            m_phases.push_back({with(where, {Term::What::Run, i, known}), i, true});
            if (!m_backward) // of equal rows the n-th itself is wanted when it is inclusive
                m_phases.back().skip = std::max(0, m_cursor.repeats - (m_cursor.inclusive ? 1 : 0));
        } else {
            const Term equal{isSet ? Term::What::Equal : Term::What::Null, i};
            after(i + 1, with(where, equal));
            if (isSet)
                m_phases.push_back({with(where, {Term::What::Beyond, i}), i, true});
        }
        if (nullable(i) && isSet && !m_order[i].nullsFirst)
            free(i + 1, with(where, {Term::What::Null, i}));
        if (nullable(i) && !isSet && m_order[i].nullsFirst)
            m_phases.push_back({with(where, {Term::What::Set, i}), i, true});
    }

    // Before the n-th of equal rows stand n - 1 others; any of them will do.
    void equalRows()
    {
        Terms where;
        for (size_t i = 0; i < m_cursor.values.size(); ++i)
            where.push_back({m_cursor.values[i] ? Term::What::Equal : Term::What::Null, i});
        m_phases.push_back({where, m_order.size(), true, m_cursor.repeats - 1});
    }

    std::vector<Phase> take() { return std::move(m_phases); }

private:
    bool nullable(size_t i) const { return m_relation.column(m_order[i].column)->nullable; }

    // Columns from i on that one comparison covers: only the first may hold NULLs.
    size_t endOfRun(size_t i) const
    {
        size_t end = i;
        while (end < m_cursor.values.size() && m_cursor.values[end] && (end == i || !nullable(end)))
            ++end;
        return end;
    }

    const Order &m_order;
    const Relation &m_relation;
    const Cursor &m_cursor;
    bool m_backward;
    std::vector<Phase> m_phases;
};
} // namespace

std::vector<Phase> phasesAfter(
    const Order &order, const Relation &relation, const std::optional<Cursor> &from, bool backward)
{
    const Cursor cursor = from.value_or(Cursor{});
    Finder finder(order, relation, cursor, backward);
    if (!from) {
        finder.free(0, {});
        return finder.take();
    }
    if (backward && cursor.repeats > 1)
        finder.equalRows();
    finder.after(0, {});
    return finder.take();
}

PhasePrinter::PhasePrinter(const Order &order, const Relation &relation,
    const std::optional<Cursor> &from, bool backward, db::Composer &sql)
    : m_order(order),
      m_relation(relation),
      m_cursor(from.value_or(Cursor{})),
      m_inclusive(m_cursor.inclusive || (!backward && m_cursor.repeats > 0)),
      m_sql(sql),
      m_bound(m_cursor.values.size())
{
}

QString PhasePrinter::bound(size_t i)
{
    if (m_bound[i].isEmpty())
        m_bound[i] = m_sql.value(m_cursor.values[i]);
    return m_bound[i];
}

QString PhasePrinter::sign(size_t i, bool orEqual) const
{
    const QString strict = m_order[i].ascending ? u" >"_s : u" <"_s;
    return strict + (orEqual ? u"= "_s : u" "_s);
}

QStringList PhasePrinter::where(const Phase &phase)
{
    QStringList terms;
    for (const Term &term : phase.where)
        terms += print(term);
    return terms;
}

QString PhasePrinter::print(const Term &term)
{
    const size_t i = term.column;
    switch (term.what) {
    case Term::What::Equal:
        return key(i) + u" = "_s + bound(i);
    case Term::What::Null:
        return key(i) + u" IS NULL"_s;
    case Term::What::Set:
        return key(i) + u" IS NOT NULL"_s;
    case Term::What::Beyond:
        return key(i) + sign(i, false) + bound(i);
    case Term::What::Run:
        break;
    }
    return run(i, term.end);
}

// (a, b) > ($1, $2) enters an index at the cursor. With mixed directions the leading bound is said
// once more: without it the server reads and discards all rows before the cursor.
QString PhasePrinter::run(size_t begin, size_t end)
{
    QStringList keys, bounds;
    bool mixed = false;
    for (size_t i = begin; i < end; ++i) {
        mixed = mixed || m_order[i].ascending != m_order[begin].ascending;
        bounds += bound(i);
    }
    if (mixed)
        return u'(' + key(begin) + sign(begin, true) + bound(begin) + u" AND "_s
            + nested(begin, end) + u')';
    for (size_t i = begin; i < end; ++i)
        keys += key(i);
    const QString compared = sign(begin, m_inclusive);
    if (keys.size() == 1)
        return keys.first() + compared + bounds.first();
    return u'(' + keys.join(u", "_s) + u')' + compared + u'(' + bounds.join(u", "_s) + u')';
}

QString PhasePrinter::nested(size_t i, size_t end)
{
    if (i + 1 == end)
        return key(i) + sign(i, m_inclusive) + bound(i);
    return u'(' + key(i) + sign(i, false) + bound(i) + u" OR ("_s + key(i) + u" = "_s + bound(i)
        + u" AND "_s + nested(i + 1, end) + u"))"_s;
}

QString PhasePrinter::orderBy(const Phase &phase)
{
    QStringList items;
    for (size_t i = phase.ordered; i < m_order.size(); ++i) {
        QString item = key(i) + (m_order[i].ascending ? u" ASC"_s : u" DESC"_s);
        // Said only where NULLs can be, so that an ordinary index fits.
        if (column(i).nullable && !(i == phase.ordered && phase.leadIsSet))
            item += m_order[i].nullsFirst ? u" NULLS FIRST"_s : u" NULLS LAST"_s;
        items += item;
    }
    return items.isEmpty() ? QString() : u" ORDER BY "_s + items.join(u", "_s);
}

} // namespace gatehouse::browse
