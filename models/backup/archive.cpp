#include "backup/archive.h"

#include "backup/words.h"
#include "base/securefile.h"

namespace gatehouse::backup {
namespace {

Error notUnlocked()
{
    return refused(Words::tr("This backup is encrypted. Give its passphrase or its recovery key."));
}

} // namespace

Result<Archive> archiveOf(const Found &backup)
{
    Archive archive{dumpPath(backup.path, *backup.manifest)};
    if (!backup.manifest->encrypted)
        return archive;
    if (!backup.key)
        return notUnlocked();
    archive.sealed = Binding{backup.key, backup.manifest->id, QString::fromLatin1(kDump)};
    return archive;
}

Result<FollowedEnd> runRestore(const Tools &tools, const QStringList &arguments,
    const Archive &archive, const Following &following, const CancelToken &token)
{
    Command command{tools.program("pg_restore"_L1), arguments};
    if (!archive.sealed) {
        command.arguments << archive.path;
        return followCommand(command, following, token);
    }
    auto pipe = OpeningPipe::begin(archive.path, *archive.sealed, token);
    if (!pipe)
        return pipe.error();
    Following fed = following;
    fed.inFd = pipe.value()->fd();
    auto ended = followCommand(command, fed, token);
    const auto read = pipe.value()->finish();
    if (!read)
        return read.error();
    return ended;
}

Result<QByteArray> readPart(const Found &backup, QLatin1StringView file, qint64 most)
{
    const QString path = backup.path + u'/' + file;
    if (!backup.manifest->encrypted)
        return readFile(path, most);
    if (!backup.key)
        return notUnlocked();
    return readSealed(path, {backup.key, backup.manifest->id, file}, most);
}

} // namespace gatehouse::backup
