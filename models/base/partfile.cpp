#include "base/partfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse {

namespace {

constexpr qsizetype kHeld = 1024 * 1024;
constexpr qsizetype kMostSuffix = 7; // 32 bits in base 36

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SecureFile)
};

Error failed(const QString &text)
{
    return ioError(text, QString::fromLocal8Bit(std::strerror(errno)));
}

Error notWritten(const QString &path)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return ioError(
            Words::tr("The disk is full; %1 was not changed. Free some space and try again.")
                .arg(path));
    return failed(
        Words::tr("%1 could not be written completely; the old content is unchanged.").arg(path));
}

Result<> checkPlace(const QString &path, int folder, const QByteArray &name)
{
    struct stat info = {};
    if (::fstat(folder, &info) == 0 && (info.st_mode & 0022) && !(info.st_mode & S_ISVTX))
        return refused(
            Words::tr("The folder %1 can be written by other users, so nothing is stored in it. "
                      "Take that right away or choose another folder.")
                .arg(QFileInfo(path).absolutePath()));
    if (::fstatat(folder, name.constData(), &info, AT_SYMLINK_NOFOLLOW) == 0
        && !S_ISREG(info.st_mode))
        return refused(Words::tr("%1 is not a plain file, so it is not written.").arg(path));
    return Done{};
}

Error nameTaken(const QString &path)
{
    return refused(Words::tr("%1 exists already and is not overwritten.").arg(path));
}

// The part of a program that was killed: nobody holds its lock any more.
void removeStranded(int folder, const QString &path, const QByteArray &prefix)
{
    for (const QString &each : QDir(QFileInfo(path).absolutePath())
                                   .entryList({u"*.part-*"_s}, QDir::Files | QDir::Hidden)) {
        const QByteArray name = QFile::encodeName(each);
        const auto isOurs = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
        if (!name.startsWith(prefix) || name.size() > prefix.size() + kMostSuffix
            || !std::all_of(name.begin() + prefix.size(), name.end(), isOurs))
            continue;
        const int file = ::openat(folder, name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        struct stat info = {};
        if (file >= 0 && ::fstat(file, &info) == 0 && info.st_uid == ::geteuid()
            && ::flock(file, LOCK_EX | LOCK_NB) == 0)
            ::unlinkat(folder, name.constData(), 0);
        if (file >= 0)
            ::close(file);
    }
}

} // namespace

Result<std::unique_ptr<PartFile>> PartFile::create(const QString &path, Existing existing)
{
    const QFileInfo target(path);
    std::unique_ptr<PartFile> file(new PartFile);
    file->m_path = path;
    file->m_existing = existing;
    file->m_name = QFile::encodeName(target.fileName());
    file->m_folder = ::open(
        QFile::encodeName(target.absolutePath()).constData(), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    if (file->m_folder < 0)
        return failed(Words::tr("The folder of %1 cannot be opened.").arg(path));
    if (auto place = checkPlace(path, file->m_folder, file->m_name); !place)
        return place.error();
    if (existing == Existing::Keep
        && ::faccessat(file->m_folder, file->m_name.constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return nameTaken(path);
    const QByteArray prefix = file->m_name + ".part-";
    removeStranded(file->m_folder, path, prefix);
    struct stat info = {};
    do { // another program may take it for a stranded one before it is locked
        if (file->m_file >= 0)
            ::close(file->m_file);
        file->m_part = prefix + QByteArray::number(QRandomGenerator::system()->generate(), 36);
        file->m_file = ::openat(file->m_folder, file->m_part.constData(),
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file->m_file < 0)
            return failed(Words::tr("%1 cannot be written.").arg(path));
        ::flock(file->m_file, LOCK_EX);
    } while (::fstat(file->m_file, &info) == 0 && info.st_nlink == 0);
    return file;
}

PartFile::~PartFile()
{
    if (m_file >= 0) {
        ::close(m_file);
        ::unlinkat(m_folder, m_part.constData(), 0);
    }
    if (m_folder >= 0)
        ::close(m_folder);
}

QString PartFile::partPath() const
{
    return QFileInfo(m_path).absolutePath() + u'/' + QFile::decodeName(m_part);
}

Result<> PartFile::write(QByteArrayView bytes)
{
    m_held.append(bytes);
    m_size += bytes.size();
    return m_held.size() < kHeld ? Result<>(Done{}) : flush();
}

Result<> PartFile::flush()
{
    qsizetype done = 0;
    while (done < m_held.size()) {
        const auto n = ::write(m_file, m_held.constData() + done, size_t(m_held.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return notWritten(m_path);
        done += n;
    }
    m_held.resize(0); // keeps its memory
    return Done{};
}

Result<> PartFile::finish()
{
    if (auto done = flush(); !done)
        return done.error();
    if (::fsync(m_file) != 0)
        return notWritten(m_path);
    const uint flags = m_existing == Existing::Keep ? RENAME_NOREPLACE : 0;
    if (::renameat2(m_folder, m_part.constData(), m_folder, m_name.constData(), flags) != 0)
        return errno == EEXIST
            ? nameTaken(m_path)
            : failed(
                Words::tr("%1 could not be replaced; the old content is unchanged.").arg(m_path));
    ::close(m_file);
    m_file = -1;
    ::fsync(m_folder);
    return Done{};
}

} // namespace gatehouse
