#include "db/cluster.h"

#include "base/clock.h"
#include "base/process.h"
#include "db/clusterfolder.h"
#include "db/words.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <csignal>
#include <thread>

#include <unistd.h>

namespace gatehouse::db {
namespace {

constexpr int kStartMs = 60000;
constexpr int kStopMs = 20000;
constexpr auto kPoll = std::chrono::milliseconds(10);

Command asServer(const ClusterFolder &folder, const QString &program, const QStringList &arguments)
{
    Command command{program, arguments};
    if (folder.serverUser()) {
        command.runAsUid = folder.serverUser()->uid;
        command.runAsGid = folder.serverUser()->gid;
    }
    return command;
}

QString majorOf(const QString &binDir, const CancelToken &token)
{
    const auto said = runCommand({binDir + "/postgres"_L1, {u"--version"_s}}, token);
    if (!said)
        return {};
    // "postgres (PostgreSQL) 15.20 (Debian ...)", "postgres (PostgreSQL) 19devel"
    const QStringList words = QString::fromUtf8(said.value().out).split(u' ');
    QString major = words.value(2);
    const auto end = std::find_if(major.begin(), major.end(), [](QChar c) { return !c.isDigit(); });
    major.truncate(end - major.begin());
    return major;
}

// A data folder can only be served by the major version that made it.
Result<QString> binariesFor(
    const ClusterFolder &folder, const QString &wished, const CancelToken &token)
{
    const QStringList all = wished.isEmpty() ? findServerBinaries() : QStringList{wished};
    if (all.isEmpty() || (!wished.isEmpty() && !isServerFolder(wished)))
        return ioError(Words::tr(
            "No PostgreSQL server is installed here (postgres and initdb were not found). "
            "Install the package postgresql, or set GATEHOUSE_PG_BIN."));
    if (!folder.hasData())
        return all.first();
    QFile file(folder.data() + "/PG_VERSION"_L1);
    const QString major =
        file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
    for (const QString &dir : all)
        if (majorOf(dir, token) == major)
            return dir;
    return refused(Words::tr(
        "%1 was made by PostgreSQL %2, which is not installed any more; delete the folder to "
        "start afresh.")
                       .arg(folder.data(), major));
}

Result<> makeData(
    const ClusterFolder &folder, const QString &binDir, bool sync, const CancelToken &token)
{
    const auto room = folder.makeRoomForData(token);
    if (!room)
        return room.error();
    QStringList arguments{u"-D"_s, room.value(), u"-U"_s, u"gatehouse"_s, u"-E"_s, u"UTF8"_s,
        u"--locale=C.UTF-8"_s, u"--auth-local=peer"_s, u"--auth-host=scram-sha-256"_s};
    if (!sync)
        arguments << u"--no-sync"_s;
    const auto made = runCommand(asServer(folder, binDir + "/initdb"_L1, arguments), token);
    if (!made)
        return made.error();
    if (made.value().exitCode != 0)
        return ioError(Words::tr("A new PostgreSQL could not be set up in %1.").arg(room.value()),
            QString::fromUtf8(made.value().err).trimmed());
    return folder.adoptData();
}

// Fast shutdown, then an immediate one.
Result<> stopServer(const ClusterFolder &folder, qint64 pid)
{
    for (const int signal : {SIGINT, SIGQUIT, SIGKILL}) {
        ::kill(pid_t(pid), signal);
        const qint64 limit = Clock::system().monotonicMs() + kStopMs;
        while (isAlive(pid) && Clock::system().monotonicMs() < limit)
            std::this_thread::sleep_for(kPoll);
        if (!isAlive(pid)) {
            folder.forgetSocketDir();
            return Done{};
        }
    }
    return ioError(
        Words::tr("The server in %1 does not stop (process %2).").arg(folder.data()).arg(pid));
}

Result<> waitUntilReady(const ClusterFolder &folder, qint64 pid, const CancelToken &token)
{
    const qint64 limit = Clock::system().monotonicMs() + kStartMs;
    for (;;) {
        const auto server = folder.running();
        if (server && server->pid == pid && server->status == "ready"_L1)
            return Done{};
        if (!isAlive(pid))
            return ioError(
                Words::tr("The private PostgreSQL in %1 did not start.").arg(folder.data()),
                folder.endOfLog());
        const bool late = Clock::system().monotonicMs() > limit;
        if (late || token.isCancelled()) {
            if (auto stopped = stopServer(folder, pid); !stopped)
                return stopped.error();
            if (!late)
                return cancelled();
            return ioError(Words::tr("The private PostgreSQL in %1 was not ready within %2 s.")
                               .arg(folder.data())
                               .arg(kStartMs / 1000),
                folder.endOfLog());
        }
        std::this_thread::sleep_for(kPoll);
    }
}

QMap<QString, QString> settingsOf(const ClusterOptions &options)
{
    QMap<QString, QString> settings{{u"max_connections"_s, u"60"_s}};
    if (options.dieWithParent)
        settings.insert({{u"fsync"_s, u"off"_s}, {u"synchronous_commit"_s, u"off"_s},
            {u"full_page_writes"_s, u"off"_s}, {u"max_wal_size"_s, u"2GB"_s}});
    settings.insert(options.settings);
    return settings;
}

// What runs already and will stay; a server whose program has died is on its way down.
Result<std::optional<qint64>> usable(const ClusterFolder &folder, const CancelToken &token)
{
    const auto server = folder.running();
    if (!server)
        return std::optional<qint64>{};
    const auto place = folder.place();
    const bool orphan = !place || (place->boundTo != 0 && !isAlive(place->boundTo));
    if (orphan || server->status == "stopping"_L1) {
        if (auto stopped = stopServer(folder, server->pid); !stopped)
            return stopped.error();
        return std::optional<qint64>{};
    }
    if (auto ready = waitUntilReady(folder, server->pid, token); !ready)
        return ready.error();
    return std::optional(server->pid);
}

Result<qint64> launch(
    ClusterFolder &folder, const ClusterOptions &options, const CancelToken &token)
{
    const auto binDir = binariesFor(folder, options.binDir, token);
    if (!binDir)
        return binDir.error();
    if (!folder.hasData())
        if (auto made = makeData(folder, binDir.value(), !options.dieWithParent, token); !made)
            return made.error();
    if (auto cleared = folder.clearRemains(token); !cleared)
        return cleared.error();
    auto made = folder.makeSocketDir(options.tcpPort);
    if (!made)
        return made.error();
    ServerPlace place = made.value();
    place.boundTo = options.dieWithParent ? ::getpid() : 0;
    if (auto written = folder.writeConfiguration(place, options.tcpPort, settingsOf(options));
        !written)
        return written.error();
    if (auto written = folder.remember(place); !written)
        return written.error();
    const Command server = asServer(folder, binDir.value() + "/postgres"_L1,
        {u"-D"_s, folder.data(), u"-c"_s, "config_file="_L1 + folder.path("conf/postgresql.conf")});
    const auto pid = startServer(server, folder.path("log"), options.dieWithParent);
    if (!pid)
        return pid.error();
    if (auto ready = waitUntilReady(folder, pid.value(), token); !ready)
        return ready.error();
    return pid.value();
}

} // namespace

Result<std::unique_ptr<Cluster>> Cluster::start(
    const ClusterOptions &options, const CancelToken &token)
{
    if (token.isCancelled())
        return cancelled();
    ClusterFolder folder(options.dir);
    if (auto claimed = folder.claim(); !claimed)
        return claimed.error();
    const auto lock = folder.lock(token);
    if (!lock)
        return lock.error();
    const auto found = usable(folder, token);
    if (!found)
        return found.error();
    Result<qint64> pid =
        found.value() ? Result<qint64>(*found.value()) : launch(folder, options, token);
    if (!pid)
        return pid.error();
    std::unique_ptr<Cluster> cluster(new Cluster);
    const auto place = folder.place();
    cluster->m_dir = options.dir;
    cluster->m_socketDir = place ? place->socketDir : QString();
    cluster->m_port = place ? place->port : 0;
    cluster->m_pid = pid.value();
    cluster->m_dieWithParent = options.dieWithParent;
    return cluster;
}

Result<std::unique_ptr<Cluster>> Cluster::attach(const QString &dir)
{
    const ClusterFolder folder(dir);
    const auto server = folder.running();
    const auto place = folder.place();
    if (!server || !place || server->status != "ready"_L1)
        return std::unique_ptr<Cluster>();
    std::unique_ptr<Cluster> cluster(new Cluster);
    cluster->m_dir = dir;
    cluster->m_socketDir = place->socketDir;
    cluster->m_port = place->port;
    cluster->m_pid = server->pid;
    cluster->m_dieWithParent = false;
    return cluster;
}

Result<> Cluster::stopIn(const QString &dir, const CancelToken &token)
{
    ClusterFolder folder(dir);
    if (!folder.exists())
        return Done{};
    const auto lock = folder.lock(token);
    if (!lock)
        return lock.error();
    if (const auto server = folder.running())
        return stopServer(folder, server->pid);
    return Done{};
}

Cluster::~Cluster()
{
    if (!m_dieWithParent)
        return;
    if (const auto stopped = stop(); !stopped)
        qWarning("%s", qUtf8Printable(stopped.error().text));
}

Result<> Cluster::stop()
{
    const qint64 pid = std::exchange(m_pid, 0);
    if (pid == 0)
        return Done{};
    ClusterFolder folder(m_dir);
    if (!folder.isServer(pid)) { // ended by itself; the number may be another program's by now
        folder.forgetSocketDir();
        return Done{};
    }
    if (!QFileInfo::exists(m_dir)) // somebody deleted it under the server
        return stopServer(folder, pid);
    const auto lock = folder.lock({});
    if (!lock)
        return lock.error();
    return stopServer(folder, pid);
}

ConnInfo Cluster::info(const QString &database) const
{
    ConnInfo info;
    info.host = m_socketDir;
    info.port = QString::number(m_port);
    info.database = database;
    info.user = u"gatehouse"_s;
    info.tls = TlsMode::Disable;
    return info;
}

} // namespace gatehouse::db
