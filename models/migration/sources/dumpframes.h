// BSON documents one after the other: .bson files, and the blocks of mongodump --archive.
#pragma once

#include "migration/sources/bytestream.h"
#include "migration/sources/documents.h"

namespace gatehouse::migration {

constexpr qint64 kLargestBson = 48 * 1024 * 1024; // MongoDB's own limit is 16 MiB

// The document that begins here, whole; nothing at the end of the stream (or, in an archive, at
// `terminator`, which is then taken). Io: a length that cannot be, or a file that ends within it.
Result<std::optional<std::string_view>> nextFrame(ByteStream &stream, bool *terminator = nullptr);

struct DumpCollection
{
    QString database, name;
    QString path; // of the .bson file, or of the archive
    bool archived = false;
    QStringList indexes{}; // besides _id
};

bool isArchive(std::string_view head);
// Collections in an archive, from what stands at its beginning.
Result<std::vector<DumpCollection>> archiveCollections(
    const QString &path, const CancelToken &token);
Result<std::unique_ptr<DocumentReader>> dumpReader(
    const DumpCollection &collection, const Position &from, const CancelToken &token);
QStringList indexNames(std::string_view metadata); // of metadata.json

} // namespace gatehouse::migration
