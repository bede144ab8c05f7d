#include "ui/pages/usagegroupmodel.h"

#include "ui/words.h"
#include "usage/texts.h"

#include <cmath>
#include <limits>

namespace gatehouse::ui {

namespace {

using Column = items::TableColumn<UsageGroupRow>;
using usage::Percentiles;

constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

Column nameColumn(const QString &title)
{
    Column column{u"name"_s, title, [](const UsageGroupRow &row) {
                      if (row.group.name.isGone)
                          return Words::tr("%1, no longer exists").arg(row.group.name.label);
                      return row.group.name.mask.isEmpty() ? usage::groupText(row.group.name)
                                                           : row.group.name.label;
                  }};
    column.extra = [](const UsageGroupRow &row, int role) -> QVariant {
        switch (role) {
        case items::SecondaryTextRole:
            return row.group.name.mask;
        case items::StrongRole:
            return !row.group.name.isGone;
        case items::SeverityRole:
            return row.group.name.isGone ? QVariant::fromValue(items::Severity::Warn) : QVariant();
        case items::CopyRole:
            return usage::groupText(row.group.name);
        default:
            return {};
        }
    };
    return column;
}

Column countColumn()
{
    return {u"requests"_s, Words::tr("Requests"),
        [](const UsageGroupRow &row) { return usage::countText(row.group.requests); },
        [](const UsageGroupRow &row) { return QVariant(row.group.requests); }, kRight};
}

Column shareColumn()
{
    Column column{u"share"_s, Words::tr("Share"),
        [](const UsageGroupRow &row) { return usage::rateText(row.share); },
        [](const UsageGroupRow &row) { return QVariant(row.share); }};
    column.extra = [](const UsageGroupRow &row, int role) -> QVariant {
        if (role == items::LimitRole)
            return QVariant::fromValue(items::Limit{row.share, 1});
        return {};
    };
    return column;
}

Column failedColumn()
{
    Column column{u"failed"_s, Words::tr("Failed"),
        [](const UsageGroupRow &row) {
            if (!row.group.failed)
                return usage::rateText({});
            return Words::tr("%1 (%2)").arg(
                usage::countText(*row.group.failed), usage::rateText(row.group.errorRate()));
        },
        [](const UsageGroupRow &row) { return QVariant(row.group.errorRate().value_or(-1)); },
        kRight};
    column.extra = [](const UsageGroupRow &row, int role) -> QVariant {
        const double rate = row.group.errorRate().value_or(0);
        if (role == items::SeverityRole && rate > 0)
            return QVariant::fromValue(rate >= 0.05 ? items::Severity::Bad : items::Severity::Warn);
        return {};
    };
    return column;
}

Column latencyColumn(
    const QString &id, const QString &title, std::optional<double> Percentiles::*part)
{
    return {id, title,
        [part](const UsageGroupRow &row) { return usage::msText(row.group.latency.*part); },
        [part](
            const UsageGroupRow &row) { return QVariant((row.group.latency.*part).value_or(-1)); },
        kRight};
}

Column tokenColumn()
{
    return {u"tokens"_s, Words::tr("Tokens"),
        [](const UsageGroupRow &row) {
            return row.group.tokens ? usage::countText(*row.group.tokens) : usage::rateText({});
        },
        [](const UsageGroupRow &row) { return QVariant(row.group.tokens.value_or(-1)); }, kRight};
}

UsageGroupModel::Columns columnsFor(
    const usage::Source &source, const QString &what, bool percentilesFirst)
{
    UsageGroupModel::Columns columns{nameColumn(what), countColumn()};
    const bool failures = source.field(u"outcome"_s) != nullptr;
    if (failures && !percentilesFirst)
        columns.push_back(failedColumn());
    if (source.records(u"duration"_s)) {
        columns.push_back(latencyColumn(u"p50"_s, Words::tr("p50"), &Percentiles::p50));
        columns.push_back(latencyColumn(u"p95"_s, Words::tr("p95"), &Percentiles::p95));
        columns.push_back(latencyColumn(u"p99"_s, Words::tr("p99"), &Percentiles::p99));
        columns.push_back(latencyColumn(u"most"_s, Words::tr("Longest"), &Percentiles::most));
    }
    if (source.records(u"tokens"_s) && !percentilesFirst)
        columns.push_back(tokenColumn());
    columns.push_back(shareColumn()); // a bar may be as wide as there is room
    return columns;
}

} // namespace

bool UsageGroupRow::operator==(const UsageGroupRow &other) const
{
    const auto &a = group, &b = other.group;
    return a.name.value == b.name.value && a.name.label == b.name.label && a.requests == b.requests
        && a.failed == b.failed && a.tokens == b.tokens && a.latency.p50 == b.latency.p50
        && a.latency.p95 == b.latency.p95 && a.latency.p99 == b.latency.p99
        && a.latency.most == b.latency.most && share == other.share;
}

UsageGroupModel::UsageGroupModel(
    const usage::Source &source, const QString &what, bool percentilesFirst)
    : TableModel(columnsFor(source, what, percentilesFirst), [](const UsageGroupRow &row) {
          return row.group.name.value + u'\x1f' + row.group.name.label;
      })
{
}

} // namespace gatehouse::ui
