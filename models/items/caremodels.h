// The care of a database as lists (D1, D2, D4, D6).
#pragma once

#include "care/indexes.h"
#include "care/settings.h"
#include "care/sizes.h"
#include "care/slow.h"
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


// An index that is there, or one that is missing.
struct IndexRow
{
    std::optional<care::IndexInfo> index;
    std::optional<care::IndexWish> wish;
    QString word, reason; // translated
    Severity severity = Severity::Good;
    QString schema() const { return index ? index->schema : wish->schema; }
    QString table() const { return index ? index->table : wish->table; }
    QString name() const { return index ? index->name : wish->name(); }
    bool operator==(const IndexRow &) const = default;
};
// What needs somebody first: missing and broken ones, then by table.
std::vector<IndexRow> indexRows(const care::IndexCare &care);
using IndexesModel = TableModel<IndexRow>;
std::unique_ptr<IndexesModel> makeIndexesModel(QObject *parent);

using SlowModel = TableModel<care::Statement>;
std::unique_ptr<SlowModel> makeSlowModel(QObject *parent);
QString millisecondsText(double ms); // "1.25 ms", "3.2 s", "2 min 5 s"

using SettingsAdviceModel = TableModel<care::Advice>;
std::unique_ptr<SettingsAdviceModel> makeSettingsAdviceModel(QObject *parent);
QString levelWord(care::Advice::Level level); // translated
Severity severityOf(care::Advice::Level level);

} // namespace gatehouse::items
