// What mongodump wrote: a folder of .bson files, gzip or not, or an archive; one .bson file too.
#include "migration/sources/agentsfile.h"
#include "migration/sources/dumpframes.h"
#include "migration/sources/fileset.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>
#include <set>

namespace gatehouse::migration {
namespace {

bool isBsonFile(const QString &name)
{
    return name.endsWith(".bson"_L1) || name.endsWith(".bson.gz"_L1);
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

// Packed or not, at most 8 MiB.
QByteArray smallFile(const QString &path, const CancelToken &token)
{
    auto stream = ByteStream::open(path, 0, token);
    if (!stream)
        return {};
    stream.value()->more(8 * 1024 * 1024);
    const std::string_view held = stream.value()->held();
    return QByteArray(held.data(), qsizetype(held.size()));
}

DumpCollection ofFile(const QString &path, const CancelToken &token)
{
    const QFileInfo file(path);
    const bool packed = path.endsWith(".gz"_L1);
    QString name = file.fileName();
    name.chop(packed ? 8 : 5);
    const QString metadata = file.path() + u'/' + name + ".metadata.json"_L1;
    const QByteArray text = QFileInfo::exists(metadata) ? smallFile(metadata, token)
                                                        : smallFile(metadata + ".gz"_L1, token);
    QString plain = name;
    plain.replace("%2F"_L1, "/"_L1).replace("%24"_L1, "$"_L1);
    return {file.dir().dirName(), plain, path, false, indexNames(viewOf(text))};
}

int fits(const QString &uri, QByteArrayView head)
{
    const QString path = sourcePath(uri);
    if (QFileInfo(path).isDir()) {
        for (QDirIterator it(path, QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            if (const QString file = it.next(); isBsonFile(file)
                || file.endsWith(".metadata.json"_L1) || file.endsWith(".metadata.json.gz"_L1))
                return 90;
        return 0;
    }
    if (head.startsWith("\x1f\x8b")) { // what is packed in it says what it is
        const QByteArray inside = smallFile(path, {});
        return isArchive(viewOf(inside)) ? 95 : isBsonFile(path) ? 80 : 0;
    }
    if (isArchive({head.data(), size_t(head.size())}))
        return 100;
    return isBsonFile(path) ? 80 : 0;
}

// Views are nothing but metadata, and collections of time series lie in a bucket of another name; of
// any other collection mongodump writes both files.
Result<QStringList> withoutRows(const QStringList &files, const CancelToken &token)
{
    QStringList views;
    for (const QString &file : files) {
        const QString stem = file.left(file.lastIndexOf(".metadata.json"_L1));
        if (stem == file || files.contains(stem + ".bson"_L1) || files.contains(stem + ".bson.gz"_L1))
            continue;
        const QString name = QFileInfo(stem).fileName();
        const QByteArray text = smallFile(file, token);
        if (!text.contains("\"viewOn\"") && !text.contains("\"timeseries\""))
            return invalid(Words::tr("This dump is not whole: there is %1, and %2.bson is missing. "
                                     "Dump the database again.")
                               .arg(QFileInfo(file).fileName(), name));
        if (text.contains("\"viewOn\""))
            views << Words::tr("%1 is a view and is not moved.").arg(name);
    }
    return views;
}

QStringList filesBelow(const QString &path)
{
    QStringList files;
    for (QDirIterator it(path, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
         it.hasNext();)
        files << it.next();
    files.sort();
    return files;
}

Result<std::vector<DumpCollection>> collectionsAt(const QString &path, const CancelToken &token)
{
    std::vector<DumpCollection> found;
    if (QFileInfo(path).isDir()) {
        for (const QString &file : filesBelow(path))
            if (isBsonFile(file))
                found.push_back(ofFile(file, token));
        return found;
    }
    const QByteArray head = smallFile(path, token).left(4);
    if (isArchive(viewOf(head)))
        return archiveCollections(path, token);
    found.push_back(ofFile(path, token));
    return found;
}

void tellWhatStays(DocumentFiles &files, const DumpCollection &collection)
{
    if (!collection.indexes.isEmpty())
        files.notMoved << Words::tr("The collection %1 has the indexes %2, which are not moved.")
                              .arg(collection.name, collection.indexes.join(u", "_s));
}

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    const QString path = sourcePath(request.uri);
    auto found = collectionsAt(path, request.token);
    if (!found)
        return found.error();
    std::set<QString> databases;
    QStringList read;
    auto views = withoutRows(QFileInfo(path).isDir() ? filesBelow(path) : QStringList(), request.token);
    if (!views)
        return views.error();
    for (const DumpCollection &collection : found.value())
        databases.insert(collection.database);
    DocumentFiles files;
    files.notMoved = views.value();
    for (const DumpCollection &collection : found.value()) {
        if (collection.name.startsWith("system."_L1) || collection.name == "oplog"_L1) {
            files.notMoved
                << Words::tr("%1 is MongoDB's own and is not moved.").arg(collection.name);
            continue;
        }
        tellWhatStays(files, collection);
        if (!read.contains(collection.path))
            read << collection.path;
        const QString name =
            databases.size() > 1 ? collection.database + u'.' + collection.name : collection.name;
        files.collections.push_back({name, QFileInfo(collection.path).size(), {},
            [collection, token = request.token](
                const Position &from) { return dumpReader(collection, from, token); }});
    }
    if (files.collections.empty())
        return invalid(Words::tr("%1 holds no collections.").arg(path));
    if (auto added = addAgents(files, request, agentsFileNear(path), read); !added)
        return added.error();
    files.state = [read] { return stateOf(read); };
    return openDocuments(std::move(files), request);
}

} // namespace

SourceKind mongodumpKind()
{
    return {"mongodump", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "MongoDB dump"),
        {agentsOption()}, fits, open};
}

} // namespace gatehouse::migration
