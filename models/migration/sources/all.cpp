#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QFileInfo>

// One line a file of this folder: x.cpp defines SourceKind xKind().
#define GATEHOUSE_SOURCES(X)                                                                       \
    X(sqlite)                                                                                      \
    X(jsonlines)                                                                                   \
    X(json)                                                                                        \
    X(csv)                                                                                         \
    X(env)                                                                                         \
    X(mongodump)                                                                                   \
    X(mongodb)                                                                                     \
    X(npz)

namespace gatehouse::migration {

#define GATEHOUSE_DECLARE(file) SourceKind file##Kind();
GATEHOUSE_SOURCES(GATEHOUSE_DECLARE)
#undef GATEHOUSE_DECLARE

const std::vector<SourceKind> &sourceKinds()
{
    static const std::vector<SourceKind> all{
#define GATEHOUSE_ADD(file) file##Kind(),
        GATEHOUSE_SOURCES(GATEHOUSE_ADD)
#undef GATEHOUSE_ADD
    };
    return all;
}

namespace {

constexpr qint64 kHead = 64 * 1024;
constexpr int kSureEnough = 20;

const SourceKind *kindById(const QString &id)
{
    for (const SourceKind &kind : sourceKinds())
        if (id == QLatin1StringView(kind.id))
            return &kind;
    return nullptr;
}

Error looksLikeNone(const QString &path, QByteArrayView head)
{
    if (QFileInfo(path).isFile() && head.isEmpty())
        return invalid(Words::tr("%1 is empty: there is nothing to move.").arg(path));
    return invalid(
        Words::tr("%1 is no source that can be read: it looks like neither a database, a "
                  "dump, JSON, CSV nor settings. If you know what it is, name its kind.")
            .arg(path));
}

Result<QByteArray> headOf(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return ioError(Words::tr("%1 does not exist.").arg(path));
    return info.isDir() ? Result<QByteArray>(QByteArray()) : readPiece(path, 0, kHead);
}

const SourceKind *surestKind(const QString &uri, QByteArrayView head)
{
    const SourceKind *best = nullptr;
    int surest = kSureEnough - 1;
    for (const SourceKind &kind : sourceKinds())
        if (const int sure = kind.fits(uri, head); sure > surest) {
            surest = sure;
            best = &kind;
        }
    return best;
}

} // namespace

QString recognisedKind(const QString &uri, const QString &id)
{
    if (isRemote(uri))
        return u"mongodb"_s;
    if (!id.isEmpty())
        return id;
    const auto head = headOf(sourcePath(uri));
    const SourceKind *kind = head ? surestKind(uri, head.value()) : nullptr;
    return kind ? QString::fromLatin1(kind->id) : QString();
}

Result<std::unique_ptr<Source>> openSource(const OpenRequest &request, const QString &id)
{
    if (isRemote(request.uri))
        return kindById(u"mongodb"_s)->open(request);
    if (!id.isEmpty()) {
        if (const SourceKind *kind = kindById(id))
            return kind->open(request);
        return invalid(Words::tr("There is no kind of source called %1.").arg(id));
    }
    const QString path = sourcePath(request.uri);
    const auto head = headOf(path);
    if (!head)
        return head.error();
    const SourceKind *best = surestKind(request.uri, head.value());
    return best ? best->open(request) : looksLikeNone(path, head.value());
}

} // namespace gatehouse::migration
