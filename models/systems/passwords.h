// Whether a role's stored verifier belongs to a given password.
#pragma once

#include <QByteArray>
#include <QString>

namespace gatehouse::systems {

// stored: rolpassword of pg_authid, "SCRAM-SHA-256$4096:salt$stored:server" or "md5...". False for
// any other form. One SCRAM check costs the server's iterations: some milliseconds.
bool passwordFits(const QString &role, const QString &stored, const QString &password);

} // namespace gatehouse::systems
