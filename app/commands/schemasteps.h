// What the commands that run upgrade steps share: the system, its steps, and what is said of them.
#pragma once

#include "app/commands/command.h"
#include "versions/upgrade.h"

#include <QJsonObject>

namespace gatehouse::commands {

struct OpenSteps
{
    std::unique_ptr<db::Session> session;
    versions::UpgradePlan plan;
};

// --system and --schema, else the one system with steps that the database holds; --steps names a
// folder of the user's own. The plan has every other option of the command line.
Result<OpenSteps> openSteps(Context &context, versions::Way way, bool readOnly);

std::vector<Option> withSteps(std::vector<Option> own);

void show(Context &context, const versions::UpgradePlan &plan, const versions::Preview &preview);
QJsonObject previewJson(const versions::UpgradePlan &plan, const versions::Preview &preview);

std::vector<Command> schemaRehearseCommands();

} // namespace gatehouse::commands
