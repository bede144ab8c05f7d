// The upgrade steps of a system, as a list.
#pragma once

#include "items/tablemodel.h"
#include "versions/upgrade.h"

#include <memory>

namespace gatehouse::items {

struct UpgradeStepRow
{
    QString id, title, state, will, sentence;
    Severity severity = Severity::None;
    bool operator==(const UpgradeStepRow &) const = default;
};

std::vector<UpgradeStepRow> upgradeStepRows(
    const versions::UpgradePlan &plan, const versions::Preview &preview);

using UpgradeStepsModel = TableModel<UpgradeStepRow>;
std::unique_ptr<UpgradeStepsModel> makeUpgradeStepsModel(QObject *parent);

} // namespace gatehouse::items
