// One try to connect with a profile: its password, its tunnel, and the stages of the test.
#pragma once

#include "db/connections.h"
#include "db/stagedtest.h"

namespace gatehouse::db {

class Tunnel;

// Window's thread; used once. Exactly one of succeeded, failed and passwordWanted ends it.
class Attempt : public QObject
{
    Q_OBJECT

public:
    // given: null asks the session and the keychain.
    Attempt(Connections &connections, Profile profile, SharedSecret given,
        QStringList samplePasswords, QObject *parent = nullptr);
    ~Attempt() override;

    void start();
    void cancel(); // ends with failed(), Kind::Cancelled
    const Profile &profile() const { return m_profile; }
    bool hasTunnel() const { return !m_profile.tunnel.target.isEmpty(); }
    SharedSecret password() const { return m_password; }

Q_SIGNALS:
    void tunnel(gatehouse::db::StageState state, const QString &text); // before the first stage
    void stage(const gatehouse::db::StageReport &report);
    void succeeded();
    void failed(const gatehouse::Error &error);
    void passwordWanted(const gatehouse::Error &why);

private:
    void openTunnel();
    void followTunnel();
    void test(const ConnInfo &info);
    void ended();
    void fail(const Error &error);

    Connections &m_connections;
    Profile m_profile;
    SharedSecret m_password;
    QStringList m_samples;
    Tunnel *m_tunnel = nullptr;
    CancelToken m_token;
    StageReport m_last;
    bool m_over = false;
};

} // namespace gatehouse::db
