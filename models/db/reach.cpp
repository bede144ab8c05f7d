#include "db/reach.h"

#include "db/words.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::db {

namespace {
constexpr int kSliceMs = 50;

qint64 nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

Error unreachable(const QString &text, const QString &detail, bool retryable = true)
{
    Error error{Error::Kind::Connection, text, detail};
    error.retryable = retryable;
    return error;
}

// A name server may hang for a minute, and getaddrinfo() cannot be stopped: it is left behind.
struct LookUp
{
    std::mutex mutex;
    std::condition_variable changed;
    bool ended = false;
    int error = 0;
    QList<QHostAddress> addresses;
};

void lookUpNow(LookUp &state, const QByteArray &host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    const int error = getaddrinfo(host.constData(), nullptr, &hints, &list);
    QList<QHostAddress> addresses;
    for (const addrinfo *a = list; error == 0 && a; a = a->ai_next)
        if (const QHostAddress address(a->ai_addr); !addresses.contains(address))
            addresses << address;
    if (list)
        freeaddrinfo(list);
    const std::lock_guard lock(state.mutex);
    state.ended = true;
    state.error = error;
    state.addresses = addresses;
    state.changed.notify_all();
}

Result<QList<QHostAddress>> addressesOf(
    const QString &host, qint64 deadline, const CancelToken &token)
{
    QHostAddress literal;
    if (literal.setAddress(host))
        return QList<QHostAddress>{literal};
    auto state = std::make_shared<LookUp>();
    std::thread([state, name = host.toUtf8()] { lookUpNow(*state, name); }).detach();
    std::unique_lock lock(state->mutex);
    while (!state->ended) {
        if (token.isCancelled())
            return cancelled();
        if (nowMs() > deadline)
            return unreachable(
                Words::tr("The name server did not answer about %1 in time. Check the "
                          "network, or give the address in numbers.")
                    .arg(host),
                {});
        state->changed.wait_for(lock, std::chrono::milliseconds(kSliceMs));
    }
    if (state->addresses.isEmpty())
        return unreachable(
            Words::tr("The host name %1 is not known. Check its spelling, and whether it "
                      "needs a VPN or an SSH tunnel.")
                .arg(host),
            QString::fromLocal8Bit(gai_strerror(state->error)), false);
    return state->addresses;
}

Error whyNotReached(int error, const Endpoint &to)
{
    const QString detail = QString::fromLocal8Bit(std::strerror(error));
    if (!to.socketPath.isEmpty()) {
        if (error == EACCES || error == EPERM)
            return unreachable(
                Words::tr("You have no right to use the socket %1.").arg(to.socketPath), detail,
                false);
        return unreachable(
            Words::tr("No server listens on the local socket %1. Check whether PostgreSQL "
                      "runs, or name a host.")
                .arg(to.socketPath),
            detail);
    }
    switch (error) {
    case ECONNREFUSED:
        return unreachable(
            Words::tr("Nothing listens at %1. Check the port, whether the server runs, and "
                      "its listen_addresses.")
                .arg(to.label()),
            detail);
    case ETIMEDOUT:
        return unreachable(
            Words::tr("%1 did not answer in time. Check the address, and whether a firewall "
                      "or a missing VPN stands between.")
                .arg(to.label()),
            detail);
    case ENETUNREACH:
    case EHOSTUNREACH:
        return unreachable(
            Words::tr("There is no way to %1 from this computer. Check the network and the VPN.")
                .arg(to.label()),
            detail);
    default:
        return unreachable(Words::tr("%1 cannot be reached.").arg(to.label()), detail);
    }
}

struct Address
{
    sockaddr_storage storage{};
    socklen_t size = 0;
    const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

Address socketAddress(const Endpoint &to)
{
    Address result;
    if (!to.socketPath.isEmpty()) {
        auto *un = reinterpret_cast<sockaddr_un *>(&result.storage);
        const QByteArray path = QFile::encodeName(to.socketPath);
        un->sun_family = AF_UNIX;
        const size_t length = std::min(size_t(path.size()), sizeof un->sun_path - 1);
        std::memcpy(un->sun_path, path.constData(), length);
        if (path.startsWith('@'))
            un->sun_path[0] = 0;
        result.size =
            socklen_t(offsetof(sockaddr_un, sun_path) + length + (path.startsWith('@') ? 0 : 1));
    } else if (to.address.protocol() == QHostAddress::IPv6Protocol) {
        auto *in = reinterpret_cast<sockaddr_in6 *>(&result.storage);
        const Q_IPV6ADDR bytes = to.address.toIPv6Address();
        in->sin6_family = AF_INET6;
        in->sin6_port = htons(to.port);
        in->sin6_scope_id = to.address.scopeId().toUInt();
        std::memcpy(&in->sin6_addr, &bytes, sizeof bytes);
        result.size = sizeof(sockaddr_in6);
    } else {
        auto *in = reinterpret_cast<sockaddr_in *>(&result.storage);
        in->sin_family = AF_INET;
        in->sin_port = htons(to.port);
        in->sin_addr.s_addr = htonl(to.address.toIPv4Address());
        result.size = sizeof(sockaddr_in);
    }
    return result;
}

Result<Socket> connectTo(const Endpoint &to, qint64 deadline, const CancelToken &token)
{
    const Address address = socketAddress(to);
    Socket socket(::socket(address.get()->sa_family, SOCK_STREAM, 0));
    if (socket.fd() < 0)
        return whyNotReached(errno, to);
    fcntl(socket.fd(), F_SETFD, FD_CLOEXEC);
    fcntl(socket.fd(), F_SETFL, O_NONBLOCK);
    if (::connect(socket.fd(), address.get(), address.size) == 0)
        return socket;
    if (errno != EINPROGRESS && errno != EAGAIN)
        return whyNotReached(errno, to);
    switch (waitFor(socket.fd(), POLLOUT, deadline, token)) {
    case Wait::Cancelled:
        return cancelled();
    case Wait::TimedOut:
        return whyNotReached(ETIMEDOUT, to);
    case Wait::Ready:
        break;
    }
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
        return whyNotReached(error, to);
    return socket;
}

Endpoint onSocket(const QString &host, quint16 port)
{
    QString dir = host;
    if (dir.isEmpty()) // libpq has its folder built in; these are Debian's and PostgreSQL's own
        dir = QFileInfo::exists(u"/var/run/postgresql"_s) ? u"/var/run/postgresql"_s : u"/tmp"_s;
    return {host, {}, port, u"%1/.s.PGSQL.%2"_s.arg(dir).arg(port)};
}
} // namespace

QString Endpoint::label() const
{
    if (!socketPath.isEmpty())
        return socketPath;
    const QString number = address.toString();
    const QString shown =
        address.protocol() == QHostAddress::IPv6Protocol ? u'[' + number + u']' : number;
    return host == number || host.isEmpty() ? u"%1:%2"_s.arg(shown).arg(port)
                                            : u"%1:%2 (%3)"_s.arg(host).arg(port).arg(number);
}

Socket &Socket::operator=(Socket &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

Socket::~Socket()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

qint64 deadlineIn(int ms) { return nowMs() + ms; }

Wait waitFor(int fd, short events, qint64 deadlineMs, const CancelToken &token)
{
    for (;;) {
        if (token.isCancelled())
            return Wait::Cancelled;
        const qint64 left = deadlineMs - nowMs();
        if (left <= 0)
            return Wait::TimedOut;
        pollfd one{fd, events, 0};
        if (::poll(&one, 1, int(std::min<qint64>(left, kSliceMs))) > 0)
            return Wait::Ready;
    }
}

Result<std::vector<Endpoint>> resolve(
    const ConnInfo &info, int timeoutMs, const CancelToken &token, QStringList *unknown)
{
    const QString literal = info.extra.value(u"hostaddr"_s);
    const QStringList hosts = info.host.split(u',');
    const QStringList addresses = literal.split(u',');
    const QStringList ports = info.port.split(u',');
    const qint64 deadline = deadlineIn(timeoutMs);
    std::vector<Endpoint> all;
    Error last;
    for (qsizetype i = 0; i < std::max(hosts.size(), literal.isEmpty() ? 0 : addresses.size());
         ++i) {
        const QString host = hosts.value(i);
        const QString portText = ports.size() > 1 ? ports.value(i) : ports.value(0);
        const quint16 port = portText.isEmpty() ? 5432 : portText.toUShort();
        const QString look = literal.isEmpty() ? host : addresses.value(i);
        if (look.isEmpty() || look.startsWith(u'/') || look.startsWith(u'@')) {
            all.push_back(onSocket(look, port));
            continue;
        }
        auto found = addressesOf(look, deadline, token);
        if (!found) {
            if (found.error().kind == Error::Kind::Cancelled)
                return found.error();
            last = found.error();
            *unknown << look;
            continue;
        }
        for (const QHostAddress &address : found.value())
            all.push_back({host, address, port, {}});
    }
    if (all.empty())
        return last;
    return all;
}

Result<Reached> reach(
    const std::vector<Endpoint> &endpoints, int timeoutMs, const CancelToken &token)
{
    Error last;
    for (const Endpoint &to : endpoints) {
        auto socket = connectTo(to, deadlineIn(timeoutMs), token);
        if (socket)
            return Reached{to, std::move(socket).value()};
        last = socket.error();
        if (last.kind == Error::Kind::Cancelled)
            break;
    }
    return last;
}

} // namespace gatehouse::db
