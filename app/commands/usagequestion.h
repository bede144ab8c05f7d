// What the usage commands have in common: which rows are meant, and where they are.
#pragma once

#include "app/commands/command.h"
#include "usage/figures.h"

namespace gatehouse::commands {

// --last, --from, --to, --all, --zone, --filter, --text, --system, --place, --source-zone.
std::vector<Option> usageOptions(std::vector<Option> own = {});

struct UsageQuestion
{
    std::unique_ptr<db::Session> session;
    usage::Figures figures;
    QString connection; // "ollama_api @ db1:5432"
};

// Opens the database, recognises what is in it and reads the options. Otherwise the command has
// ended: with a wrong option nothing was tried.
struct NoQuestion
{
    Exit exit;
};
std::variant<UsageQuestion, NoQuestion> askUsage(Context &context, bool readOnly = true);

// With --all: says how many rows have a time that is in no range, and so are missing from what
// follows. In the session's thread it is one count more.
void warnOfTimeless(Context &context, const UsageQuestion &question);

} // namespace gatehouse::commands
