#include "db/clusterfolder.h"

#include "base/clock.h"
#include "base/securefile.h"
#include "db/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::db {
namespace {

constexpr int kLockWaitMs = 60000;
constexpr qsizetype kSocketPathLimit = 80; // of 107, with room for "/.s.PGSQL.65535.lock"

QString reason() { return QString::fromLocal8Bit(std::strerror(errno)); }

Error notMade(const QString &path)
{
    return ioError(Words::tr("The folder %1 cannot be made.").arg(path), reason());
}

// As root the server's user must pass through every folder above its own.
QString unreachablePart(const QString &path, const UnixUser &user)
{
    for (QString part = QFileInfo(path).absolutePath();; part = QFileInfo(part).absolutePath()) {
        struct stat info = {};
        if (::stat(QFile::encodeName(part).constData(), &info) == 0) {
            const mode_t need = info.st_uid == user.uid ? S_IXUSR
                : info.st_gid == user.gid               ? S_IXGRP
                                                        : S_IXOTH;
            if (!(info.st_mode & need))
                return part;
        }
        if (part == "/"_L1)
            return {};
    }
}

// 0711 as root: others may pass, and see nothing.
Result<> makeFolders(const QString &path, mode_t mode)
{
    if (QFileInfo::exists(path))
        return Done{};
    if (auto made = makeFolders(QFileInfo(path).absolutePath(), mode); !made)
        return made.error();
    if (::mkdir(QFile::encodeName(path).constData(), mode) != 0 && errno != EEXIST)
        return notMade(path);
    ::chmod(QFile::encodeName(path).constData(), mode); // the umask may be narrower
    return Done{};
}

void removeSockets(const QString &dir)
{
    for (const QString &name :
        QDir(dir).entryList({u".s.PGSQL.*"_s}, QDir::Files | QDir::System | QDir::Hidden))
        QFile::remove(dir + u'/' + name);
}

QByteArray confValue(const QString &value)
{
    QString quoted = value;
    quoted.replace(u'\\', "\\\\"_L1).replace(u'\'', "''"_L1);
    return '\'' + quoted.toUtf8() + "'\n";
}

} // namespace

Result<FolderLock> FolderLock::take(const QString &path, const CancelToken &token)
{
    const int fd = ::open(
        QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return ioError(Words::tr("The lock %1 cannot be made.").arg(path), reason());
    FolderLock lock(fd);
    const qint64 limit = Clock::system().monotonicMs() + kLockWaitMs;
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (token.isCancelled())
            return cancelled();
        if (Clock::system().monotonicMs() > limit)
            return refused(
                Words::tr("Another Gatehouse has been busy in %1 for a minute; try again later.")
                    .arg(QFileInfo(path).absolutePath()));
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return lock;
}

FolderLock::~FolderLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

ClusterFolder::ClusterFolder(const QString &dir)
    : m_dir(QDir::cleanPath(QFileInfo(dir).absoluteFilePath()))
{
    if (isRoot())
        m_user = unprivilegedUser();
}

QString ClusterFolder::path(const char *name) const
{
    return m_dir + u'/' + QLatin1StringView(name);
}

bool ClusterFolder::exists() const { return QFileInfo::exists(path("cluster.lock")); }

bool ClusterFolder::hasData() const { return QFileInfo::exists(data() + "/PG_VERSION"_L1); }

Result<> ClusterFolder::claim()
{
    if (isRoot() && !m_user)
        return refused(Words::tr("PostgreSQL does not run as root, and there is neither a user "
                                 "\"postgres\" nor \"nobody\" on this machine to run it as."));
    const mode_t mode = m_user ? 0711 : 0700;
    if (auto made = makeFolders(m_dir, mode); !made)
        return made.error();
    const bool empty =
        QDir(m_dir).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    if (!empty && !exists())
        return refused(
            Words::tr("The folder %1 holds other things; choose one that is empty or missing.")
                .arg(m_dir));
    struct stat info = {};
    if (::stat(QFile::encodeName(m_dir).constData(), &info) != 0 || info.st_uid != ::geteuid())
        return refused(
            Words::tr("The folder %1 belongs to somebody else; choose another one.").arg(m_dir));
    // The first thing in it is the mark that it is ours, so that two who make it at once agree.
    const int mark = ::open(QFile::encodeName(path("cluster.lock")).constData(),
        O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (mark < 0)
        return ioError(Words::tr("Nothing can be written in %1.").arg(m_dir), reason());
    ::close(mark);
    ::chmod(QFile::encodeName(m_dir).constData(), mode);
    if (m_user) {
        if (const QString closed = unreachablePart(path("data"), *m_user); !closed.isEmpty())
            return refused(
                Words::tr("As root the server runs as user \"%1\", who may not enter %2; choose a "
                          "folder elsewhere, for example under /var/lib.")
                    .arg(m_user->name, closed));
    }
    return makeFolders(path("conf"), mode);
}

Result<> ClusterFolder::makeServerDir(const QString &dir) const
{
    const QByteArray name = QFile::encodeName(dir);
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return notMade(dir);
    struct stat info = {};
    const uid_t owner = m_user ? m_user->uid : ::geteuid();
    if (::lstat(name.constData(), &info) != 0 || !S_ISDIR(info.st_mode))
        return notMade(dir);
    if (info.st_uid != owner
        && (!m_user || ::lchown(name.constData(), m_user->uid, m_user->gid) != 0))
        return notMade(dir);
    return Done{};
}

Result<QString> ClusterFolder::makeRoomForData(const CancelToken &token) const
{
    const QString making = path("data.making");
    if (auto free = waitForProcesses(making, token); !free) // of an initdb that was killed
        return free.error();
    QDir(making).removeRecursively();
    if (hasData())
        return refused(Words::tr("There is data in %1 already.").arg(m_dir));
    QDir(data()).removeRecursively(); // without PG_VERSION it never was a cluster
    if (auto made = makeServerDir(making); !made)
        return made.error();
    return making;
}

Result<> ClusterFolder::adoptData() const
{
    if (::rename(QFile::encodeName(path("data.making")).constData(),
            QFile::encodeName(data()).constData())
        != 0)
        return notMade(data());
    return Done{};
}

Result<ServerPlace> ClusterFolder::makeSocketDir(int port) const
{
    forgetSocketDir();
    ServerPlace place{path("run"), port > 0 ? port : 5432};
    if (place.socketDir.toLocal8Bit().size() > kSocketPathLimit) {
        QByteArray name = QFile::encodeName(QDir::tempPath() + "/gatehouse-XXXXXX"_L1);
        if (name.size() > kSocketPathLimit)
            name = "/tmp/gatehouse-XXXXXX";
        if (!::mkdtemp(name.data()))
            return notMade(QFile::decodeName(name));
        place.socketDir = QFile::decodeName(name);
    }
    if (auto made = makeServerDir(place.socketDir); !made)
        return made.error();
    removeSockets(place.socketDir); // of a killed server; they would refuse the next one
    return place;
}

Result<> ClusterFolder::writeForServer(const QString &name, const QByteArray &content) const
{
    if (auto written = writeSecureFile(name, content); !written)
        return written.error();
    const QByteArray file = QFile::encodeName(name);
    if (m_user
        && (::lchown(file.constData(), 0, m_user->gid) != 0
            || ::chmod(file.constData(), 0640) != 0))
        return ioError(Words::tr("%1 cannot be made readable for the server.").arg(name), reason());
    return Done{};
}

Result<> ClusterFolder::writeConfiguration(
    const ServerPlace &place, int tcpPort, const QMap<QString, QString> &settings) const
{
    const auto me = unixUser(::geteuid());
    if (!me)
        return refused(
            Words::tr("This user has no name on this machine, so the server could not tell who "
                      "may log in."));
    QMap<QString, QString> all{{u"data_directory"_s, data()},
        {u"hba_file"_s, path("conf/pg_hba.conf")}, {u"ident_file"_s, path("conf/pg_ident.conf")},
        {u"unix_socket_directories"_s, place.socketDir}, {u"unix_socket_permissions"_s, u"0700"_s},
        {u"port"_s, QString::number(place.port)},
        {u"listen_addresses"_s, tcpPort > 0 ? u"127.0.0.1"_s : QString()},
        {u"timezone"_s, u"UTC"_s}, {u"log_timezone"_s, u"UTC"_s},
        {u"logging_collector"_s, u"off"_s}, {u"password_encryption"_s, u"scram-sha-256"_s}};
    all.insert(settings);
    QByteArray conf = "include " + confValue(data() + "/postgresql.conf"_L1);
    for (auto it = all.cbegin(); it != all.cend(); ++it)
        conf += it.key().toUtf8() + " = " + confValue(it.value());
    const QByteArray hba =
        "local all gatehouse peer map=gatehouse\n"
        "local all all scram-sha-256\nlocal replication gatehouse peer map=gatehouse\n"
        "host all all 127.0.0.1/32 scram-sha-256\n";
    const QByteArray ident = "gatehouse \"" + me->name.toLocal8Bit() + "\" gatehouse\n";
    for (const auto &[name, content] : {std::pair{"conf/postgresql.conf", conf},
             {"conf/pg_hba.conf", hba}, {"conf/pg_ident.conf", ident}})
        if (auto written = writeForServer(path(name), content); !written)
            return written.error();
    return Done{};
}

Result<> ClusterFolder::remember(const ServerPlace &place) const
{
    return writeSecureFile(path("conf/place"),
        place.socketDir.toUtf8() + '\n' + QByteArray::number(place.port) + '\n'
            + QByteArray::number(place.boundTo) + '\n');
}

std::optional<ServerPlace> ClusterFolder::place() const
{
    const auto text = readFile(path("conf/place"), 4096);
    if (!text)
        return std::nullopt;
    const QList<QByteArray> lines = text.value().split('\n');
    if (lines.size() < 3)
        return std::nullopt;
    return ServerPlace{QString::fromUtf8(lines[0]), lines[1].toInt(), lines[2].toLongLong()};
}

void ClusterFolder::forgetSocketDir() const
{
    const auto old = place();
    if (!old || old->socketDir == path("run") || old->socketDir.startsWith(m_dir + u'/'))
        return;
    removeSockets(old->socketDir);
    QDir().rmdir(old->socketDir);
}

QString ClusterFolder::endOfLog() const
{
    QFile log(path("log"));
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max<qint64>(0, log.size() - 1500));
    return QString::fromUtf8(log.readAll()).trimmed();
}

} // namespace gatehouse::db
