#include "health/talk.h"

#include <QSslSocket>

namespace gatehouse::health {

namespace {

QByteArray command(const QList<QByteArray> &words)
{
    QByteArray text = '*' + QByteArray::number(words.size()) + "\r\n";
    for (const QByteArray &word : words)
        text += '$' + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
    return text;
}

// One reply at the beginning of what came.
struct Reply
{
    enum class Kind { Incomplete, Text, Error, Foreign } kind = Kind::Incomplete;
    QByteArray text{};
    qsizetype size = 0; // of the bytes it took
};

Reply replyIn(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return {};
    const char sign = bytes[0];
    if (sign != '+' && sign != '-' && sign != '$')
        return {Reply::Kind::Foreign, bytes.left(60), 0};
    const qsizetype end = bytes.indexOf("\r\n");
    if (end < 0)
        return bytes.size() > 10000 ? Reply{Reply::Kind::Foreign, bytes.left(60), 0} : Reply{};
    const QByteArray line = bytes.mid(1, end - 1);
    if (sign != '$')
        return {sign == '+' ? Reply::Kind::Text : Reply::Kind::Error, line, end + 2};
    bool isNumber = false;
    const qint64 length = line.toLongLong(&isNumber);
    if (!isNumber || length < 0 || length > kBodyCap)
        return {Reply::Kind::Foreign, bytes.left(60), 0};
    if (bytes.size() < end + 2 + length + 2)
        return {};
    return {Reply::Kind::Text, bytes.mid(end + 2, length), end + 2 + length + 2};
}

class RedisTalk : public Talk
{
public:
    RedisTalk(const Endpoint &endpoint, Answered answered, QObject *parent)
        : Talk(endpoint, std::move(answered), parent)
    {
        askId = u"ping"_s;
        m_tls = endpoint.base().scheme() == "rediss"_L1;
        connect(&m_socket, &QSslSocket::connected, this, [this] {
            connected();
            if (!m_tls)
                speak();
        });
        connect(&m_socket, &QSslSocket::encrypted, this, [this] { speak(); });
        connect(&m_socket, &QSslSocket::readyRead, this, [this] { listen(); });
        connect(&m_socket, &QSslSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) { broken(error); });
    }

protected:
    void open(const QHostAddress &address) override
    {
        m_socket.abort();
        m_socket.setPeerVerifyName(host());
        if (m_tls)
            m_socket.connectToHostEncrypted(address.toString(), quint16(port()), host());
        else
            m_socket.connectToHost(address, quint16(port()));
    }
    void hangUp() override { m_socket.abort(); }

private:
    void speak()
    {
        if (const auto &secret = endpoint().secret) {
            QList<QByteArray> words{"AUTH"};
            if (!endpoint().user.isEmpty())
                words << endpoint().user.toUtf8();
            m_socket.write(command(words << secret->view()));
            m_waiting << u"auth"_s;
        }
        m_socket.write(command({"PING"}) + command({"INFO"}));
        m_waiting << u"ping"_s << u"info"_s;
    }

    void listen()
    {
        firstByte();
        m_bytes += m_socket.read(2 * kBodyCap);
        if (m_bytes.size() > kBodyCap) {
            failed(Outcome::TooLarge, {});
            return;
        }
        while (!isOver()) {
            const Reply reply = replyIn(m_bytes);
            if (reply.kind == Reply::Kind::Incomplete)
                return;
            if (reply.kind == Reply::Kind::Foreign) {
                failed(Outcome::NotSpoken, QString::fromUtf8(reply.text));
                return;
            }
            m_bytes.remove(0, reply.size);
            take(reply);
        }
    }

    void take(const Reply &reply)
    {
        const QString what = m_waiting.isEmpty() ? QString() : m_waiting.takeFirst();
        const bool isError = reply.kind == Reply::Kind::Error;
        if (what == "auth"_L1 && !isError)
            return;
        Answer answer{what == "auth"_L1 ? askId : what};
        answer.status = isError ? 500 : 200;
        answer.body = reply.text;
        m_answers.push_back(timed(answer));
        if (isError || m_waiting.isEmpty())
            finish(m_answers);
    }

    void broken(QAbstractSocket::SocketError error)
    {
        if (error == QAbstractSocket::ConnectionRefusedError)
            failed(Outcome::Refused, {});
        else if (error == QAbstractSocket::RemoteHostClosedError)
            failed(hasFirstByte() ? Outcome::Cut : Outcome::HungUp, {});
        else if (error == QAbstractSocket::SslHandshakeFailedError
            || error == QAbstractSocket::SslInternalError)
            failed(Outcome::TlsFailed, m_socket.errorString());
        else
            failed(Outcome::Unreachable, m_socket.errorString());
    }

    QSslSocket m_socket;
    bool m_tls = false;
    QStringList m_waiting;
    QByteArray m_bytes;
    Answers m_answers;
};

} // namespace

Talk *redisTalk(const Endpoint &endpoint, Talk::Answered answered, QObject *parent)
{
    return new RedisTalk(endpoint, std::move(answered), parent);
}

} // namespace gatehouse::health
