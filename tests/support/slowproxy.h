// A way to a cluster of ours that is as long as we want: loopback TCP in, its socket out, each piece
// held back. It can also be cut, as a pulled plug does.
#pragma once

#include "db/cluster.h"

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <deque>
#include <fcntl.h>
#include <list>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::test {

// Any thread; a thread of its own moves the bytes.
class SlowProxy
{
public:
    // `delayMs` is one way: a question and its answer take twice as long.
    explicit SlowProxy(const db::Cluster &cluster, int delayMs = 25)
        : m_info(cluster.info()), m_delayMs(delayMs)
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) == 0
            && ::listen(m_listener, 16) == 0
            && ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) == 0)
            m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { work(); });
    }
    ~SlowProxy()
    {
        m_stop = true;
        m_thread.join();
        ::close(m_listener);
    }
    SlowProxy(const SlowProxy &) = delete;
    SlowProxy &operator=(const SlowProxy &) = delete;

    db::ConnInfo info(const QString &database = QStringLiteral("postgres")) const
    {
        db::ConnInfo info = m_info;
        info.database = database;
        info.host = QStringLiteral("127.0.0.1");
        info.port = QString::number(m_port);
        info.tls = db::TlsMode::Disable;
        return info;
    }
    void setDelay(int ms) { m_delayMs = ms; } // of what comes from now on
    int held() const { return m_held; } // pieces on their way to the server
    // Ends every connection; new ones are refused until it is mended.
    void cut() { m_cut = true; }
    void mend() { m_cut = false; }

private:
    using Clock = std::chrono::steady_clock;
    struct Piece
    {
        Clock::time_point due;
        std::string bytes;
    };
    struct Way
    {
        int from = -1, to = -1;
        std::deque<Piece> pieces;
        bool ended = false;
    };
    struct Pair
    {
        int client = -1, server = -1;
        Way there, back;
    };

    int reach() const
    {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray port = m_info.port.isEmpty() ? "5432" : m_info.port.toUtf8();
        const QByteArray path = m_info.host.toUtf8() + "/.s.PGSQL." + port;
        qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
        if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
            ::fcntl(fd, F_SETFL, O_NONBLOCK);
            return fd;
        }
        ::close(fd);
        return -1;
    }

    void accept()
    {
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0)
            return;
        const int server = m_cut ? -1 : reach();
        if (server < 0) {
            ::close(client);
            return;
        }
        const int on = 1;
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_pairs.push_back({client, server, {client, server, {}, false}, {server, client, {}, false}});
    }

    void take(Way &way) const
    {
        char buffer[65536];
        for (;;) {
            const ssize_t got = ::read(way.from, buffer, sizeof buffer);
            if (got <= 0) {
                way.ended = way.ended || got == 0 || (errno != EAGAIN && errno != EINTR);
                return;
            }
            way.pieces.push_back({Clock::now() + std::chrono::milliseconds(m_delayMs),
                std::string(buffer, size_t(got))});
        }
    }

    // Whether there is anything left to do on this way.
    static bool give(Way &way)
    {
        while (!way.pieces.empty() && way.pieces.front().due <= Clock::now()) {
            std::string &bytes = way.pieces.front().bytes;
            const ssize_t sent = ::send(way.to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0)
                return errno == EAGAIN || errno == EINTR;
            bytes.erase(0, size_t(sent));
            if (bytes.empty())
                way.pieces.pop_front();
        }
        return !way.ended || !way.pieces.empty();
    }

    void work()
    {
        while (!m_stop) {
            std::vector<pollfd> all{{m_listener, POLLIN, 0}};
            for (const Pair &pair : m_pairs) {
                if (!pair.there.ended)
                    all.push_back({pair.client, POLLIN, 0});
                if (!pair.back.ended)
                    all.push_back({pair.server, POLLIN, 0});
            }
            ::poll(all.data(), nfds_t(all.size()), m_pairs.empty() ? 20 : 1);
            accept();
            int held = 0;
            for (auto pair = m_pairs.begin(); pair != m_pairs.end();) {
                take(pair->there);
                take(pair->back);
                const bool lives = give(pair->there) & give(pair->back);
                held += int(pair->there.pieces.size());
                pair = lives && !m_cut ? std::next(pair) : close(pair);
            }
            m_held = held;
        }
        while (!m_pairs.empty())
            close(m_pairs.begin());
    }

    std::list<Pair>::iterator close(std::list<Pair>::iterator pair)
    {
        ::close(pair->client);
        ::close(pair->server);
        return m_pairs.erase(pair);
    }

    const db::ConnInfo m_info;
    std::atomic<int> m_delayMs, m_held = 0;
    int m_listener = -1;
    quint16 m_port = 0;
    std::list<Pair> m_pairs; // of the thread
    std::atomic<bool> m_stop = false, m_cut = false;
    std::thread m_thread;
};

} // namespace gatehouse::test
