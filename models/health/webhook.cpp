#include "health/webhook.h"

#include "base/redact.h"
#include "health/talk.h"
#include "health/words.h"

#include <QNetworkCookieJar>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>
#include <QUrl>

namespace gatehouse::health {

namespace {

constexpr qsizetype kShortestSecret = 8;

class NoCookies : public QNetworkCookieJar
{
public:
    using QNetworkCookieJar::QNetworkCookieJar;
    bool setCookiesFromUrl(const QList<QNetworkCookie> &, const QUrl &) override { return false; }
};

QString whyNot(const QNetworkReply &reply, bool tooLarge)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (tooLarge)
        return Words::tr("its answer does not end");
    if (status >= 300 && status < 400)
        return Words::tr("it answers with a redirect, which is not followed");
    if (status > 0)
        return Words::tr("it answers with %1").arg(status);
    if (reply.error() == QNetworkReply::OperationCanceledError
        || reply.error() == QNetworkReply::TimeoutError)
        return Words::tr("no answer came in time");
    return quoted(reply.errorString());
}

} // namespace

QString whyNoWebhook(const QString &address)
{
    const QUrl url(address.trimmed(), QUrl::StrictMode);
    const bool isHttp = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    if (!url.isValid() || !isHttp || url.host().isEmpty())
        return Words::tr("A webhook is an address that begins with https:// or http://.");
    if (const QHostAddress host(url.host()); !host.isNull() && isForbidden(host))
        return Words::tr("This address is never asked: it is link-local or multicast.");
    return {};
}

std::shared_ptr<const Secret> webhookSecret(const QString &address)
{
    const QUrl url(address.trimmed());
    addSecret(address.trimmed());
    for (const QString &part : url.path().split(u'/'))
        if (part.size() >= kShortestSecret)
            addSecret(part);
    for (const QString &part : {url.query(), url.password()})
        if (part.size() >= kShortestSecret)
            addSecret(part);
    return std::make_shared<const Secret>(address.trimmed());
}

QString webhookShown(const QString &address)
{
    const QUrl url(address.trimmed());
    const QString port = url.port() > 0 ? u':' + QString::number(url.port()) : QString();
    return url.scheme() + "://"_L1 + url.host() + port + u"/••••"_s;
}

// The parent lets a move to another thread take it along.
Webhook::Webhook(QObject *parent) : QObject(parent), m_network(this)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setCookieJar(new NoCookies);
}

void Webhook::setPatience(int timeoutMs, int pauseMs)
{
    m_timeoutMs = timeoutMs;
    m_pauseMs = pauseMs;
}

void Webhook::send(const QByteArray &json)
{
    if (!m_address)
        return;
    if (m_waiting.size() >= kMostWaiting)
        m_waiting.pop_front(); // the newest matter more
    m_waiting.push_back(json);
    if (!m_busy)
        next();
}

void Webhook::next()
{
    if (m_waiting.empty())
        return;
    m_busy = true;
    m_tries = 0;
    post();
}

void Webhook::post()
{
    if (!m_address || m_waiting.empty()) {
        m_busy = false;
        return;
    }
    QNetworkRequest request(QUrl(m_address->text()));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Gatehouse"_s);
    request.setAttribute(
        QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(m_timeoutMs);
    ++m_tries;
    QNetworkReply *reply = m_network.post(request, m_waiting.front());
    connect(reply, &QNetworkReply::readyRead, this, [this, reply] {
        if (reply->bytesAvailable() > kMostAnswer)
            ended(reply, true);
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply] { ended(reply, false); });
    QTimer::singleShot(m_timeoutMs, reply, [reply] { reply->abort(); });
}

void Webhook::ended(QNetworkReply *reply, bool tooLarge)
{
    reply->disconnect(this);
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString why = whyNot(*reply, tooLarge);
    if (!reply->isFinished())
        reply->abort();
    reply->deleteLater();
    const bool good = status >= 200 && status < 300; // it took it, whatever it says about it
    if (!good && m_tries < kTries) {
        QTimer::singleShot(m_pauseMs, this, &Webhook::post);
        return;
    }
    if (!m_waiting.empty())
        m_waiting.pop_front();
    m_busy = false;
    if (good)
        Q_EMIT sent();
    else
        Q_EMIT failed({Error::Kind::Network,
            Words::tr("The webhook could not be told: %1.").arg(why), {}, {}, true});
    if (!m_busy)
        next();
}

} // namespace gatehouse::health
