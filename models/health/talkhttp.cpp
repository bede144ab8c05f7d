// HTTP/1.1 over a socket of its own. Not through QNetworkAccessManager: that reads heads of any length
// in one thread for all, and one server that never ended its head kept it from everybody else for good.
#include "health/httpreader.h"
#include "health/talk.h"

#include <QNetworkProxy>
#include <QSslSocket>

namespace gatehouse::health {

namespace {

// What is read at once: between two pieces the others have their turn.
constexpr qint64 kPieceBytes = 64 * 1024;

class HttpTalk : public Talk
{
public:
    HttpTalk(const Endpoint &endpoint, Ask ask, Answered answered, QObject *parent)
        : Talk(at(endpoint, ask), std::move(answered), parent), m_ask(std::move(ask))
    {
        askId = m_ask.id;
        setLimits(m_ask.firstByteMs, m_ask.wholeMs);
        m_socket.setProxy(QNetworkProxy::NoProxy);
        m_socket.setReadBufferSize(kPieceBytes);
        connect(&m_socket, &QSslSocket::connected, this, [this] { reached(); });
        connect(&m_socket, &QSslSocket::encrypted, this, [this] { m_socket.write(request()); });
        connect(&m_socket, &QSslSocket::readyRead, this, [this] { read(); });
        connect(&m_socket, &QSslSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) { ended(error); });
    }
    ~HttpTalk() override { m_socket.disconnect(this); }

protected:
    void open(const QHostAddress &address) override
    {
        m_socket.abort();
        m_socket.connectToHost(address, quint16(port()));
    }
    void hangUp() override
    {
        m_socket.disconnect(this);
        m_socket.abort();
    }

private:
    // A question may go to another port than the endpoint's (Keycloak).
    static Endpoint at(Endpoint endpoint, const Ask &ask)
    {
        endpoint.url = ask.url;
        return endpoint;
    }

    void reached()
    {
        m_reached = true;
        connected();
        restartClock();
        if (endpoint().base().scheme() != "https"_L1) {
            m_socket.write(request());
            return;
        }
        m_socket.setPeerVerifyName(host());
        m_socket.startClientEncryption();
    }

    QByteArray request() const
    {
        const QUrl url = endpoint().base();
        QByteArray name = QUrl::toAce(url.host());
        if (name.isEmpty() || url.host().contains(u':'))
            name = '[' + url.host().toLatin1() + ']';
        if (url.port() > 0)
            name += ':' + QByteArray::number(url.port());
        const QUrl place = url.adjusted(
            QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
        const QByteArray path = place.toEncoded();
        QByteArray text = m_ask.method + ' ' + (path.startsWith('/') ? path : '/' + path)
            + " HTTP/1.1\r\nHost: " + name
            + "\r\nUser-Agent: gatehouse/" GATEHOUSE_VERSION
              // Every question has a connection of its own, and no bomb is unpacked.
              "\r\nConnection: close\r\nAccept-Encoding: identity\r\n";
        for (const auto &[header, value] : m_ask.headers)
            text += header + ": " + QByteArray(value).replace('\r', "").replace('\n', "") + "\r\n";
        if (!m_ask.body.isEmpty())
            text += "Content-Length: " + QByteArray::number(m_ask.body.size()) + "\r\n";
        return text + "\r\n" + m_ask.body;
    }

    void read()
    {
        if (isOver() || m_socket.bytesAvailable() == 0)
            return;
        firstByte();
        switch (m_reader.feed(m_socket.read(kPieceBytes))) {
        case HttpReader::State::More:
            break;
        case HttpReader::State::Done:
            done();
            break;
        case HttpReader::State::TooLarge:
            failed(Outcome::TooLarge, {});
            break;
        case HttpReader::State::NotHttp:
            // An alert of TLS: that sentence names https.
            failed(m_reader.beginning().startsWith("\x15\x03") ? Outcome::HungUp : Outcome::NotSpoken,
                QString::fromLatin1(m_reader.beginning()));
            break;
        }
    }

    void ended(QAbstractSocket::SocketError error)
    {
        while (!isOver() && m_socket.bytesAvailable() > 0)
            read();
        if (isOver())
            return;
        if (!m_reached)
            failed(health::outcomeOf(int(error)), m_socket.errorString());
        else if (error == QAbstractSocket::SslHandshakeFailedError
            || error == QAbstractSocket::SslInternalError)
            failed(Outcome::TlsFailed, m_socket.errorString());
        else if (m_reader.end() == HttpReader::State::Done)
            done();
        else
            failed(m_reader.isEmpty() ? Outcome::HungUp : Outcome::Cut, {});
    }

    void done()
    {
        Answer answer{askId};
        answer.status = m_reader.status();
        answer.body = m_reader.body();
        answer.type = m_reader.header("Content-Type").left(200);
        answer.target = m_reader.header("Location").left(500);
        answer.retryAfterSeconds = std::clamp(m_reader.header("Retry-After").toInt(), 0, 86400);
        finish({timed(answer)});
    }

    Ask m_ask;
    QSslSocket m_socket;
    HttpReader m_reader{kBodyCap};
    bool m_reached = false;
};

} // namespace

Talk *httpTalk(const Endpoint &endpoint, const Ask &ask, Talk::Answered answered, QObject *parent)
{
    return new HttpTalk(endpoint, ask, std::move(answered), parent);
}

} // namespace gatehouse::health
