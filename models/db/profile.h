// A saved connection (C1): everything but the secret, which lives in the keychain.
#pragma once

#include "db/conninfo.h"

#include <QDateTime>

namespace gatehouse::db {

enum class Environment { Development, Test, Staging, Production };

struct SshTunnel
{
    QString target; // user@host as for ssh; empty: no tunnel
    int port = 0;   // 0: as ~/.ssh/config says
    bool operator==(const SshTunnel &) const = default;
};

struct Profile
{
    QString id;   // UUID, never shown
    QString name, group, notes;
    QString color; // "#4C8DAE"; empty: of the environment
    Environment environment = Environment::Development;
    ConnInfo info;
    ConnInfo standby;              // reads of heavy pages go there when a host is set (C11)
    SshTunnel tunnel;
    QString role;                  // SET ROLE
    QString zone = QStringLiteral("UTC"); // reporting time zone (U8)
    int unlockMinutes = 10;
    bool keepPassword = true;      // in the keychain
    QString secretStore;           // where the password was put: "keychain"; empty: asked each time
    QDateTime lastUsed;
    bool operator==(const Profile &) const = default;
};

// profiles.json in configDir(): read whole, written atomically, 0600. Any thread, one at a time; blocks.
class ProfileStore
{
public:
    explicit ProfileStore(QString path);
    Result<std::vector<Profile>> load() const; // missing file: none. Broken file: Error, file kept.
    // A file that cannot be read is set aside as *.broken-TIME first, never overwritten.
    Result<> save(const std::vector<Profile> &profiles) const;

private:
    QString m_path;
};

// A document without secrets, to give to somebody else. Strict: an unknown key, a wrong type or a
// password in it is an Error that names the place.
QByteArray exportProfiles(const std::vector<Profile> &profiles);
Result<std::vector<Profile>> importProfiles(const QByteArray &json); // new ids, never used, no store

// Adds them; a name that is taken gets " (2)". What is the same in all but id is left out.
void addProfiles(std::vector<Profile> &profiles, std::vector<Profile> added);
Profile duplicated(const Profile &profile, const std::vector<Profile> &among);
Profile newProfile(const QString &name, const ConnInfo &info); // an id, and a guess of environment

QString environmentName(Environment environment); // translated: "Production"
QString environmentId(Environment environment);   // "production", for files and palettes
std::optional<Environment> environmentFromId(const QString &id);

} // namespace gatehouse::db
