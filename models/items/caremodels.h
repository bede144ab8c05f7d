// The care of a database as lists (D1, D2, D4, D6).
#pragma once

#include "care/sizes.h"
#include "items/tablemodel.h"

#include <memory>

namespace gatehouse::items {

struct TableSizeRow
{
    care::TableSize table;
    QString word; // what vacuum does about it, translated
    Severity severity = Severity::Good;
    QStringList reasons;
    std::optional<double> growth; // bytes a day; nothing: too early to say
    bool operator==(const TableSizeRow &) const = default;
};
Severity severityOf(care::VacuumVerdict::State state);
QString growthText(const std::optional<double> &bytesPerDay); // "+1.2 MiB", "—"
QString shareText(const std::optional<double> &share);        // "99.2 %"

using TableSizesModel = TableModel<TableSizeRow>;
std::unique_ptr<TableSizesModel> makeTableSizesModel(QObject *parent);

} // namespace gatehouse::items
