// PostgreSQL's client programs on this machine: which there are, and which fits a server (B1).
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QDate>
#include <QStringList>

#include <vector>

namespace gatehouse::backup {

struct Version
{
    int major = 0, minor = 0; // 15.20
    QString text;             // as the program says it
    bool operator==(const Version &) const = default;
};
// "pg_dump (PostgreSQL) 15.20 (Debian ...)"; devel and beta count as minor 0. Major 0: not
// understood.
Version versionOf(const QString &said);

// One installation: a folder that holds pg_dump and pg_restore.
struct Tools
{
    QString dir;
    Version version; // of pg_dump
    bool hasBaseBackup = false;
    QString program(QLatin1StringView name) const { return dir + u'/' + name; }
};

// $GATEHOUSE_PG_BIN, the usual places of Debian, Red Hat, EDB, Homebrew and Postgres.app, PATH.
// Folders, and programs in them, that others may write are left out. Runs each pg_dump with
// --version. Blocks for some milliseconds each. Newest first.
std::vector<Tools> findTools(const CancelToken &token = {});
QStringList toolFolders(); // where is looked

// The lowest major that is not older than the server's, of that the newest minor.
struct Choice
{
    Tools tools;
    QString why;          // translated: which, and why it
    QStringList warnings; // translated
};
// Refused when there is none: which package to install.
Result<Choice> chooseTools(const std::vector<Tools> &found, int serverMajor);

// What is known against a minor version; empty: nothing. `as` is the version of the table.
QString knownTrouble(const Version &version);
QDate troubleTableDate();

} // namespace gatehouse::backup
