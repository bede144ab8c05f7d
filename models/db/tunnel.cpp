#include "db/tunnel.h"

#include "base/clock.h"
#include "base/redact.h"
#include "db/words.h"

#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <csignal>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace gatehouse::db {

namespace {
constexpr int kOpenMs = 20000;
constexpr int kLookMs = 100;
constexpr int kFirstWaitMs = 1000, kLongestWaitMs = 30000;
constexpr qsizetype kWords = 4096;

quint16 freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : quint16(0);
}

// Nothing of ours reaches ssh but what it needs to find keys and its agent.
QProcessEnvironment sshEnvironment()
{
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment clean;
    for (const QString &name : {u"PATH"_s, u"HOME"_s, u"USER"_s, u"LOGNAME"_s, u"SSH_AUTH_SOCK"_s,
             u"XDG_RUNTIME_DIR"_s, u"KRB5CCNAME"_s})
        if (ours.contains(name))
            clean.insert(name, ours.value(name));
    clean.insert(u"LC_ALL"_s, u"C"_s); // its words are looked at
    return clean;
}

struct Sign
{
    const char *words, *text;
};

constexpr Sign kSigns[] = {
    {"Host key verification failed",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The host key of the SSH server %1 is not known yet, or has changed. Connect to it "
            "once "
            "with ssh in a terminal and compare the key.")},
    {"REMOTE HOST IDENTIFICATION HAS CHANGED",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The host key of the SSH server %1 has changed. Ask its administrator before you "
            "trust it again.")},
    {"Permission denied",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The SSH server %1 did not let us in. The tunnel needs a key that ssh-agent or ~/.ssh "
            "has without a question: try the same with ssh -o BatchMode=yes in a terminal.")},
    {"Could not resolve hostname",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The name of the SSH server %1 is not known. Check its spelling and the network.")},
    {"cannot listen to port",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The local end of the tunnel to %1 was taken by another program. Try again.")},
    {"Connection refused",
        QT_TRANSLATE_NOOP(
            "gatehouse::db::Words", "Nothing listens for SSH at %1. Check the host and the port.")},
    {"timed out",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The SSH server %1 did not answer in time. Check the address and the network.")},
    {"administratively prohibited",
        QT_TRANSLATE_NOOP("gatehouse::db::Words",
            "The SSH server %1 does not allow forwarding. Its AllowTcpForwarding decides.")},
};

Error connectionError(const QString &text, const QString &detail = {})
{
    return {Error::Kind::Connection, text, detail};
}
} // namespace

Tunnel::Tunnel(SshTunnel tunnel, ConnInfo info, QObject *parent)
    : QObject(parent),
      m_tunnel(std::move(tunnel)),
      m_info(std::move(info)),
      m_program(QStandardPaths::findExecutable(u"ssh"_s)),
      m_port(freePort())
{
    m_ssh.setProcessEnvironment(sshEnvironment());
    m_ssh.setStandardInputFile(QProcess::nullDevice());
    m_ssh.setStandardOutputFile(QProcess::nullDevice());
#ifdef Q_OS_LINUX
    m_ssh.setChildProcessModifier([] {
        ::setpgid(0, 0); // Ctrl+C in our terminal is not for it
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
#endif
    m_again.setSingleShot(true);
    m_look.setInterval(kLookMs);
    connect(&m_again, &QTimer::timeout, this, &Tunnel::start);
    connect(&m_look, &QTimer::timeout, this, &Tunnel::look);
    connect(&m_ssh, &QProcess::readyReadStandardError, this,
        [this] { m_words = (m_words + m_ssh.readAllStandardError()).right(kWords); });
    connect(&m_ssh, &QProcess::finished, this, &Tunnel::ended);
    connect(&m_ssh, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(connectionError(Words::tr("The program ssh could not be started, so there is no "
                                           "tunnel. On Debian: apt-get install openssh-client"),
                m_ssh.errorString()));
    });
}

Tunnel::~Tunnel()
{
    m_ssh.disconnect(this);
    if (m_ssh.state() != QProcess::NotRunning) {
        m_ssh.kill();
        m_ssh.waitForFinished(1000);
    }
}

void Tunnel::open()
{
    if (m_state == State::Opening || m_state == State::Open)
        return;
    m_waitMs = 0;
    setState(State::Opening);
    start();
}

void Tunnel::close()
{
    m_again.stop();
    m_look.stop();
    setState(State::Closed);
    if (m_ssh.state() != QProcess::NotRunning)
        m_ssh.terminate();
}

ConnInfo Tunnel::through() const
{
    ConnInfo info = m_info;
    info.host = info.isSocket() ? u"localhost"_s : info.host.section(u',', 0, 0);
    info.port = QString::number(m_port);
    info.extra.insert(u"hostaddr"_s, u"127.0.0.1"_s);
    return info;
}

QString Tunnel::lastWords() const { return redact(QString::fromUtf8(m_words).trimmed()); }

Result<QStringList> Tunnel::arguments(
    const SshTunnel &tunnel, const ConnInfo &info, quint16 localPort)
{
    const auto odd = [](QChar c) { return c.isSpace() || c.category() == QChar::Other_Control; };
    if (tunnel.target.isEmpty() || tunnel.target.startsWith(u'-')
        || std::any_of(tunnel.target.begin(), tunnel.target.end(), odd))
        return invalid(
            Words::tr("“%1” is no SSH server. Write it as user@host, or as the name of a "
                      "Host in ~/.ssh/config.")
                .arg(tunnel.target));
    QString host = info.host.section(u',', 0, 0);
    const QString port = info.port.isEmpty() ? u"5432"_s : info.port.section(u',', 0, 0);
    if (host.isEmpty() && !info.service.isEmpty())
        return invalid(Words::tr("A connection through a tunnel needs its host here, not only in "
                                 "pg_service.conf."));
    QString far;
    if (host.startsWith(u'/'))
        far = u"%1/.s.PGSQL.%2"_s.arg(host, port);
    else if (host.contains(u':'))
        far = u"[%1]:%2"_s.arg(host, port);
    else
        far = u"%1:%2"_s.arg(host.isEmpty() ? u"localhost"_s : host, port);
    QStringList all = {u"-N"_s, u"-T"_s, u"-L"_s, u"127.0.0.1:%1:%2"_s.arg(localPort).arg(far),
        u"-o"_s, u"ExitOnForwardFailure=yes"_s, u"-o"_s, u"BatchMode=yes"_s, u"-o"_s,
        u"ServerAliveInterval=15"_s, u"-o"_s, u"ServerAliveCountMax=1"_s, u"-o"_s,
        u"StrictHostKeyChecking=yes"_s, u"-o"_s, u"ConnectTimeout=10"_s};
    if (tunnel.port > 0)
        all << u"-p"_s << QString::number(tunnel.port);
    return all << u"--"_s << tunnel.target;
}

void Tunnel::start()
{
    if (m_ssh.state() != QProcess::NotRunning)
        return; // an earlier one still ends; ended() goes on
    const auto list = arguments(m_tunnel, m_info, m_port);
    if (!list)
        return fail(list.error());
    m_words.clear();
    m_deadline = Clock::system().monotonicMs() + kOpenMs;
    m_ssh.start(m_program.isEmpty() ? u"ssh"_s : m_program, m_moreArguments + list.value(),
        QIODevice::ReadOnly);
    m_look.start();
}

void Tunnel::look()
{
    if (Clock::system().monotonicMs() > m_deadline) {
        m_look.stop();
        m_words += "\ntimed out";
        m_ssh.kill();
        return;
    }
    auto *socket = new QTcpSocket(this);
    connect(socket, &QTcpSocket::errorOccurred, socket, &QObject::deleteLater);
    connect(socket, &QTcpSocket::connected, this, [this, socket] {
        socket->deleteLater();
        if (m_ssh.state() != QProcess::Running || !m_look.isActive())
            return;
        m_look.stop();
        m_waitMs = 0;
        setState(State::Open);
    });
    socket->connectToHost(QHostAddress::LocalHost, m_port);
}

void Tunnel::ended()
{
    m_look.stop();
    if (m_state == State::Closed)
        return;
    if (m_state == State::Opening && m_waitMs == 0)
        return fail(whyEnded());
    m_waitMs = std::clamp(m_waitMs * 2, kFirstWaitMs, kLongestWaitMs);
    setState(State::Lost, whyEnded());
    m_again.start(m_waitMs);
}

void Tunnel::fail(const Error &error)
{
    m_look.stop();
    m_again.stop();
    setState(State::Closed, error);
}

Error Tunnel::whyEnded() const
{
    for (const Sign &sign : kSigns)
        if (m_words.contains(sign.words))
            return connectionError(Words::tr(sign.text).arg(m_tunnel.target), lastWords());
    return connectionError(
        Words::tr("The SSH tunnel through %1 ended. Try the same with ssh in a terminal.")
            .arg(m_tunnel.target),
        lastWords());
}

void Tunnel::setState(State state, const Error &error)
{
    if (m_state == state && m_lastError.text == error.text)
        return;
    m_state = state;
    m_lastError = error;
    Q_EMIT stateChanged();
}

} // namespace gatehouse::db
