// The agents of OneLastAI, which no collection holds: they stand in the models' settings,
// config/ai_models_config.yml, under ai_models.local_models.*.suitable_agents and under
// model_selection.agent_mappings.
#pragma once

#include "migration/sources/documents.h"

namespace gatehouse::migration {

// The option that names the file, for kinds that take one.
SourceOption agentsOption();

// A file of that name in the folder of a dump, beside it, or in config/ of these; empty: none.
QString agentsFileNear(const QString &dump);

// "agents" with a row each, keyed by their names in "_key", in the order of the file. Invalid: no
// YAML, too large, no agents in it.
Result<Collection> agentsCollection(const QString &path);

// Adds the collection from the file that the request names, else from `near` when it is not empty.
// What is only found near and cannot be read is said in notMoved. Appends to `read` what was read.
Result<> addAgents(
    DocumentFiles &files, const OpenRequest &request, const QString &near, QStringList &read);

} // namespace gatehouse::migration
