// What a server's TLS is worth, found out with a handshake of our own.
#pragma once

#include "db/reach.h"

#include <QDateTime>

namespace gatehouse::db {

struct TlsFacts
{
    bool offered = false;
    QString protocol; // "TLSv1.3"
    QString subject;  // of the certificate, from outside
    QDateTime until;
    bool checked = false; // the mode asks for it
};

// Sends PostgreSQL's SSLRequest over a fresh connection and ends it. Error: why the mode cannot be
// met, a server that stays silent, or something that is no PostgreSQL.
Result<TlsFacts> probeTls(
    const Reached &reached, const ConnInfo &info, int timeoutMs, const CancelToken &token);

} // namespace gatehouse::db
