// PgBouncer's pools as a list (D7).
#pragma once

#include "care/pool.h"
#include "items/tablemodel.h"

#include <memory>

namespace gatehouse::items {

Severity severityOf(care::PoolVerdict::Level level);

using PoolModel = TableModel<care::Pool>;
std::unique_ptr<PoolModel> makePoolModel(QObject *parent);

// A row of whatever SHOW gave, under the titles that PgBouncer gives.
struct ShownRow
{
    int number = 0;
    QStringList cells;
    bool operator==(const ShownRow &) const = default;
};
using ShownModel = TableModel<ShownRow>;
std::unique_ptr<ShownModel> makeShownModel(const care::PoolTable &table, QObject *parent);

} // namespace gatehouse::items
