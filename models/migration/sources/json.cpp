// A JSON file, or a folder of them: lists of rows, rows keyed by names, dumps of a program's
// memory.
#include "migration/sources/fileset.h"
#include "migration/sources/jsonscan.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace gatehouse::migration {
namespace {

constexpr int kMostFiles = 10'000;

bool isJsonFile(const QString &name)
{
    return name.endsWith(".json"_L1, Qt::CaseInsensitive)
        || name.endsWith(".json.gz"_L1, Qt::CaseInsensitive);
}

// No links: a folder that holds itself has no end.
QFileInfoList filesUnder(const QString &dir)
{
    QFileInfoList all;
    for (QDirIterator it(dir, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
         it.hasNext() && all.size() < kMostFiles;) {
        it.next();
        all << it.fileInfo();
    }
    std::sort(all.begin(), all.end(),
        [](const QFileInfo &a, const QFileInfo &b) { return a.filePath() < b.filePath(); });
    return all;
}

int fits(const QString &uri, QByteArrayView head)
{
    const QString path = sourcePath(uri);
    if (QFileInfo(path).isDir()) {
        const QFileInfoList files = filesUnder(path);
        const auto json = std::count_if(files.begin(), files.end(),
            [](const QFileInfo &file) { return isJsonFile(file.fileName()); });
        const bool dump = std::any_of(files.begin(), files.end(), [](const QFileInfo &file) {
            return file.fileName().endsWith(".bson"_L1) || file.fileName().endsWith(".bson.gz"_L1);
        });
        return dump || json == 0 ? 0 : 70;
    }
    if (head.startsWith("\x1f\x8b"))
        return isJsonFile(path) ? 70 : 0;
    if (head.startsWith("\xef\xbb\xbf"))
        head = head.sliced(3);
    const QByteArrayView text = head.trimmed();
    if (!text.startsWith('{') && !text.startsWith('['))
        return 0;
    return isJsonFile(path) ? 90 : 65;
}

QString notRead(const QString &dir, const QString &path)
{
    return Words::tr("%1 is not read and not moved.").arg(QDir(dir).relativeFilePath(path));
}

struct Found
{
    DocumentFiles files;
    QStringList read;
};

Result<> addFile(Found &found, const QString &path, const OpenRequest &request)
{
    auto sections =
        jsonSections(path, request.options.value(u"layout"_s).toString(), request.token);
    if (!sections)
        return sections.error();
    for (const JsonSection &section : sections.value())
        found.files.collections.push_back(jsonCollection(path, section, request.token));
    found.read << path;
    return Done{};
}

// Several files of one row each in one folder are rows of one table, with the arrays beside them.
Result<> addFolder(Found &found, const QString &dir, const OpenRequest &request)
{
    std::map<QString, QStringList> singles;
    QStringList folders, arrays;
    for (const QFileInfo &file : filesUnder(dir)) {
        if (!folders.contains(file.path()))
            folders << file.path();
        if (file.fileName().endsWith(".npz"_L1)) {
            arrays << file.filePath();
            continue;
        }
        if (!isJsonFile(file.fileName())) {
            if (!isLinesFile(file.fileName()))
                found.files.notMoved << notRead(dir, file.filePath());
            continue;
        }
        const auto sections = jsonSections(
            file.filePath(), request.options.value(u"layout"_s).toString(), request.token);
        if (sections && sections.value().front().layout != JsonLayout::Single) {
            if (auto added = addFile(found, file.filePath(), request); !added)
                return added;
        } else if (!sections && sections.error().kind == Error::Kind::Cancelled) {
            return sections.error();
        } else {
            singles[file.path()] << file.filePath();
        }
    }
    for (const auto &[folder, paths] : singles) {
        bool withArrays = false;
        for (const QString &path : paths)
            if (const QString beside = arraysBeside(path); arrays.removeOne(beside)) {
                withArrays = true;
                found.read << beside;
            }
        const QString name = paths.size() == 1 && !withArrays
            ? QFileInfo(paths.first()).completeBaseName()
            : QFileInfo(folder).fileName();
        found.files.collections.push_back(
            jsonFilesCollection(name, paths, request.token, withArrays));
        found.read += paths;
    }
    for (const QString &path : arrays)
        found.files.notMoved << notRead(dir, path);
    for (const QString &folder : folders)
        for (const FileSet &set : setsIn(folder)) {
            found.files.collections.push_back(linesCollection(set, request.token));
            found.read += set.paths;
        }
    return Done{};
}

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    const QString path = sourcePath(request.uri);
    Found found;
    const bool folder = QFileInfo(path).isDir();
    if (auto added = folder ? addFolder(found, path, request) : addFile(found, path, request);
        !added)
        return added.error();
    if (found.files.collections.empty())
        return invalid(Words::tr("%1 holds no JSON files.").arg(path));
    if (!folder)
        found.files.notMoved = besides(path, found.read);
    found.files.state = [read = found.read] { return stateOf(read); };
    return openDocuments(std::move(found.files), request);
}

} // namespace

SourceKind jsonKind()
{
    return {"json", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "JSON files"),
        {{"layout", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Layout"),
            SourceOption::Kind::Choice, "auto|rows|tables", "auto"}},
        fits, open};
}

} // namespace gatehouse::migration
