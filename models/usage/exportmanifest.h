#pragma once

#include "usage/export.h"

#include <QJsonObject>

namespace gatehouse::usage {

QString manifestPath(const QString &path); // PATH.manifest.json
QJsonObject manifestOf(const Figures &figures, const ExportOptions &options, const Exported &done);
Result<> writeManifest(const Figures &figures, const ExportOptions &options, const Exported &done);

} // namespace gatehouse::usage
