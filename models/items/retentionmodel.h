// The rules of retention as a list (D9).
#pragma once

#include "items/tablemodel.h"
#include "retention/preview.h"

#include <memory>

namespace gatehouse::items {

struct RetentionRow
{
    QString id, table, column, origins;
    bool disagree = false;
    std::optional<int> days{}; // chosen
    QString problem{};
    qint64 bytes = 0;
    double rows = -1;
    bool soft = false, archived = false;
    int holds = 0;
    bool operator==(const RetentionRow &) const = default;
};
RetentionRow toRetentionRow(const retention::Rule &rule);
QString keepText(const std::optional<int> &days); // "90 days", "never", "not chosen"
QString originsText(const retention::Rule &rule); // "guide 7 d · code 2 d"

using RetentionModel = TableModel<RetentionRow>;
std::unique_ptr<RetentionModel> makeRetentionModel(QObject *parent);

} // namespace gatehouse::items
