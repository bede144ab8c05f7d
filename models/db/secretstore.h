// Where passwords of saved connections are kept (C1): the system's keychain, or memory only.
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QFuture>
#include <QMap>
#include <QObject>

#include <memory>

namespace gatehouse::db {

using SharedSecret = std::shared_ptr<const Secret>; // null: there is none

// Lives in a thread with an event loop, is used there, and answers there. Each future gets a
// result.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Unknown, // not probed yet
        Works,   // written, read back and removed
        Locked,  // there, but it did not answer in time or refused: probably asks for its password
        Unavailable, // there is none
    };

    using QObject::QObject;
    virtual QString id() const = 0; // "keychain", "session"; Profile::secretStore
    virtual QFuture<Result<SharedSecret>> read(const QString &key) = 0;
    virtual QFuture<Result<>> write(const QString &key, SharedSecret secret) = 0;
    virtual QFuture<Result<>> remove(const QString &key) = 0; // also when there is none

    State state() const { return m_state; }
    const Error &reason() const { return m_reason; } // unless it works: one sentence

Q_SIGNALS:
    void stateChanged();

protected:
    void setState(State state, const Error &reason = {});

private:
    State m_state = State::Unknown;
    Error m_reason;
};

// Through QtKeychain: Secret Service or KWallet, Keychain, Credential Manager. Never its plain-text
// fallback. Each question is given up after 5 s (facts, 2.5), since a locked keychain may wait for
// its own password for ever; what it answers later still counts for the state.
class KeychainStore : public SecretStore
{
    Q_OBJECT

public:
    using SecretStore::SecretStore;
    QString id() const override { return QStringLiteral("keychain"); }
    // Writes, reads and removes an entry of its own: an "entry not found" proves nothing.
    QFuture<Result<>> probe();
    QFuture<Result<SharedSecret>> read(const QString &key) override;
    QFuture<Result<>> write(const QString &key, SharedSecret secret) override;
    QFuture<Result<>> remove(const QString &key) override;
    void setTimeout(int ms) { m_timeoutMs = ms; }

private:
    template <typename J, typename R, typename F>
    QFuture<Result<R>> start(J *job, F answer);

    int m_timeoutMs = 5000;
};

// Until the program ends.
class SessionStore : public SecretStore
{
    Q_OBJECT

public:
    explicit SessionStore(QObject *parent = nullptr);
    QString id() const override { return QStringLiteral("session"); }
    QFuture<Result<SharedSecret>> read(const QString &key) override;
    QFuture<Result<>> write(const QString &key, SharedSecret secret) override;
    QFuture<Result<>> remove(const QString &key) override;

private:
    QMap<QString, SharedSecret> m_secrets;
};

} // namespace gatehouse::db
