#include "db/link.h"

#include "base/clock.h"
#include "base/deliver.h"
#include "db/tunnel.h"

#include <QElapsedTimer>

namespace gatehouse::db {

namespace {
constexpr int kBeatMs = 5000; // with the monitor's 2 s and 5 s of grace a dead server shows in 12 s
constexpr int kRetryMs = 2000;
} // namespace

Link::Link(Profile profile, std::shared_ptr<const Secret> password, QObject *parent)
    : QObject(parent), m_profile(std::move(profile)), m_password(std::move(password))
{
    if (!m_profile.tunnel.target.isEmpty()) {
        m_tunnel = new Tunnel(m_profile.tunnel, m_profile.info, this);
        connect(m_tunnel, &Tunnel::stateChanged, this, &Link::followTunnel);
    }
    const SessionOptions options{
        reached(), m_password, SessionKind::Interactive, true, m_profile.role};
    m_interactive = new Session(options, this);
    SessionOptions watch = options;
    watch.kind = SessionKind::Monitor;
    m_monitor = new Session(watch, this);
    m_beat.setSingleShot(true);
    m_relock.setSingleShot(true);
    connect(&m_beat, &QTimer::timeout, this, &Link::beat);
    connect(&m_relock, &QTimer::timeout, this, &Link::lock);
    connect(m_interactive, &Session::lost, this, [this] {
        if (m_state == State::Connected)
            beat(); // look at once whether the server itself is gone
    });
}

std::unique_ptr<Session> Link::openJobSession() const
{
    return std::make_unique<Session>(
        SessionOptions{reached(), m_password, SessionKind::Job, !m_unlocked, m_profile.role});
}

ConnInfo Link::reached() const { return m_tunnel ? m_tunnel->through() : m_profile.info; }

void Link::open()
{
    setState(State::Connecting);
    if (m_tunnel && m_tunnel->state() != Tunnel::State::Open)
        m_tunnel->open();
    else
        beat();
}

void Link::followTunnel()
{
    if (m_state == State::Closed)
        return;
    switch (m_tunnel->state()) {
    case Tunnel::State::Open:
        beat();
        break;
    case Tunnel::State::Closed:
        m_beat.stop();
        setState(State::Lost, m_tunnel->lastError());
        break;
    case Tunnel::State::Lost: // it comes back by itself
        m_interactive->drop();
        m_monitor->drop();
        setState(State::Lost, m_tunnel->lastError());
        break;
    case Tunnel::State::Opening:
        break;
    }
}

void Link::close()
{
    m_beat.stop();
    lock();
    m_interactive->drop();
    m_monitor->drop();
    setState(State::Closed);
    if (m_tunnel)
        m_tunnel->close();
}

void Link::beat()
{
    if (std::exchange(m_beating, true))
        return;
    auto answer = m_monitor->run([](Sql &sql) -> Result<qint64> {
        QElapsedTimer clock;
        clock.start();
        if (auto done = sql.execute(u"SELECT 1"_s); !done)
            return done.error();
        return clock.nsecsElapsed() / 1000;
    });
    deliver(answer, this, [this](const Result<qint64> &result) {
        m_beating = false;
        if (m_state == State::Closed)
            return;
        if (result) {
            m_latencyUs = int(result.value());
            setState(State::Connected);
            m_beat.start(kBeatMs);
            Q_EMIT heartbeat();
            return;
        }
        m_latencyUs = -1;
        const bool hope = result.error().retryable || m_state == State::Connected;
        if (m_state == State::Connected)
            m_interactive->drop();
        setState(State::Lost, result.error());
        // A wrong password is not repeated: it would lock the account.
        if (hope)
            m_beat.start(kRetryMs);
    });
}

void Link::setState(State state, const Error &error)
{
    if (m_state == state && m_lastError.text == error.text)
        return;
    m_state = state;
    m_lastError = error;
    Q_EMIT stateChanged();
}

int Link::unlockSecondsLeft() const { return m_unlocked ? m_relock.remainingTime() / 1000 : 0; }

void Link::unlock()
{
    m_unlocked = true;
    m_interactive->setReadOnly(false);
    m_relock.start(m_profile.unlockMinutes * 60 * 1000);
    Q_EMIT lockChanged();
}

void Link::lock()
{
    m_relock.stop();
    if (!std::exchange(m_unlocked, false))
        return;
    m_interactive->setReadOnly(true);
    Q_EMIT lockChanged();
}

} // namespace gatehouse::db
