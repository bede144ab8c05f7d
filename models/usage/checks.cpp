#include "usage/figurereader.h"

namespace gatehouse::usage {

// Parts and whole see the same rows: one REPEATABLE READ transaction.
template <typename F>
Result<Check> Figures::inSnapshot(db::Sql &sql, F parts) const
{
    sql.setStatementTimeout(kFiguresTimeoutMs);
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    Check check;
    if (auto summed = parts(check); !summed)
        return summed.error();
    const Statement ask = FigurePrinter(*this).count();
    auto whole = sql.fetchOne<qint64>(ask.text, ask.params);
    if (!whole)
        return whole.error();
    check.whole = whole.value();
    check.sql << shown(ask);
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    return check;
}

Result<Check> Figures::checkGroups(db::Sql &sql, const QString &by) const
{
    const Field *field = m_source->field(by);
    if (!field || !field->canGroup)
        return cannotSplit(by);
    return inSnapshot(sql, [&](Check &check) -> Result<> {
        const auto small = isSmall(sql);
        if (!small)
            return small.error();
        auto groups = small.value() ? exactGroups(sql, by, 200) : roughGroups(sql, by, 200);
        if (!groups)
            return groups.error();
        check.parts = groups.value().sum;
        check.sql = groups.value().sql;
        return Done{};
    });
}

Result<Check> Figures::checkDays(db::Sql &sql) const
{
    return inSnapshot(sql, [&](Check &check) -> Result<> {
        for (const Span &day : daysOf(m_span, m_zone)) {
            auto figures = of(m_source, m_filter, day);
            if (!figures)
                return figures.error();
            const Statement ask = FigurePrinter(figures.value()).count();
            auto count = sql.fetchOne<qint64>(ask.text, ask.params);
            if (!count)
                return count.error();
            check.parts += count.value();
            check.sql << shown(ask);
        }
        return Done{};
    });
}

Result<Check> Figures::checkHeatMap(db::Sql &sql) const
{
    return inSnapshot(sql, [&](Check &check) -> Result<> {
        auto map = heatMap(sql);
        if (!map)
            return map.error();
        check.parts = map.value().sum;
        check.sql = map.value().sql;
        return Done{};
    });
}

} // namespace gatehouse::usage
