#include "usage/figurereader.h"

#include <map>

namespace gatehouse::usage {

namespace {

constexpr int kNewestRows = 10000;

}

Result<Groups> Figures::groups(db::Sql &sql, const QString &by, int most) const
{
    sql.setStatementTimeout(kFiguresTimeoutMs);
    const Field *field = m_source->field(by);
    if (!field || !field->canGroup)
        return cannotSplit(by);
    const auto small = isSmall(sql);
    if (!small)
        return small.error();
    if (!small.value())
        return withMemory(sql, [&] { return roughGroups(sql, by, most); });
    return exactGroups(sql, by, most);
}

Result<Groups> Figures::exactGroups(db::Sql &sql, const QString &by, int most) const
{
    const Field &field = *m_source->field(by);
    const Statement ask = FigurePrinter(*this).groups(by, most);
    Groups groups{by, {}, 0, 0, 0, {shown(ask)}};
    auto done = sql.stream(ask.text, ask.params, [&](const db::Row &row) {
        groups.sum += row.get<qint64>(0);
        if (row.isNull(8)) {
            groups.others = row.text(6).toLongLong();
            groups.othersRequests = row.get<qint64>(0);
            return true;
        }
        Group group;
        addTallies(group, row);
        group.latency = percentilesOf(row, 4, 5);
        group.name = nameOf(*m_source, field, row, 6, 7);
        groups.groups.push_back(std::move(group));
        return true;
    });
    if (!done)
        return done.error();
    return groups;
}

Result<Groups> Figures::roughGroups(db::Sql &sql, const QString &by, int most) const
{
    const Field &field = *m_source->field(by);
    const Statement ask = FigurePrinter(*this).histograms(by, most);
    Groups groups{by, {}, 0, 0, 0, {shown(ask)}};
    std::map<int, std::pair<Group, Histogram>> found;
    auto done = sql.stream(ask.text, ask.params, [&](const db::Row &row) {
        if (row.isNull(7)) {
            groups.othersRequests = row.get<qint64>(0);
            groups.others = row.get<qint64>(6);
            return true;
        }
        auto &[group, histogram] = found[row.get<int>(7)];
        if (row.isNull(0)) {
            group.name = nameOf(*m_source, field, row, 8, 9);
            return true;
        }
        addTallies(group, row);
        if (!row.isNull(5))
            histogram.add(row.get<int>(5), row.get<qint64>(6));
        return true;
    });
    if (!done)
        return done.error();
    groups.sum = groups.othersRequests;
    for (auto &[rank, pair] : found) {
        pair.first.latency = percentilesOf(pair.second, pair.first.latency.most);
        groups.sum += pair.first.requests;
        groups.groups.push_back(std::move(pair.first));
    }
    return groups;
}

Result<HeatMap> Figures::heatMap(db::Sql &sql) const
{
    sql.setStatementTimeout(kFiguresTimeoutMs);
    const Statement ask = FigurePrinter(*this).heatMap();
    HeatMap map;
    map.sql << shown(ask);
    auto done = sql.stream(ask.text, ask.params, [&map](const db::Row &row) {
        const int day = row.get<int>(0) - 1, hour = row.get<int>(1);
        if (day < 0 || day > 6 || hour < 0 || hour > 23)
            return true;
        map.cells[day][hour] = row.get<qint64>(2);
        map.sum += map.cells[day][hour];
        map.most = std::max(map.most, map.cells[day][hour]);
        return true;
    });
    if (!done)
        return done.error();
    return map;
}

Result<Figures::Values> Figures::values(db::Sql &sql, const QString &id, int most) const
{
    const Field *field = m_source->field(id);
    if (!field || field->column.isEmpty() || field->kind == Field::Kind::Key)
        return Values{{}, false};
    const browse::Column *column = m_query.relation->column(field->column);
    const bool hops = field->label.isEmpty() && column && column->isPlain() && column->indexed;
    FigurePrinter printer(*this);
    const Statement ask =
        hops ? printer.hoppedValues(*field, most) : printer.newestValues(*field, kNewestRows, most);
    auto found = sql.fetch<QString>(ask.text, ask.params);
    if (!found)
        return found.error();
    Values values{{found.value().begin(), found.value().end()}, hops};
    if (values.values.size() > most) {
        values.values.removeLast();
        values.complete = false;
    }
    return values;
}

} // namespace gatehouse::usage
