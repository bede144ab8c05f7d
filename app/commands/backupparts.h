// What the files of the command "backup" share.
#pragma once

#include "app/commands/command.h"
#include "backup/create.h"

#include <QJsonObject>

namespace gatehouse::commands {

std::vector<Option> withFolder(std::vector<Option> own);
QString backupFolder(const Context &context); // --folder, else the one of this user

// The operand, or the newest backup when there is none.
Result<backup::Found> chosenBackup(Context &context);

// --passphrase and --recovery-key, and what they open; a kept recovery key is tried by itself, and a
// person at a terminal is asked.
std::vector<Option> withKeys(std::vector<Option> own);
Result<backup::Found> unlockFor(Context &context, Result<backup::Found> chosen);
// What --encrypt asks for, into the plan; a new recovery key, which is to be shown once, or an empty
// text.
Result<Secret> encryptionFor(Context &context, backup::CreatePlan &plan);

QJsonObject backupJson(const backup::Found &found);
QString sizeText(qint64 bytes);
QString ageText(const QDateTime &at);

std::vector<Command> backupProofCommands();   // verify, drill
std::vector<Command> backupRestoreCommands(); // restore, undo-restore
std::vector<Command> backupCareCommands();    // prune, schedule

} // namespace gatehouse::commands
