// Where this user's key for signing heads is kept: a 0600 file where there is one, else the
// system's keychain, and a new file where there is no keychain.
#pragma once

#include "db/keptsecret.h"
#include "trail/head.h"

namespace gatehouse::trail {

using SharedKey = std::shared_ptr<const SigningKey>;

using db::WhenMissing; // Leave: the answer is null

QString signingKeyPath(); // dataDir()/audit-signing-key

// In the store's thread, which has an event loop; files are read in the pool. The store outlives the
// answer; null: a file only. A key is never made beside one that cannot be read: a locked keychain, a
// file that others may read, or one that holds no key are Errors.
QFuture<Result<SharedKey>> signingKey(
    db::SecretStore *store, const QString &path, WhenMissing missing);

} // namespace gatehouse::trail
