#include "app/commands/auditparts.h"

namespace gatehouse::commands {

std::vector<Command> auditCommands() { return auditTrailCommands(); }

} // namespace gatehouse::commands
