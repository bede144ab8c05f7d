// Backups as a list (B3): what, how large, how far proven, how old the proof is.
#pragma once

#include "backup/store.h"
#include "items/tablemodel.h"

#include <memory>

namespace gatehouse::items {

struct BackupRow
{
    QString name, path, database, trouble, failure, server, format;
    QDateTime created;
    qint64 bytes = 0, rows = 0;
    int tables = 0;
    bool whole = true;
    backup::Level proven = backup::Level::None;
    QDateTime provenAt;
    qint64 restoreMs = -1;
    QString age, proofAge; // at the time of the snapshot, so that a refresh shows them anew
    bool operator==(const BackupRow &) const = default;
};

BackupRow toBackupRow(const backup::Found &found, const QDateTime &now);
QString badgeOf(const BackupRow &row); // translated
Severity severityOf(const BackupRow &row);
QString agoText(const QDateTime &at, const QDateTime &now); // "3 h", "2 d"; empty without a time
QString bytesText(qint64 bytes);

using BackupsModel = TableModel<BackupRow>;
std::unique_ptr<BackupsModel> makeBackupsModel(QObject *parent);

} // namespace gatehouse::items
