// Files with connections, read and written away from the window's thread.
#pragma once

#include "db/conninfo.h"
#include "db/profile.h"

#include <QFuture>

#include <memory>

namespace gatehouse::db {

struct FoundFile
{
    std::vector<FoundConnection> found;
    QStringList notes; // what else was seen
};
using SharedFoundFile = std::shared_ptr<const FoundFile>;

QFuture<Result<SharedFoundFile>> openConnectionFile(const QString &path);
QFuture<Result<SharedFoundFile>> openEnvironment(); // PG*, DATABASE_URL ... of this process
QString defaultServiceFile();                       // $PGSERVICEFILE or ~/.pg_service.conf

QFuture<Result<std::vector<Profile>>> openProfiles(const QString &path);
QFuture<Result<>> writeProfiles(const QString &path, std::vector<Profile> profiles); // no secrets

} // namespace gatehouse::db
