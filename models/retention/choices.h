// What the user chose for each rule, kept for the window and the command line: one file of this
// user, retention.json beside the settings, by database.
#pragma once

#include "retention/rule.h"

namespace gatehouse::retention {

// "gatehouse @ db.example.org:5432" (ConnInfo::label()) and the schema; then by id of the rule.
QString choicesFile(); // configDir()/retention.json
QString archiveFolder(); // dataDir()/archives, where the user named none
Result<QMap<QString, Choice>> loadChoices(
    const QString &file, const QString &database, const QString &schema);
// Replaces one choice, or removes it where it says nothing. Other programs may write as well: the
// file is read again before.
Result<> saveChoice(const QString &file, const QString &database, const QString &schema,
    const QString &rule, const Choice &choice);

} // namespace gatehouse::retention
