// What the commands that run upgrade steps share: the system, its steps, and what is said of them.
#pragma once

#include "app/commands/command.h"
#include "versions/rehearsal.h"

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

// The options of withRunning() that a plan has; its server is set already.
Result<> fillPlan(const Context &context, versions::UpgradePlan &plan);

std::vector<Option> withSteps(std::vector<Option> own);
// How the service is spared, and what is agreed to.
std::vector<Option> withRunning(std::vector<Option> own);
Option withoutRehearsal();
std::vector<Option> withCopy(std::vector<Option> own); // of rehearseSteps()

void show(Context &context, const versions::UpgradePlan &plan, const versions::Preview &preview);
QJsonObject previewJson(const versions::UpgradePlan &plan, const versions::Preview &preview);

// What is remembered of these steps on this layout; said, too. `how` names the command to rehearse.
std::optional<versions::Rehearsal> knownRehearsal(Context &context, OpenSteps &open,
    const versions::Preview &preview, const QString &how);
// Refused where the steps were not rehearsed well and nobody said --without-rehearsal.
Result<> rehearsedEnough(const Context &context, const versions::Preview &preview,
    const std::optional<versions::Rehearsal> &known, const QString &how);
Exit rehearseSteps(Context &context, OpenSteps &open); // to the end of the command
// --record create: the trail is made first.
Result<> makeTrail(Context &context, OpenSteps &open);
QJsonObject outcomeJson(const versions::Outcome &outcome);

std::vector<Command> schemaRehearseCommands();
std::vector<Command> schemaMendCommands();

} // namespace gatehouse::commands
