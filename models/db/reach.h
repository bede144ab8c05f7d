// The first stages of a connection on plain sockets, where the reason of a failure is exact: libpq
// only has words for it, in the language of the desktop.
#pragma once

#include "base/cancel.h"
#include "db/conninfo.h"

#include <QHostAddress>
#include <QStringList>

namespace gatehouse::db {

struct Endpoint
{
    QString host; // as written, for the certificate
    QHostAddress address;
    quint16 port = 0;
    QString socketPath; // instead of address and port
    QString label() const;
};

// Closes what it holds. Non-blocking.
class Socket
{
public:
    Socket() = default;
    explicit Socket(int fd) : m_fd(fd) { }
    Socket(Socket &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) { }
    Socket &operator=(Socket &&other) noexcept;
    ~Socket();
    int fd() const { return m_fd; }

private:
    int m_fd = -1;
};

// Where a wait ends: at the deadline, by the token, or when the socket is ready.
enum class Wait { Ready, TimedOut, Cancelled };
Wait waitFor(int fd, short events, qint64 deadlineMs, const CancelToken &token); // steady clock
qint64 deadlineIn(int ms);

// Every address of every host. Error when there is none at all; `unknown` has the hosts without.
Result<std::vector<Endpoint>> resolve(
    const ConnInfo &info, int timeoutMs, const CancelToken &token, QStringList *unknown);

struct Reached
{
    Endpoint endpoint;
    Socket socket;
};

// The first that accepts; else the Error of the last.
Result<Reached> reach(
    const std::vector<Endpoint> &endpoints, int timeoutMs, const CancelToken &token);

} // namespace gatehouse::db
