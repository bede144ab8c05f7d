// Everything that is written about the commands comes from their table.
#pragma once

#include "app/cli/parser.h"

namespace gatehouse::cli {

// Of the program (empty path), a group ("sandbox") or a command ("sandbox up").
QString help(const Commands &commands, const QStringList &path);

QString manPage(const Commands &commands);
QString bashCompletion(const Commands &commands);
QString zshCompletion(const Commands &commands);
QString fishCompletion(const Commands &commands);

// "man", "bash", "zsh" or "fish"; Invalid names them.
Result<QString> generate(const Commands &commands, const QString &what);

} // namespace gatehouse::cli
