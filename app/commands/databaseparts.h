// What the commands gatehousectl database ... share.
#pragma once

#include "app/commands/command.h"
#include "base/safetext.h"
#include "trail/recorder.h"

#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::commands {

QString sizeText(qint64 bytes); // backup.cpp
// --record, for commands that change something.
std::vector<Option> withRecord(std::vector<Option> own); // databaseindexes.cpp

template <typename T>
QJsonValue orNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

inline trail::Actor thisActor(const db::Session &session)
{
    return trail::thisProcess(u"gatehousectl " GATEHOUSE_VERSION ""_s, session.options().info.label());
}

} // namespace gatehouse::commands
