// The saved connections of this user, and where their passwords are.
#pragma once

#include "db/profile.h"
#include "db/secretstore.h"

#include <QObject>

namespace gatehouse::db {

// One for the program, in the window's thread. Every change is written soon, in a thread of the
// pool, at the latest by the destructor; a list that could not be read or written is said in
// trouble(), and the connections go on in memory.
class Connections : public QObject
{
    Q_OBJECT

public:
    // keychain: null in a program that must not ask one.
    Connections(QString path, std::unique_ptr<KeychainStore> keychain, QObject *parent = nullptr);
    ~Connections() override; // waits until everything is written

    const std::vector<Profile> &profiles() const { return m_profiles; }
    const Profile *find(const QString &id) const;
    std::vector<Profile> recent() const;               // last used first, then by name
    const Error &trouble() const { return m_trouble; } // empty text: none

    // New, or instead of the one with its id. A new one whose name is taken gets " (2)".
    void put(const Profile &profile);
    void add(std::vector<Profile> profiles); // of an import or a file
    void remove(const QString &id);          // its password too
    void used(const QString &id);            // now

    // Asked once, later than the first window. Pages show keychainState() until then as "Unknown".
    void probeKeychain();
    SecretStore::State keychainState() const;
    bool canKeep() const; // false: there is no keychain that works
    // One honest sentence for a dialog that asks for a password: what happens to it.
    QString whereKept(bool keep) const;

    // This session's, then the keychain's; null when there is none.
    QFuture<Result<SharedSecret>> password(const Profile &profile);
    // In memory for this session, and in the keychain when the profile asks for that and it works;
    // the profile then says so. An Error tells why only the session has it.
    QFuture<Result<>> keep(const Profile &profile, SharedSecret password);
    void forget(const Profile &profile);

Q_SIGNALS:
    void changed();
    void troubleChanged();
    void keychainChanged();

private:
    void save();
    void write();
    void noteStore(const QString &id, const QString &store);
    static QString keyOf(const Profile &profile) { return QStringLiteral("profile/") + profile.id; }

    ProfileStore m_store;
    std::vector<Profile> m_profiles;
    Error m_trouble;
    std::unique_ptr<KeychainStore> m_keychain;
    SessionStore m_session;
    QFuture<Result<>> m_writing;
    bool m_unsaved = false;
    bool m_probed = false;
};

} // namespace gatehouse::db
