// One open database: its sessions, its heartbeat, its lock.
#pragma once

#include "db/profile.h"
#include "db/session.h"

#include <QTimer>

namespace gatehouse::db {

class Tunnel;

// Lives in the window's thread (or the command line's). Browsing never waits behind long work:
// interactive() is for pages, monitor() for figures, and each long job opens its own session.
class Link : public QObject
{
    Q_OBJECT

public:
    enum class State { Connecting, Connected, Lost, Closed };

    Link(Profile profile, std::shared_ptr<const Secret> password, QObject *parent = nullptr);

    const Profile &profile() const { return m_profile; }
    Session &interactive() { return *m_interactive; }
    Session &monitor() { return *m_monitor; }
    // For one job; its thread ends with it. Read-only unless unlocked.
    std::unique_ptr<Session> openJobSession() const;

    void open(); // answers by stateChanged; retries a lost server every 2 s until close()
    void close();
    State state() const { return m_state; }
    Error lastError() const { return m_lastError; }
    // Null before the first login.
    std::shared_ptr<const ServerFacts> facts() const { return m_monitor->facts(); }
    int latencyMicroseconds() const { return m_latencyUs; } // of the last heartbeat, -1 unknown

    // C6: the server enforces read-only; unlocking is timed and ends by itself.
    bool isUnlocked() const { return m_unlocked; }
    int unlockSecondsLeft() const;
    void unlock();
    void lock();

Q_SIGNALS:
    void stateChanged();
    void lockChanged();
    void heartbeat();

private:
    ConnInfo reached() const; // through the tunnel, where the profile has one
    void beat();
    void followTunnel();
    void setState(State state, const Error &error = {});

    Profile m_profile;
    std::shared_ptr<const Secret> m_password;
    Tunnel *m_tunnel = nullptr; // null: none is wanted
    Session *m_interactive = nullptr;
    Session *m_monitor = nullptr;
    QTimer m_beat, m_relock;
    State m_state = State::Closed;
    Error m_lastError;
    bool m_unlocked = false;
    bool m_beating = false;
    int m_latencyUs = -1;
};

} // namespace gatehouse::db
