#include "backup/store.h"

#include "backup/words.h"
#include "base/partfolder.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "base/settings.h"
#include "base/sha256.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr qint64 kLargestManifest = 256LL * 1024 * 1024;
constexpr qint64 kGigabyte = 1024LL * 1024 * 1024;

bool isNewer(const Found &a, const Found &b)
{
    const QDateTime left = a.manifest ? a.manifest->created : QDateTime();
    const QDateTime right = b.manifest ? b.manifest->created : QDateTime();
    return left != right ? left > right : a.name > b.name;
}

} // namespace

QString defaultFolder() { return dataDir() + u"/backups"_s; }

QString folderOf(const SettingsFile &settings)
{
    const QString chosen = settings.value(u"backup/folder"_s).toString();
    return chosen.isEmpty() ? defaultFolder() : chosen;
}

QString backupName(const QString &database, const QDateTime &at, const QString &id)
{
    QString safe;
    for (const QChar c : database) {
        const bool plain = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
            || (c >= u'0' && c <= u'9') || c == u'_';
        safe += plain ? c : u'_';
    }
    return safe.left(60) + u'-' + at.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s) + u'-' + id
        + QLatin1StringView(kSuffix);
}

QString dumpPath(const QString &backup, const Manifest &manifest)
{
    return backup + (manifest.format == "directory"_L1 ? u"/database"_s : u"/database.dump"_s);
}

Level Found::proven() const
{
    Level best = Level::None;
    for (const Check &check : history)
        best = check.good ? std::max(best, check.level) : Level::None;
    return best;
}

QDateTime Found::provenAt() const
{
    const Level best = proven();
    for (auto it = history.rbegin(); it != history.rend(); ++it) {
        if (it->good && it->level == best)
            return it->at;
    }
    return {};
}

QString Found::lastFailure() const
{
    return history.empty() || history.back().good ? QString() : history.back().what;
}

std::optional<Check> Found::lastDrill() const
{
    for (auto it = history.rbegin(); it != history.rend(); ++it) {
        if (it->level == Level::Drill)
            return *it;
    }
    return {};
}

Found lookAt(const QString &path)
{
    Found found{path, QFileInfo(path).fileName(), {}, {}, {}, {}};
    if (const auto history = readFile(path + u'/' + QLatin1StringView(kHistory), kLargestManifest))
        found.history = readHistory(history.value());
    const auto bytes = readFile(path + u'/' + QLatin1StringView(kManifest), kLargestManifest);
    if (!bytes) {
        found.trouble = bytes.error().text;
        return found;
    }
    auto manifest = readManifest(bytes.value());
    if (manifest)
        found.manifest = std::move(manifest).value();
    else
        found.trouble = manifest.error().text;
    return found;
}

Result<std::vector<Found>> listBackups(const QString &folder)
{
    std::vector<Found> all;
    const QStringList names =
        QDir(folder).entryList({u'*' + QLatin1StringView(kSuffix)}, QDir::Dirs | QDir::NoSymLinks);
    for (const QString &name : names)
        all.push_back(lookAt(folder + u'/' + name));
    std::sort(all.begin(), all.end(), isNewer);
    return all;
}

Result<Found> findBackup(const QString &folder, const QString &text)
{
    if (text.contains(u'/') && QFileInfo(text).isDir())
        return lookAt(QDir(text).absolutePath());
    auto all = listBackups(folder);
    if (!all)
        return all.error();
    std::vector<Found> hits;
    for (const Found &one : all.value()) {
        if (one.name == text || (one.manifest && one.manifest->id == text))
            return one;
        if (one.name.startsWith(text) || (one.manifest && one.manifest->id.startsWith(text)))
            hits.push_back(one);
    }
    if (hits.size() == 1)
        return hits.front();
    if (hits.empty())
        return invalid(
            Words::tr("There is no backup \"%1\" in %2. gatehousectl backup list shows them.")
                .arg(text, folder));
    return invalid(
        Words::tr("Several backups begin with \"%1\". Give more of the name.").arg(text));
}

const Found *newestProven(const std::vector<Found> &all, const QString &database)
{
    const Found *newest = nullptr;
    for (const Found &one : all) {
        if (one.manifest && one.manifest->database == database && one.manifest->isWhole()
            && one.proven() >= Level::Read
            && (!newest || one.manifest->created > newest->manifest->created))
            newest = &one;
    }
    return newest;
}

QString lackOfProof(const std::vector<Found> &all, const QString &database, const QDateTime &now)
{
    const Found *newest = newestProven(all, database);
    if (!newest)
        return Words::tr("There is no proven backup of %1.").arg(safeText(database));
    const int days = int(newest->manifest->created.daysTo(now));
    if (days < kProofDays)
        return {};
    return Words::tr("The newest proven backup of %1 is %n day(s) old.", nullptr, days)
        .arg(safeText(database));
}

Result<> addCheck(const QString &path, const Check &check)
{
    const QString file = path + u'/' + QLatin1StringView(kHistory);
    QByteArray before;
    if (QFileInfo::exists(file)) {
        auto read = readFile(file, kLargestManifest);
        if (!read)
            return read.error();
        before = std::move(read).value();
    }
    return writeSecureFile(file, before + toJson(check));
}

Result<FileEntry> hashFile(const QString &folder, const QString &file, const CancelToken &token,
    const std::function<void(qint64)> &read)
{
    const QString path = folder + u'/' + file;
    const spawn::Fd fd(::open(
        QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat info = {};
    if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return ioError(Words::tr("The file %1 is missing or cannot be read.").arg(path),
            QString::fromLocal8Bit(std::strerror(errno)));
    ::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED);
    ::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    Sha256 sum;
    FileEntry entry{file, 0, {}};
    QByteArray buffer(1024 * 1024, Qt::Uninitialized);
    while (true) {
        if (token.isCancelled())
            return cancelled();
        const ssize_t got = ::read(fd.get(), buffer.data(), size_t(buffer.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ioError(Words::tr("The file %1 is missing or cannot be read.").arg(path),
                QString::fromLocal8Bit(std::strerror(errno)));
        if (got == 0)
            break;
        sum.add(QByteArrayView(buffer).first(got));
        entry.size += got;
        if (read)
            read(got);
    }
    entry.sha256 = sum.hex();
    return entry;
}

qint64 Room::floor() const { return std::min(kGigabyte, total / 20); }

Room roomIn(const QString &folder)
{
    QString there = folder;
    while (!QFileInfo::exists(there) && there.size() > 1)
        there = QFileInfo(there).absolutePath();
    struct statvfs info = {};
    if (::statvfs(QFile::encodeName(there).constData(), &info) != 0)
        return {};
    return {qint64(info.f_bavail) * qint64(info.f_frsize),
        qint64(info.f_blocks) * qint64(info.f_frsize)};
}

} // namespace gatehouse::backup
