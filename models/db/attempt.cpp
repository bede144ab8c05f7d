#include "db/attempt.h"

#include "base/deliver.h"
#include "db/tunnel.h"
#include "db/words.h"

namespace gatehouse::db {

Attempt::Attempt(Connections &connections, Profile profile, SharedSecret given,
    QStringList samplePasswords, QObject *parent)
    : QObject(parent),
      m_connections(connections),
      m_profile(std::move(profile)),
      m_password(std::move(given)),
      m_samples(std::move(samplePasswords))
{
}

Attempt::~Attempt() { m_token.cancel(); }

void Attempt::start()
{
    if (m_password)
        return openTunnel();
    deliver(m_connections.password(m_profile), this, [this](const Result<SharedSecret> &found) {
        if (m_over)
            return;
        // A keychain that is locked is no reason to stop: the server may not want a password.
        if (found)
            m_password = found.value();
        openTunnel();
    });
}

void Attempt::cancel()
{
    m_token.cancel();
    fail(cancelled());
}

void Attempt::openTunnel()
{
    if (!hasTunnel())
        return test(m_profile.info);
    m_tunnel = new Tunnel(m_profile.tunnel, m_profile.info, this);
    connect(m_tunnel, &Tunnel::stateChanged, this, &Attempt::followTunnel);
    Q_EMIT tunnel(StageState::Running, {});
    m_tunnel->open();
}

void Attempt::followTunnel()
{
    if (m_over)
        return;
    if (m_tunnel->state() == Tunnel::State::Open) {
        Q_EMIT tunnel(StageState::Passed, Words::tr("through %1").arg(m_profile.tunnel.target));
        test(m_tunnel->through());
    } else if (m_tunnel->state() != Tunnel::State::Opening) {
        Q_EMIT tunnel(StageState::Failed, {});
        fail(m_tunnel->lastError());
    }
}

void Attempt::test(const ConnInfo &info)
{
    ConnectionTest wanted;
    wanted.info = info;
    wanted.password = m_password;
    wanted.role = m_profile.role;
    wanted.samplePasswords = m_samples;
    deliverEach(
        testConnection(wanted, m_token), this,
        [this](const StageReport &report) {
            m_last = report;
            if (!m_over)
                Q_EMIT stage(report);
        },
        [this] { ended(); });
}

void Attempt::ended()
{
    if (m_over)
        return;
    if (m_last.state != StageState::Failed) {
        m_over = true;
        Q_EMIT succeeded();
    } else if (m_last.passwordWanted) {
        m_over = true;
        Q_EMIT passwordWanted(m_last.error);
    } else {
        Error error = m_last.error;
        if (m_tunnel && m_last.stage < Stage::Login && !m_tunnel->lastWords().isEmpty())
            error.detail += u'\n' + m_tunnel->lastWords(); // what the far end said
        fail(error);
    }
}

void Attempt::fail(const Error &error)
{
    if (!std::exchange(m_over, true))
        Q_EMIT failed(error);
}

} // namespace gatehouse::db
