// Files that belong together: log.jsonl.2.gz, log.jsonl.1, log.jsonl, oldest first.
#pragma once

#include "migration/sources/documents.h"

namespace gatehouse::migration {

struct FileSet
{
    QString name; // of the table: what the files have in common
    QStringList paths;
    qint64 bytes() const;
};

bool isLinesFile(const QString &fileName); // .jsonl, .ndjson, .jsonl.3, .jsonl.gz
FileSet setOf(const QString &path);        // the file and what was rotated away from it
// The sets of a folder; names that differ in their date only are one set, in the order of time.
std::vector<FileSet> setsIn(const QString &dir);
Result<SourceState> stateOf(const QStringList &files);

Collection linesCollection(const FileSet &files, const CancelToken &token);

} // namespace gatehouse::migration
