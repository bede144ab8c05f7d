#include "app/commands/command.h"

// One line a file of this folder: x.cpp defines std::vector<Command> xCommands().
#define GATEHOUSE_COMMAND_FILES(X)                                                                 \
    X(audit)                                                                                       \
    X(backup)                                                                                      \
    X(databaseexplain)                                                                             \
    X(databaseindexes)                                                                             \
    X(databaseslow)                                                                                \
    X(databaseoptimize)                                                                            \
    X(databasesettings)                                                                            \
    X(databasepool)                                                                                \
    X(databasesessions)                                                                            \
    X(databasesizes)                                                                               \
    X(health)                                                                                      \
    X(keys)                                                                                        \
    X(migrate)                                                                                     \
    X(migrateinspect)                                                                              \
    X(partition)                                                                                   \
    X(recognise)                                                                                   \
    X(retention)                                                                                   \
    X(rollup)                                                                                      \
    X(sandbox)                                                                                     \
    X(schema)                                                                                      \
    X(schemaupgrade)                                                                               \
    X(usage)

namespace gatehouse::commands {

#define GATEHOUSE_DECLARE(file) std::vector<Command> file##Commands();
GATEHOUSE_COMMAND_FILES(GATEHOUSE_DECLARE)
#undef GATEHOUSE_DECLARE

std::vector<Command> allCommands()
{
    std::vector<Command> all;
    [[maybe_unused]] const auto add = [&all](std::vector<Command> commands) {
        for (Command &command : commands)
            all.push_back(std::move(command));
    };
#define GATEHOUSE_ADD(file) add(file##Commands());
    GATEHOUSE_COMMAND_FILES(GATEHOUSE_ADD)
#undef GATEHOUSE_ADD
    return all;
}

} // namespace gatehouse::commands
