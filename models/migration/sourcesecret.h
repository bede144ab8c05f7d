// Passwords of sources: never in a plan, a file, a list of arguments or a log.
#pragma once

#include "base/secret.h"

#include <memory>

namespace gatehouse::migration {

using SourcePassword = std::shared_ptr<const Secret>; // null: there is none

struct SourceAddress
{
    QString uri;                // without the password
    SourcePassword password{};
    bool wantsPassword = false; // it names a user and no way to log in without one
};

// mongodb://user:password@host/db taken apart; other addresses and paths as they are.
SourceAddress splitAddress(const QString &uri);

// For this process, by address without password; any thread. The text is hidden from then on
// wherever redact() is asked.
void keepSourcePassword(const QString &uri, const SourcePassword &password);
// What was kept, else that of the environment: MONGODB_PASSWORD.
SourcePassword sourcePassword(const QString &uri);

} // namespace gatehouse::migration
