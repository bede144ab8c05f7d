// What the files of the command "retention" share.
#pragma once

#include "app/commands/command.h"
#include "retention/choices.h"
#include "retention/preview.h"

#include <QJsonObject>

namespace gatehouse::commands {

struct OpenRules
{
    std::unique_ptr<db::Session> session;
    QString database; // as choices are kept
    std::vector<retention::Rule> rules;
    QStringList elsewhere; // translated: numbers for what no table holds
};

// Every rule of the recognised systems (--schema: of one schema), with the user's choices and the
// live tables' facts.
Result<OpenRules> openRules(Context &context, bool readOnly);
// Those named as operands; all when there are none.
Result<std::vector<retention::Rule>> chosenRules(const Context &context, const OpenRules &open);
// The number for this run: --days, the one of --source, or the chosen one; none: nothing was chosen.
Result<std::optional<int>> daysOf(const Context &context, const retention::Rule &rule);

QJsonObject toJson(const retention::Rule &rule);
QString originsText(const retention::Rule &rule);

Exit retentionRun(Context &context);
Exit retentionVerify(Context &context);
Exit retentionRestore(Context &context);
Exit retentionSchedule(Context &context);
std::vector<Option> withRules(std::vector<Option> own);

} // namespace gatehouse::commands
