// A way to a server that only another computer reaches: a forwarding of the system's own ssh (C9).
#pragma once

#include "db/profile.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

namespace gatehouse::db {

// Window's thread, or another with an event loop. ~/.ssh/config, agents, jump hosts and hardware
// keys work as in a terminal; nothing is asked (BatchMode), and an unknown host key is refused. The
// local port is chosen once, so that through() stays true while a lost tunnel is built anew.
class Tunnel : public QObject
{
    Q_OBJECT

public:
    enum class State { Closed, Opening, Open, Lost };

    Tunnel(SshTunnel tunnel, ConnInfo info, QObject *parent = nullptr);
    ~Tunnel() override; // ends ssh

    void open(); // answers by stateChanged: Open, or Closed with lastError()
    void close();
    State state() const { return m_state; }
    Error lastError() const { return m_lastError; }
    qint64 processId() const { return m_ssh.processId(); }
    QString lastWords() const; // what ssh said last, redacted; e.g. that the far end refused
    // The server as reached through it: the local port, and the real name for the certificate.
    ConnInfo through() const;

    // Without the program itself. Error Invalid: the target looks like an option, or no host.
    static Result<QStringList> arguments(
        const SshTunnel &tunnel, const ConnInfo &info, quint16 localPort);
    void setProgram(const QString &program) { m_program = program; }           // for tests
    void setMoreArguments(const QStringList &more) { m_moreArguments = more; } // before the others

Q_SIGNALS:
    void stateChanged();

private:
    void start();
    void look(); // whether ssh listens by now
    void ended();
    void fail(const Error &error);
    void setState(State state, const Error &error = {});
    Error whyEnded() const;

    SshTunnel m_tunnel;
    ConnInfo m_info;
    QString m_program;
    QStringList m_moreArguments;
    QProcess m_ssh;
    QTimer m_look, m_again;
    qint64 m_deadline = 0;
    quint16 m_port = 0;
    int m_waitMs = 0; // before the next attempt
    State m_state = State::Closed;
    Error m_lastError;
    QByteArray m_words;
};

} // namespace gatehouse::db
