#include "migration/sources/fileset.h"

#include "migration/sources/parts.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace gatehouse::migration {
namespace {

struct Name
{
    QString stem;     // "audit_20260301"
    QString series;   // "audit"
    int rotation = 0; // 3 in "audit_20260301.jsonl.3.gz"
};

std::optional<Name> nameOf(const QString &fileName)
{
    static const QRegularExpression kLines(
        u"^(.*)\\.(?:jsonl|ndjson)(?:\\.(\\d{1,6}))?(?:\\.gz)?$"_s);
    static const QRegularExpression kDate(
        u"[-_.]?\\d{4}[-_]?\\d{2}[-_]?\\d{2}(?:[-_T]?\\d{2,6})?$"_s);
    const auto match = kLines.match(fileName);
    if (!match.hasMatch())
        return {};
    Name name{match.captured(1), match.captured(1), match.captured(2).toInt()};
    name.series.remove(kDate);
    if (name.series.isEmpty())
        name.series = name.stem;
    return name;
}

struct File
{
    Name name;
    QString path;
};

FileSet inOrder(std::vector<File> files)
{
    std::sort(files.begin(), files.end(), [](const File &a, const File &b) {
        return std::tuple(a.name.stem, -a.name.rotation, a.path)
            < std::tuple(b.name.stem, -b.name.rotation, b.path);
    });
    FileSet set{files.front().name.series, {}};
    for (const File &file : files)
        set.paths << file.path;
    return set;
}

} // namespace

qint64 FileSet::bytes() const
{
    qint64 sum = 0;
    for (const QString &path : paths)
        sum += QFileInfo(path).size();
    return sum;
}

bool isLinesFile(const QString &fileName) { return nameOf(fileName).has_value(); }

FileSet setOf(const QString &path)
{
    const QFileInfo own(path);
    const auto name = nameOf(own.fileName());
    if (!name)
        return {own.completeBaseName(), {path}};
    std::vector<File> files;
    for (const QFileInfo &file : own.dir().entryInfoList(QDir::Files))
        if (const auto other = nameOf(file.fileName());
            other && other->stem == name->stem && other->rotation >= name->rotation)
            files.push_back({*other, file.filePath()});
    if (files.empty())
        return {name->series, {path}};
    return inOrder(std::move(files));
}

std::vector<FileSet> setsIn(const QString &dir)
{
    std::map<QString, std::vector<File>> series;
    for (const QFileInfo &file : QDir(dir).entryInfoList(QDir::Files))
        if (const auto name = nameOf(file.fileName()))
            series[name->series].push_back({*name, file.filePath()});
    std::vector<FileSet> sets;
    for (auto &[name, files] : series)
        sets.push_back(inOrder(std::move(files)));
    return sets;
}

Result<SourceState> stateOf(const QStringList &files)
{
    SourceState state;
    for (const QString &path : files) {
        auto facts = fileFacts(path);
        if (!facts)
            return facts.error();
        state.facts.insert(path, std::move(facts).value());
    }
    return state;
}

} // namespace gatehouse::migration
