// What hangs on endpoints, as lists: models and their use (H5, H7), agents and who serves them
// (H6).
#pragma once

#include "health/failover.h"
#include "health/inventory.h"
#include "items/tablemodel.h"

#include <memory>

namespace gatehouse::items {

struct ModelUseRow
{
    health::ModelRow model;
    std::optional<health::Traffic> traffic; // none: no request of the last hour, or not recorded
    bool operator==(const ModelUseRow &) const = default;
};
// Traffic by the name of its model, as sameModel() compares them.
std::vector<ModelUseRow> modelUseRows(
    const std::vector<health::ModelRow> &models, const std::vector<health::Traffic> &traffic);
using ModelsModel = TableModel<ModelUseRow>;
std::unique_ptr<ModelsModel> makeModelsModel(QObject *parent);

struct AgentRow
{
    QString agent, first, fallbacks, now, then; // titles; now and then empty: nobody
    bool operator==(const AgentRow &) const = default;
};
std::vector<AgentRow> agentRows(const std::vector<health::Route> &routes,
    const QHash<QString, QString> &titles, const QSet<QString> &down, const QSet<QString> &fallen);
using AgentsModel = TableModel<AgentRow>;
std::unique_ptr<AgentsModel> makeAgentsModel(QObject *parent);

} // namespace gatehouse::items
