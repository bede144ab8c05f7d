// The folder of a private cluster: who owns what in it, its lock, its configuration, and what runs
// there.
#pragma once

#include "base/cancel.h"
#include "base/process.h"
#include "base/result.h"

#include <QMap>

#include <optional>

namespace gatehouse::db {

// Held from construction to destruction, against other programs and other threads.
class FolderLock
{
public:
    // Waits at most a minute for somebody else who has it.
    static Result<FolderLock> take(const QString &path, const CancelToken &token);
    FolderLock(FolderLock &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) { }
    FolderLock &operator=(FolderLock &&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int fd) : m_fd(fd) { }
    int m_fd;
};

// How the server of a folder is reached; written by us, so that nothing is believed that the
// server's user could have written.
struct ServerPlace
{
    QString socketDir;
    int port = 5432;
    qint64 boundTo = 0; // the program it dies with, 0: none
};

// What postmaster.pid says, checked against the process itself.
struct RunningServer
{
    qint64 pid = 0;
    QString status; // starting, ready, stopping
};

// Any thread, under the lock.
class ClusterFolder
{
public:
    explicit ClusterFolder(const QString &dir);

    // Makes it, or accepts one that is empty or ours; Refused for anything else.
    Result<> claim();
    bool exists() const;
    Result<FolderLock> lock(const CancelToken &token) const
    {
        return FolderLock::take(path("cluster.lock"), token);
    }

    QString path(const char *name) const;
    QString data() const { return path("data"); }
    bool hasData() const;
    const std::optional<UnixUser> &serverUser() const { return m_user; } // only as root

    // data.making, empty and owned by the server's user; an older one is thrown away.
    Result<QString> makeRoomForData(const CancelToken &token) const;
    Result<> adoptData() const; // from now on there is data

    Result<ServerPlace> makeSocketDir(int port) const;
    Result<> writeConfiguration(
        const ServerPlace &place, int tcpPort, const QMap<QString, QString> &settings) const;
    Result<> remember(const ServerPlace &place) const;
    std::optional<ServerPlace> place() const;
    void forgetSocketDir() const; // removes it, if it lies outside of the folder

    std::optional<RunningServer> running() const;
    bool isServer(qint64 pid) const; // that process is a server of this folder, and runs
    // After a crash: waits until no process of the old server is left, then clears what blocks a
    // new one.
    Result<> clearRemains(const CancelToken &token) const;
    QString endOfLog() const; // for the detail of an error

private:
    Result<> makeServerDir(const QString &path) const;
    Result<> waitForProcesses(const QString &path, const CancelToken &token) const;
    Result<> writeForServer(const QString &name, const QByteArray &content) const;
    QString m_dir;
    std::optional<UnixUser> m_user;
};

} // namespace gatehouse::db
