// Opening an encrypted backup: with a passphrase, a recovery key, or the recovery key that is kept
// for this user.
#pragma once

#include "backup/store.h"
#include "db/keptsecret.h"

namespace gatehouse::backup {

// This user's recovery key: a 0600 file where there is one, else the system's keychain. `made` says
// that it is new: show it now, it is shown once.
struct KeptKey
{
    SharedRecoveryKey key; // null: there is none
    bool made = false;
};
QString recoveryKeyPath(); // dataDir()/backup-recovery-key
// In the store's thread; see db::keptSecret().
QFuture<Result<KeptKey>> recoveryKey(
    db::SecretStore *store, const QString &path, db::WhenMissing missing);

// Either may be missing.
struct KeyOffer
{
    Secret passphrase;
    SharedRecoveryKey recovery;
};
// Fills found.key; nothing to do for a backup that is not encrypted. Half a second with a
// passphrase. Refused when nothing fits, with the reason; never in the window's thread.
Result<> unlock(Found &found, const KeyOffer &offer);
bool isLocked(const Found &found); // encrypted and not unlocked
// What a person typed, who may have either at hand: a recovery key by its form, else a passphrase.
KeyOffer offerOf(Secret typed);

} // namespace gatehouse::backup
