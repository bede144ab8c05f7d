// A PostgreSQL of our own (C10): initdb and server in a private folder, socket only. The sandbox,
// the tests and later the restore drills use it; it never touches another cluster.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "db/conninfo.h"

#include <memory>

namespace gatehouse::db {

struct ClusterOptions
{
    QString dir;      // missing, empty, or one that was made here; anything else is refused
    QString binDir{}; // of postgres and initdb; empty: the newest found
    bool dieWithParent = true;         // tests; the sandbox outlives a closed terminal
    QMap<QString, QString> settings{}; // postgresql.conf, e.g. max_connections
    int tcpPort = 0; // 0: socket only; tests of TCP and TLS give one (127.0.0.1, passwords)
};

// Any thread; blocking. As root it drops to an unprivileged user by itself. A folder whose server
// still runs (after a killed parent) is taken over; a half-made one is made anew. Two starts in one
// folder wait for each other.
//
// The folder: data/ and run/ (the socket) belong to the server's user, 0700; conf/, log and lock to
// ours. As root the folder itself is 0711 and must be reachable by that user, else 0700. Who may
// log in: only the operating-system user who made the cluster, as superuser "gatehouse" (peer, with
// a map); other roles need a password, also on the socket. Throw-away clusters (dieWithParent) do
// not fsync: they lose their data if the machine crashes, and nothing else.
class Cluster
{
public:
    static Result<std::unique_ptr<Cluster>> start(
        const ClusterOptions &options, const CancelToken &token = {});
    // Takes over what runs in dir; a null pointer when nothing does. Never stops it by itself.
    static Result<std::unique_ptr<Cluster>> attach(const QString &dir);
    // Stops what runs in dir in whatever state, and waits for its end; nothing running is fine.
    static Result<> stopIn(const QString &dir, const CancelToken &token = {});
    ~Cluster(); // stops (fast) if dieWithParent
    Cluster(const Cluster &) = delete;
    Cluster &operator=(const Cluster &) = delete;

    Result<> stop();
    ConnInfo info(
        const QString &database = QStringLiteral("postgres")) const; // superuser "gatehouse"
    QString dir() const { return m_dir; }
    QString socketDir() const { return m_socketDir; }
    qint64 serverPid() const { return m_pid; }

private:
    Cluster() = default;
    QString m_dir, m_socketDir;
    int m_port = 0;
    qint64 m_pid = 0;
    bool m_dieWithParent = true;
};

// Folders with a server (postgres, initdb), newest major first: $GATEHOUSE_PG_BIN,
// /usr/lib/postgresql/*/bin, PATH.
QStringList findServerBinaries();
bool isServerFolder(const QString &dir);

} // namespace gatehouse::db
