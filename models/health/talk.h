// One question on its way: a connection of its own, three timers, one answer. In the prober's thread.
#pragma once

#include "health/probe.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QObject>
#include <QTimer>

#include <functional>

namespace gatehouse::health {

// Resolves the name, then speaks to the first address that can be reached. answered is called once,
// and the object goes with its parent or deleteLater().
class Talk : public QObject
{
public:
    using Answered = std::function<void(Answers)>;

    Talk(const Endpoint &endpoint, Answered answered, QObject *parent);
    void start();
    void cancel();

protected:
    virtual void open(const QHostAddress &address) = 0; // again for each address
    virtual void hangUp() = 0;

    void setLimits(int firstByteMs, int wholeMs);
    void connected();
    void restartClock() { m_clock.restart(); } // what was done so far is not part of the answer
    bool hasFirstByte() const { return m_firstByteMs >= 0; }
    void firstByte();
    // True when another address is tried; the talk goes on then.
    void failed(Outcome outcome, const QString &words);
    void finish(Answers answers);
    Answer timed(Answer answer) const; // with the times so far
    bool isOver() const { return m_over; }
    const Endpoint &endpoint() const { return m_endpoint; }
    QString host() const { return m_host; }
    int port() const { return m_port; }
    QString askId{};

private:
    void resolved(const QList<QHostAddress> &addresses);
    void openNext();
    void lateFor(Outcome outcome);

    Endpoint m_endpoint;
    Answered m_answered;
    QString m_host;
    int m_port = 0;
    QList<QHostAddress> m_addresses;
    QTimer m_connect, m_first, m_whole;
    QElapsedTimer m_clock;
    int m_connectMs = -1, m_firstByteMs = -1;
    int m_firstByteLimit = 0, m_wholeLimit = 0;
    bool m_over = false;
    bool m_isConnected = false;
};

// An address that is never asked: link-local, metadata, multicast, nothing.
bool isForbidden(const QHostAddress &address);

Talk *httpTalk(const Endpoint &endpoint, const Ask &ask, Talk::Answered answered, QObject *parent);
Outcome outcomeOf(int socketError); // of QAbstractSocket, while it connects
Talk *redisTalk(const Endpoint &endpoint, Talk::Answered answered, QObject *parent);
Talk *sqlTalk(const Endpoint &endpoint, Talk::Answered answered, QObject *parent);
Talk *portTalk(const Endpoint &endpoint, Talk::Answered answered, QObject *parent);

} // namespace gatehouse::health
