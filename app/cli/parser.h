// From the words of the command line to a command and its values.
#pragma once

#include "app/commands/command.h"

#include <map>

namespace gatehouse::cli {

using Commands = std::vector<commands::Command>;

// Understood everywhere, before and after the command.
const std::vector<commands::Option> &globalOptions();

// What was typed. command is null for --help, --version and --generate.
struct Invocation
{
    const commands::Command *command = nullptr;
    QStringList path;                      // the words that name a command or a group of them
    std::map<QString, QStringList> values; // a switch has one empty value
    QStringList operands;
    bool has(const char *option) const { return values.contains(QLatin1StringView(option)); }
    QString value(const char *option) const; // the last one wins
};

// Invalid names the word that is wrong, and what is near it. The result points into `commands`.
Result<Invocation> parse(const Commands &commands, const QStringList &arguments);

} // namespace gatehouse::cli
