#include "health/talk.h"

#include "base/redact.h"

#include <QHostInfo>
#include <QTcpSocket>

namespace gatehouse::health {

namespace {

constexpr qsizetype kMostAddresses = 4;

class PortTalk : public Talk
{
public:
    PortTalk(const Endpoint &endpoint, Answered answered, QObject *parent)
        : Talk(endpoint, std::move(answered), parent)
    {
        askId = u"port"_s;
        connect(&m_socket, &QTcpSocket::connected, this, [this] {
            connected();
            m_socket.abort();
            Answer answer{askId};
            answer.status = 200;
            finish({timed(answer)});
        });
        connect(&m_socket, &QTcpSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                failed(outcomeOf(error), m_socket.errorString());
            });
    }

protected:
    void open(const QHostAddress &address) override
    {
        m_socket.connectToHost(address, quint16(port()));
    }
    void hangUp() override { m_socket.abort(); }

private:
    QTcpSocket m_socket;
};

} // namespace

Outcome outcomeOf(int socketError)
{
    switch (socketError) {
    case QAbstractSocket::ConnectionRefusedError:
        return Outcome::Refused;
    case QAbstractSocket::HostNotFoundError:
        return Outcome::NoName;
    case QAbstractSocket::SocketTimeoutError:
        return Outcome::ConnectTimeout;
    default:
        return Outcome::Unreachable;
    }
}

bool isForbidden(const QHostAddress &address)
{
    return address.isNull() || address.isLinkLocal() || address.isMulticast()
        || address.isBroadcast() || address == QHostAddress(QHostAddress::AnyIPv4)
        || address == QHostAddress(QHostAddress::AnyIPv6);
}

Talk::Talk(const Endpoint &endpoint, Answered answered, QObject *parent)
    : QObject(parent), m_endpoint(endpoint), m_answered(std::move(answered)),
      m_host(endpoint.base().host()),
      m_port(endpoint.base().port(defaultPort(endpoint.kind, endpoint.base().scheme()))),
      m_firstByteLimit(endpoint.timeouts.firstByteMs), m_wholeLimit(endpoint.timeouts.wholeMs)
{
    for (QTimer *timer : {&m_connect, &m_first, &m_whole})
        timer->setSingleShot(true);
    connect(&m_connect, &QTimer::timeout, this, [this] { lateFor(Outcome::ConnectTimeout); });
    connect(&m_first, &QTimer::timeout, this, [this] { lateFor(Outcome::Silent); });
    connect(&m_whole, &QTimer::timeout, this, [this] {
        lateFor(!m_isConnected        ? Outcome::ConnectTimeout
                : m_firstByteMs < 0 ? Outcome::Silent
                                    : Outcome::Stalled);
    });
}

void Talk::setLimits(int firstByteMs, int wholeMs)
{
    m_firstByteLimit = firstByteMs > 0 ? firstByteMs : m_firstByteLimit;
    m_wholeLimit = wholeMs > 0 ? wholeMs : m_wholeLimit;
}

void Talk::start()
{
    m_clock.start();
    m_connect.start(m_endpoint.timeouts.connectMs);
    m_whole.start(m_wholeLimit);
    const QHostAddress literal(m_host);
    if (!literal.isNull()) {
        resolved({literal});
        return;
    }
    QHostInfo::lookupHost(
        m_host, this, [this](const QHostInfo &info) { resolved(info.addresses()); });
}

void Talk::resolved(const QList<QHostAddress> &addresses)
{
    if (m_over)
        return;
    for (const QHostAddress &address : addresses)
        if (!isForbidden(address) && m_addresses.size() < kMostAddresses)
            m_addresses << address;
    if (m_addresses.isEmpty()) {
        failed(addresses.isEmpty() ? Outcome::NoName : Outcome::Forbidden, {});
        return;
    }
    // Model servers listen on 127.0.0.1 far more often than on ::1.
    std::stable_partition(m_addresses.begin(), m_addresses.end(), [](const QHostAddress &address) {
        return address.protocol() == QHostAddress::IPv4Protocol;
    });
    openNext();
}

void Talk::openNext() { open(m_addresses.takeFirst()); }

void Talk::connected()
{
    if (m_isConnected)
        return;
    m_isConnected = true;
    m_connectMs = int(m_clock.elapsed());
    m_connect.stop();
    m_first.start(m_firstByteLimit);
}

void Talk::firstByte()
{
    connected();
    if (m_firstByteMs < 0)
        m_firstByteMs = int(m_clock.elapsed());
    m_first.stop();
}

Answer Talk::timed(Answer answer) const
{
    answer.connectMs = m_connectMs;
    answer.firstByteMs = m_firstByteMs;
    // Rounded up: an answer within a millisecond took some time, too.
    answer.wholeMs = int((m_clock.nsecsElapsed() + 999'999) / 1'000'000);
    return answer;
}

void Talk::failed(Outcome outcome, const QString &words)
{
    if (m_over)
        return;
    const bool noWay = outcome == Outcome::Refused || outcome == Outcome::Unreachable;
    if (noWay && !m_isConnected && !m_addresses.isEmpty()) {
        // Not from inside the socket's own signal.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_over)
                    openNext();
            },
            Qt::QueuedConnection);
        return;
    }
    Answer answer{askId};
    answer.outcome = outcome;
    answer.words = redact(words.left(500));
    finish({timed(answer)});
}

void Talk::lateFor(Outcome outcome)
{
    m_addresses.clear();
    failed(outcome, {});
}

void Talk::cancel()
{
    m_addresses.clear();
    failed(Outcome::Cancelled, {});
}

void Talk::finish(Answers answers)
{
    if (std::exchange(m_over, true))
        return;
    for (QTimer *timer : {&m_connect, &m_first, &m_whole})
        timer->stop();
    hangUp();
    m_answered(std::move(answers));
}

Talk *portTalk(const Endpoint &endpoint, Talk::Answered answered, QObject *parent)
{
    return new PortTalk(endpoint, std::move(answered), parent);
}

} // namespace gatehouse::health
