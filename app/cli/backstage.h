// What needs an event loop, for a program that has none: the keychain and the tunnel of ssh.
#pragma once

#include "backup/unlock.h"
#include "base/cancel.h"
#include "base/result.h"
#include "db/connections.h"
#include "trail/keyplace.h"

#include <QThread>

namespace gatehouse::db {
class Tunnel;
}

namespace gatehouse::cli {

// Used from one other thread, which waits; a cancel ends the wait. Ends with its object, the tunnel
// too.
class Backstage
{
public:
    Backstage();
    ~Backstage();
    Backstage(const Backstage &) = delete;
    Backstage &operator=(const Backstage &) = delete;

    // Of a saved connection; null when none is kept.
    Result<db::SharedSecret> password(const db::Profile &profile, const CancelToken &token);
    // Opens the profile's tunnel, if it has one; how the server is reached then.
    Result<db::ConnInfo> reach(const db::Profile &profile, const CancelToken &token);
    // For heads of the audit trail; null when there is none and none is to be made.
    Result<trail::SharedKey> signingKey(trail::WhenMissing missing, const CancelToken &token);
    // For encrypted backups; null when there is none and none is to be made.
    Result<backup::KeptKey> recoveryKey(db::WhenMissing missing, const CancelToken &token);

private:
    // ask(keychain) in the other thread.
    template <typename T, typename F>
    Result<T> withKeychain(F ask, const CancelToken &token);

    QThread m_thread;
    QObject m_anchor;               // lives in that thread
    db::Tunnel *m_tunnel = nullptr; // and this
};

} // namespace gatehouse::cli
