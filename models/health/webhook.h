// Tells an address of the user's about incidents (H8).
#pragma once

#include "base/secret.h"
#include "health/alerts.h"

#include <QNetworkAccessManager>
#include <QObject>

#include <deque>

namespace gatehouse::health {

// One translated sentence why this address cannot be told; empty when it can. http and https only.
QString whyNoWebhook(const QString &address);
// Registered with addSecret(), whole and the parts that hold the secret in chats' addresses.
std::shared_ptr<const Secret> webhookSecret(const QString &address);
// "https://hooks.example.org/••••": path, query and user may hold the secret.
QString webhookShown(const QString &address);

// Thread of its maker, with an event loop. One POST of JSON at a time, in order; at most
// kMostWaiting wait. No redirect is followed, no proxy and no cookie used, the answer's body not
// read beyond kMostAnswer. Tried kTries times, then given up: failed() says so without the address.
class Webhook : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMostWaiting = 100, kTries = 3;
    static constexpr qint64 kMostAnswer = 16 * 1024;

    explicit Webhook(QObject *parent = nullptr);

    void setAddress(std::shared_ptr<const Secret> address) { m_address = std::move(address); }
    void setPatience(int timeoutMs, int pauseMs); // 10 s, and 5 s between two tries
    void send(const QByteArray &json);
    bool isIdle() const { return !m_busy && m_waiting.empty(); }

Q_SIGNALS:
    void sent();
    void failed(const gatehouse::Error &error);

private:
    void next();
    void post();
    void ended(class QNetworkReply *reply, bool tooLarge);

    QNetworkAccessManager m_network;
    std::shared_ptr<const Secret> m_address;
    std::deque<QByteArray> m_waiting;
    int m_tries = 0, m_timeoutMs = 10'000, m_pauseMs = 5000;
    bool m_busy = false;
};

} // namespace gatehouse::health
