// The keys of an encrypted backup (B8): a random one per backup, wrapped by a passphrase and by this
// user's recovery key, so that either opens it. All by libsodium.
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <memory>
#include <optional>

namespace gatehouse::backup {

// This user's key for all encrypted backups, for the day when a passphrase is lost. 160 random bits.
// Printed as six groups of six letters and digits (Crockford's base 32: no I, L, O, U), the last
// four of them a checksum, so that a slip of the pen is told from a wrong key. Moves only; any thread.
class RecoveryKey
{
public:
    static RecoveryKey generate();
    // As people type it: any case, O for 0, I and L for 1, with or without dashes and spaces.
    static Result<RecoveryKey> fromText(const Secret &text);
    Secret text() const; // "XXXXXX-XXXXXX-..."
    QString id() const;  // eight hexadecimal digits, no secret: says which key it is
    const Secret &raw() const { return m_raw; }

private:
    explicit RecoveryKey(Secret raw) : m_raw(std::move(raw)) { }
    Secret m_raw;
};
using SharedRecoveryKey = std::shared_ptr<const RecoveryKey>;

// What opens and authenticates one backup; derived from its random key.
struct DataKey
{
    Secret files, manifest; // 32 bytes each
};
using SharedDataKey = std::shared_ptr<const DataKey>;

// Stands in the manifest; holds no secret in the clear.
struct Lock
{
    QByteArray salt;                 // 16 bytes, for Argon2id
    qint64 operations = 0, memory = 0;
    QByteArray byPassphrase;         // nonce and wrapped key; empty: there is no passphrase
    QByteArray byRecoveryKey;
    QString recoveryId;
    bool operator==(const Lock &) const = default;
};

struct Locked
{
    Lock lock;
    SharedDataKey key;
};
// A new random key. An empty passphrase: the recovery key alone opens it. Takes half a second with a
// passphrase. Never in the window's thread.
Result<Locked> makeLock(const Secret &passphrase, const RecoveryKey &recovery);

// Refused, with what to do, when it does not fit; Invalid when the lock is damaged.
Result<SharedDataKey> openByPassphrase(const Lock &lock, const Secret &passphrase);
Result<SharedDataKey> openByRecoveryKey(const Lock &lock, const RecoveryKey &recovery);

QByteArray keyedSum(const Secret &key, const QByteArray &bytes); // 32 bytes in hexadecimal

} // namespace gatehouse::backup
