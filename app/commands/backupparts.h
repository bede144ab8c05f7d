// What the files of the command "backup" share.
#pragma once

#include "app/commands/command.h"
#include "backup/store.h"

#include <QJsonObject>

namespace gatehouse::commands {

std::vector<Option> withFolder(std::vector<Option> own);
QString backupFolder(const Context &context); // --folder, else the one of this user

// The operand, or the newest backup when there is none.
Result<backup::Found> chosenBackup(Context &context);

QJsonObject backupJson(const backup::Found &found);
QString sizeText(qint64 bytes);
QString ageText(const QDateTime &at);

std::vector<Command> backupProofCommands();   // verify, drill
std::vector<Command> backupRestoreCommands(); // restore, undo-restore
std::vector<Command> backupCareCommands();    // prune, schedule

} // namespace gatehouse::commands
