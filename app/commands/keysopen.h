// What the keys commands share: the database, its keys, and how one is named on the command line.
#pragma once

#include "app/commands/command.h"
#include "keys/keys.h"

#include <QJsonObject>

namespace gatehouse::commands {

struct OpenKeys
{
    std::unique_ptr<db::Session> session;
    keys::Keys engine;
    std::vector<keys::Key> known; // with usage figures where there are some
    QString trouble;              // translated: why there are none
};

// --schema picks one of several back ends. With readOnly false the engine records as --record says;
// "create" makes the audit trail first.
Result<OpenKeys> openKeys(Context &context, bool readOnly);

// By id, name, or fingerprint ("#bda69f"); Invalid when none or several answer to it.
Result<keys::Key> findKey(const OpenKeys &open, const QString &text);
Result<std::vector<keys::Key>> findKeys(const OpenKeys &open, const QStringList &texts);

QJsonObject keyJson(const OpenKeys &open, const keys::Key &key);

// The options that every changing command has, and those of every keys command.
std::vector<Option> withCommon(std::vector<Option> own, bool changes);

std::vector<Command> keysChangeCommands();
std::vector<Command> keysInsightCommands();
Command keysImportCommand();

} // namespace gatehouse::commands
