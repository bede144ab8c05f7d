#include "migration/sources/parts.h"

#include "base/sha256.h"
#include "migration/words.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QUrl>

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace gatehouse::migration {
namespace {

constexpr qint64 kEnd = 64 * 1024;
constexpr int kMostBesides = 40;

} // namespace

bool isRemote(const QString &uri)
{
    return uri.startsWith("mongodb://"_L1) || uri.startsWith("mongodb+srv://"_L1);
}

QString sourcePath(const QString &uri)
{
    if (uri.startsWith("file://"_L1))
        return QUrl(uri).toLocalFile();
    for (const auto scheme : {"sqlite:///"_L1, "sqlite+aiosqlite:///"_L1, "sqlite+pysqlite:///"_L1})
        if (uri.startsWith(scheme))
            return uri.sliced(scheme.size()).section(u'?', 0, 0);
    return uri;
}

Result<QVariantMap> fileFacts(const QString &path)
{
    Sha256 hash;
    for (const qint64 from : {qint64(0), -kEnd}) {
        const auto piece = readPiece(path, from, kEnd);
        if (!piece)
            return piece.error();
        hash.add(piece.value());
    }
    const QFileInfo info(path);
    return QVariantMap{{u"size"_s, info.size()},
        {u"modified"_s, info.lastModified().toMSecsSinceEpoch()},
        {u"ends"_s, QString::fromLatin1(hash.hex())}};
}

QStringList besides(const QString &path, const QStringList &read)
{
    static const QStringList kData{u"*.db"_s, u"*.sqlite"_s, u"*.sqlite3"_s, u"*.jsonl"_s,
        u"*.ndjson"_s, u"*.json"_s, u"*.csv"_s, u"*.npz"_s, u"*.npy"_s, u"*.bson"_s, u"*.archive"_s,
        u"*.parquet"_s, u".env"_s};
    const QFileInfo own(path);
    QStringList sentences;
    const auto files = own.dir().entryInfoList(kData, QDir::Files | QDir::Hidden, QDir::Name);
    for (const QFileInfo &file : files) {
        if (file.fileName() == own.fileName() || read.contains(file.filePath()))
            continue;
        if (sentences.size() == kMostBesides) {
            sentences << Words::tr("More files lie beside it and are not moved.");
            break;
        }
        sentences << Words::tr("%1 (%2) lies beside it and is not moved.")
                         .arg(file.fileName(), QLocale::c().formattedDataSize(file.size()));
    }
    return sentences;
}

Result<std::vector<int>> columnPlaces(const SourceTable &table, const QStringList &columns)
{
    std::vector<int> places;
    for (const QString &name : columns) {
        const auto found = std::find_if(table.columns.begin(), table.columns.end(),
            [&](const SourceColumn &column) { return column.name == name; });
        if (found == table.columns.end())
            return invalid(
                Words::tr("The source's table %1 has no column %2.").arg(table.name, name));
        places.push_back(int(found - table.columns.begin()));
    }
    return places;
}

Result<const SourceTable *> tableByName(const std::vector<SourceTable> &tables, const QString &name)
{
    for (const SourceTable &table : tables)
        if (table.name == name)
            return &table;
    return invalid(Words::tr("The source has no table %1.").arg(name));
}

Error badPosition(const QString &table)
{
    return invalid(
        Words::tr("The place to read on from in %1 does not fit this source.").arg(table));
}

} // namespace gatehouse::migration
