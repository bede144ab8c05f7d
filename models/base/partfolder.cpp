#include "base/partfolder.h"

#include "base/securefile.h"
#include "base/words.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse {
namespace {

constexpr auto kMark = ".partial-"_L1;

Error failed(const QString &text)
{
    return ioError(text, QString::fromLocal8Bit(std::strerror(errno)));
}

QByteArray local(const QString &path) { return QFile::encodeName(path); }

Result<> syncOne(const QString &path)
{
    const spawn::Fd fd(::open(local(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0)
        return failed(Words::tr("%1 could not be written to the disk for good.").arg(path));
    return Done{};
}

Result<> checkParent(const QString &parent)
{
    struct stat info = {};
    if (::stat(local(parent).constData(), &info) != 0)
        return failed(Words::tr("The folder %1 cannot be opened.").arg(parent));
    if ((info.st_mode & 0022) && !(info.st_mode & S_ISVTX))
        return refused(
            Words::tr("The folder %1 can be written by other users, so nothing is stored in it. "
                      "Take that right away or choose another folder.")
                .arg(parent));
    return Done{};
}

} // namespace

Result<std::unique_ptr<PartFolder>> PartFolder::create(const QString &path)
{
    const QString parent = QFileInfo(path).absolutePath();
    if (auto made = makePrivateDir(parent); !made)
        return made.error();
    if (auto fine = checkParent(parent); !fine)
        return fine.error();
    struct stat info = {};
    if (::lstat(local(path).constData(), &info) == 0)
        return refused(Words::tr("%1 exists already and is not overwritten.").arg(path));
    std::unique_ptr<PartFolder> folder(new PartFolder);
    folder->m_path = path;
    folder->m_partPath = path + kMark + QString::number(QRandomGenerator::system()->generate(), 36);
    if (::mkdir(local(folder->m_partPath).constData(), 0700) != 0) {
        folder->m_partPath.clear();
        return failed(Words::tr("The folder %1 cannot be made.").arg(path));
    }
    folder->m_lock = spawn::Fd(::open(
        local(folder->m_partPath).constData(), O_DIRECTORY | O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (folder->m_lock.get() < 0 || ::flock(folder->m_lock.get(), LOCK_EX | LOCK_NB) != 0)
        return failed(Words::tr("The folder %1 cannot be opened.").arg(folder->m_partPath));
    return folder;
}

void PartFolder::removeAbandoned(const QString &parent)
{
    const QStringList names =
        QDir(parent).entryList({u'*' + kMark + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QString &name : names) {
        const QString path = parent + u'/' + name;
        const spawn::Fd fd(
            ::open(local(path).constData(), O_DIRECTORY | O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (fd.get() >= 0 && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0)
            QDir(path).removeRecursively();
    }
}

PartFolder::~PartFolder()
{
    if (!m_partPath.isEmpty())
        QDir(m_partPath).removeRecursively();
}

Result<spawn::Fd> PartFolder::createFile(const QString &name) const
{
    const QString path = m_partPath + u'/' + name;
    spawn::Fd fd(
        ::open(local(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd.get() < 0)
        return failed(Words::tr("%1 cannot be written.").arg(path));
    return fd;
}

Result<> PartFolder::sync() const
{
    QStringList all{m_partPath};
    QDirIterator walk(m_partPath, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    while (walk.hasNext())
        all.append(walk.next());
    for (const QString &path : all) {
        if (auto done = syncOne(path); !done)
            return done;
    }
    return Done{};
}

Result<> PartFolder::finish()
{
    if (::renameat2(AT_FDCWD, local(m_partPath).constData(), AT_FDCWD, local(m_path).constData(),
            RENAME_NOREPLACE)
        != 0)
        return errno == EEXIST
            ? Result<>(refused(Words::tr("%1 exists already and is not overwritten.").arg(m_path)))
            : Result<>(failed(Words::tr("%1 cannot be given its name.").arg(m_path)));
    m_partPath.clear();
    return syncOne(QFileInfo(m_path).absolutePath());
}

Result<QStringList> plainFilesIn(const QString &folder)
{
    QStringList files;
    QDirIterator walk(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString path = walk.next();
        struct stat info = {};
        if (::lstat(local(path).constData(), &info) != 0
            || (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
            return invalid(Words::tr("%1 is neither a plain file nor a folder.").arg(path));
        if (S_ISREG(info.st_mode))
            files.append(path.mid(folder.size() + 1));
    }
    files.sort();
    return files;
}

} // namespace gatehouse
