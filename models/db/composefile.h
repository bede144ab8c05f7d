// What a compose file says about its services, as far as connections need it.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <vector>

namespace gatehouse::db {

struct ComposePort
{
    QString hostIp;    // "" is every address
    int published = 0; // 0: chosen by the engine when it starts
    int target = 0;
};

struct ComposeService
{
    QString name, image;
    QMap<QString, QString> environment; // ${...} filled in
    std::vector<ComposePort> ports;
    QStringList missing;                         // variables that have no value anywhere
    QStringList envFiles;                        // named, not read
    const ComposePort *portTo(int target) const; // published one; null when there is none
};

// `variables` are those of the .env beside it. Error Invalid when it is no YAML or has no services.
Result<std::vector<ComposeService>> readCompose(
    const QByteArray &content, const QMap<QString, QString> &variables);

} // namespace gatehouse::db
