#include "health/talk.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTcpSocket>

namespace gatehouse::health {

namespace {

Outcome replyOutcome(QNetworkReply::NetworkError error, bool answering)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return Outcome::Refused;
    case QNetworkReply::HostNotFoundError:
        return Outcome::NoName;
    case QNetworkReply::RemoteHostClosedError:
        return answering ? Outcome::Cut : Outcome::HungUp;
    case QNetworkReply::TimeoutError:
        return Outcome::ConnectTimeout;
    case QNetworkReply::SslHandshakeFailedError:
        return Outcome::TlsFailed;
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::UnknownNetworkError:
        return answering ? Outcome::Cut : Outcome::Unreachable;
    default:
        return Outcome::NotSpoken;
    }
}

class HttpTalk : public Talk
{
public:
    HttpTalk(const Endpoint &endpoint, Ask ask, bool knock, QNetworkAccessManager &network,
        Answered answered, QObject *parent)
        : Talk(at(endpoint, ask), std::move(answered), parent), m_ask(std::move(ask)),
          m_network(network), m_knock(knock)
    {
        askId = m_ask.id;
        setLimits(m_ask.firstByteMs, m_ask.wholeMs);
        connect(&m_door, &QTcpSocket::connected, this, [this] {
            m_door.abort();
            connected();
            restartClock();
            send(m_address);
        });
        connect(&m_door, &QTcpSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                failed(health::outcomeOf(int(error)), m_door.errorString());
            });
    }
    ~HttpTalk() override { hangUp(); }

protected:
    void open(const QHostAddress &address) override
    {
        m_address = address;
        if (m_knock) {
            m_door.connectToHost(address, quint16(port()));
            return;
        }
        connected(); // it was reached a moment ago
        send(address);
    }
    void send(const QHostAddress &address)
    {
        hangUp();
        m_reply = m_network.sendCustomRequest(request(address), m_ask.method, m_ask.body);
        m_reply->setReadBufferSize(kBodyCap + 1);
        connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] { firstByte(); });
        connect(m_reply, &QNetworkReply::readyRead, this, [this] { read(); });
        connect(m_reply, &QNetworkReply::finished, this, [this] { ended(); });
    }
    void hangUp() override
    {
        m_door.abort();
        if (!m_reply)
            return;
        QNetworkReply *reply = std::exchange(m_reply, nullptr);
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }

private:
    // A question may go to another port than the endpoint's (Keycloak).
    static Endpoint at(Endpoint endpoint, const Ask &ask)
    {
        endpoint.url = ask.url;
        return endpoint;
    }

    QNetworkRequest request(const QHostAddress &address) const
    {
        QUrl url = endpoint().base();
        QByteArray host = QUrl::toAce(url.host());
        if (host.isEmpty() || url.host().contains(u':'))
            host = '[' + url.host().toLatin1() + ']';
        if (url.port() > 0)
            host += ':' + QByteArray::number(url.port());
        const QString name = url.host();
        url.setHost(address.toString());
        QNetworkRequest request(url);
        request.setPeerVerifyName(name);
        request.setRawHeader("Host", host);
        request.setRawHeader("User-Agent", "gatehouse/" GATEHOUSE_VERSION);
        // Every look makes a connection of its own, and no bomb is unpacked.
        request.setRawHeader("Connection", "close");
        request.setRawHeader("Accept-Encoding", "identity");
        for (const auto &[header, value] : m_ask.headers)
            request.setRawHeader(header, value);
        request.setAttribute(
            QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setAttribute(
            QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
        for (const auto attribute : {QNetworkRequest::CookieLoadControlAttribute,
                 QNetworkRequest::CookieSaveControlAttribute,
                 QNetworkRequest::AuthenticationReuseAttribute})
            request.setAttribute(attribute, QNetworkRequest::Manual);
        return request;
    }

    void read()
    {
        firstByte();
        m_body += m_reply->read(kBodyCap + 1 - m_body.size());
        if (m_body.size() > kBodyCap) {
            m_body.truncate(1000);
            failed(Outcome::TooLarge, {});
        }
    }

    void ended()
    {
        if (isOver())
            return;
        const auto error = m_reply->error();
        const int status =
            m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        // Errors from 201 on are answers of the server: 404, 503 and the like.
        const bool answered = status > 0
            && (error == QNetworkReply::NoError || error > QNetworkReply::UnknownProxyError);
        if (!answered) {
            failed(replyOutcome(error, status > 0), m_reply->errorString());
            return;
        }
        read();
        if (isOver())
            return;
        Answer answer{askId};
        answer.status = status;
        answer.body = m_body;
        answer.type = m_reply->rawHeader("Content-Type").left(200);
        answer.target = m_reply->rawHeader("Location").left(500);
        answer.retryAfterSeconds = std::clamp(m_reply->rawHeader("Retry-After").toInt(), 0, 86400);
        finish({timed(answer)});
    }

    Ask m_ask;
    QNetworkAccessManager &m_network;
    bool m_knock;
    QTcpSocket m_door;
    QHostAddress m_address;
    QNetworkReply *m_reply = nullptr;
    QByteArray m_body;
};

} // namespace

Talk *httpTalk(const Endpoint &endpoint, const Ask &ask, bool knock,
    QNetworkAccessManager &network, Talk::Answered answered, QObject *parent)
{
    return new HttpTalk(endpoint, ask, knock, network, std::move(answered), parent);
}

} // namespace gatehouse::health
