// The rows a filter shows, as a file with a manifest.
#pragma once

#include "audit/filetrail.h"

namespace gatehouse::audit {

enum class ExportFormat { Csv, JsonLines };

struct ExportOptions
{
    ExportFormat format = ExportFormat::Csv;
    bool overwrite = false;
    QString connection{}; // for the manifest: "ollama_api @ db1:5432"
};

struct Exported
{
    qint64 rows = 0, counted = 0; // written; counted by a statement of its own, in one snapshot
    qint64 redactedRows = 0;      // in which something looked like a secret, and is hidden
    QByteArray sha256;
    QString path, manifestPath;
    bool isWhole() const { return rows == counted; }
};

// In the session's thread. Every column of the rows, newest first, with the sentence; secrets are
// masked, and a text that a spreadsheet would run gets a leading '. Writes PATH.part-XXXX, then
// names it and PATH.manifest.json beside it (filter, SQL, counts, SHA-256), both 0600. After an
// error or a cancel no file is left.
Result<Exported> exportToFile(db::Sql &sql, const Source &source, const Filter &filter,
    const QDateTime &now, const QString &path, const ExportOptions &options,
    const ReportProgress &report = {});

// The same of rows that were read from files; counted by a question of its own.
Result<Exported> exportToFile(const FileTrail &trail, const Filter &filter, const QDateTime &now,
    const QString &path, const ExportOptions &options, const CancelToken &token = {},
    const ReportProgress &report = {});

} // namespace gatehouse::audit
