// What the files of the command "schema" share.
#pragma once

#include "app/commands/command.h"
#include "versions/drift.h"
#include "versions/state.h"

#include <QJsonObject>

namespace gatehouse::commands {

struct OpenSchema
{
    std::unique_ptr<db::Session> session;
    systems::Recognition found;
    std::vector<versions::Project> projects; // of --project
    std::vector<versions::State> states;     // of --schema, else of all
};

// Recognises, reads the version tables and the folder of --project.
Result<OpenSchema> openSchema(Context &context, bool readOnly);
// The one system of --schema and --system, Invalid naming the choices when there are several.
Result<systems::Match> chosenSystem(const Context &context, const systems::Recognition &found);

// With the layout that --against, --system and --shape name, the guide's by default.
Result<versions::Drift> askedDrift(Context &context, db::Session &session);
std::vector<Option> withComparison(std::vector<Option> own);

QJsonObject stateJson(const versions::State &state);
QJsonObject driftJson(const versions::Drift &drift);
std::vector<Option> withProject(std::vector<Option> own);

std::vector<Command> schemaStampCommands();

} // namespace gatehouse::commands
