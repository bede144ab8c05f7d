// What the files of the command "audit" share.
#pragma once

#include "app/commands/command.h"

namespace gatehouse::commands {

// Refused, with the reason, when there is no trail of ours or this role may not read it.
Result<> readableTrail(db::Sql &sql);

std::vector<Command> auditTrailCommands(); // verify, head, create, seal

} // namespace gatehouse::commands
