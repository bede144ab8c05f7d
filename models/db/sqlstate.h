// One table from SQLSTATE to what it means for us.
#pragma once

#include "base/result.h"

#include <QByteArray>

namespace gatehouse::db {

// From the fields of a server error. text is ours where the code is known (28P01 "The password was
// not accepted for user ..."), else a general sentence; the server's words are in detail.
Error fromServer(
    const QByteArray &sqlState, const QString &message, const QString &detail, const QString &hint);

// From what libpq says when a login fails or a connection dies.
Error fromLogin(const QString &message);

} // namespace gatehouse::db
