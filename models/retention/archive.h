// What is about to be deleted, in a compressed file that was read back before anything goes.
#pragma once

#include "base/gzip.h"
#include "base/progress.h"
#include "retention/preview.h"

#include <QJsonObject>

namespace gatehouse::retention {

// NAME.jsonl.gz: each line one row as row_to_json() prints it (a raw newline of a json column is a
// space). NAME.json beside it: the manifest. Both 0600; a file with its final name was read back
// and compared. The rows are as they are in the table, secrets included.
struct Archive
{
    QString path, manifest;
    qint64 rows = 0, bytes = 0, fileBytes = 0; // bytes before compression
    QByteArray sha256;                         // of the file, hexadecimal
    QByteArray content;                        // sum of the rows (proof::RowSum)
};

// The expression of a line, for the archive and for the comparison before a delete.
QString printLine();
// The session's settings under which a line is the same on each run; until the transaction ends.
Result<> beginLines(db::Sql &sql);

// One snapshot. An Error Refused when there are not exactly as many rows as in the preview.
Result<Archive> writeArchive(db::Sql &sql, const Preview &preview, const QString &folder,
    const QString &database, const ReportProgress &report);

// Reads the whole file again and compares it with what its manifest says. Any thread, no server.
Result<Archive> checkArchive(const QString &path);

// Puts the rows back that are not there; answers how many. Rows with a key that is taken stay as
// they are. One transaction, recorded by the caller.
Result<qint64> restoreArchive(db::Sql &sql, const QString &path, const db::Identifier &table);

} // namespace gatehouse::retention
