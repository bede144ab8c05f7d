// A secret of this user that Gatehouse makes by itself: kept in a 0600 file where there is one, else
// in the system's keychain, and in a new file where there is no keychain.
#pragma once

#include "db/secretstore.h"

#include <functional>

namespace gatehouse::db {

enum class WhenMissing { Make, Leave }; // Leave: the answer is null

struct KeptSecret
{
    QString entry;                         // of the keychain
    QString path;                          // of the file
    std::function<Result<Secret>()> make;  // in the pool
    QString othersMayRead;                 // the sentence for a file with wrong rights; %1: the file
};

struct Kept
{
    SharedSecret secret; // null: there is none
    bool made = false;   // it is new
};

// In the store's thread, which has an event loop; files are read in the pool. The store outlives the
// answer; null: a file only. A secret is never made beside one that cannot be read: a locked keychain
// or a file that others may read are Errors.
QFuture<Result<Kept>> keptSecret(
    SecretStore *store, const KeptSecret &what, WhenMissing missing);

} // namespace gatehouse::db
