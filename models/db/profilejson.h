// One saved connection as JSON and back.
#pragma once

#include "db/profile.h"

#include <QJsonObject>

namespace gatehouse::db {

QJsonObject toJson(const Profile &profile);
Result<Profile> profileFromJson(const QJsonObject &json); // strict; the Error names the key

} // namespace gatehouse::db
