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

template <typename T, typename F>
Result<Checked<T>> Figures::checked(db::Sql &sql, F ask) const
{
    Checked<T> both;
    auto proven = inSnapshot(sql, [&](Check &check) -> Result<> {
        Result<T> figure = ask();
        if (!figure)
            return figure.error();
        both.figure = std::move(figure).value();
        check.parts = both.figure.sum;
        check.sql = both.figure.sql;
        return Done{};
    });
    if (!proven)
        return proven.error();
    both.check = std::move(proven).value();
    return both;
}

// Errors are a part of the requests: what they are compared with is the number of failed rows.
Result<Checked<Series>> Figures::checkedSeries(db::Sql &sql, Measure measure, const QString &by,
    int points, int mostLines, const std::function<void(const Series &)> &early) const
{
    const auto ask = [&] {
        auto answer = series(sql, measure, by, points, mostLines);
        if (answer && early)
            early(answer.value());
        return answer;
    };
    if (measure != Measure::Errors)
        return checked<Series>(sql, ask);
    Figures failures = *this;
    failures.m_query.filter = browse::Condition::all({m_query.filter, m_source->failed()});
    return failures.checked<Series>(sql, ask);
}

Result<Checked<Groups>> Figures::checkedGroups(db::Sql &sql, const QString &by, int most) const
{
    const Field *field = m_source->field(by);
    if (!field || !field->canGroup)
        return cannotSplit(by);
    return checked<Groups>(sql, [&]() -> Result<Groups> {
        const auto small = isSmall(sql);
        if (!small)
            return small.error();
        return small.value() ? exactGroups(sql, by, most) : roughGroups(sql, by, most);
    });
}

Result<Checked<HeatMap>> Figures::checkedHeatMap(db::Sql &sql) const
{
    return checked<HeatMap>(sql, [&] { return heatMap(sql); });
}

Result<Check> Figures::checkGroups(db::Sql &sql, const QString &by) const
{
    auto both = checkedGroups(sql, by);
    return both ? Result<Check>(both.value().check) : both.error();
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
    auto both = checkedHeatMap(sql);
    return both ? Result<Check>(both.value().check) : both.error();
}

Result<Check> Figures::checkParts(db::Sql &sql, const std::vector<Chip> &parts) const
{
    return inSnapshot(sql, [&](Check &check) -> Result<> {
        for (const Chip &part : parts) {
            Filter narrowed = m_filter;
            narrowed.chips.push_back(part);
            auto figures = of(m_source, narrowed, m_span);
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

} // namespace gatehouse::usage
