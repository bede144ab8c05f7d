// The parts of parseConnection() and findConnections(), which alone include this.
#pragma once

#include "db/conninfo.h"

#include <functional>

namespace gatehouse::db {
struct ComposeService;
}

namespace gatehouse::db::text {

// What is read so far, and what there will be to explain.
struct Draft
{
    ParsedConnection parsed;
    QString driver;  // "asyncpg" of postgresql+asyncpg, "jdbc", or empty
    QString scheme;  // as written: "postgres"
    QString sslWord; // ssl=... as written
    bool tlsGiven = false, sslmodeWritten = false, plusInPassword = false, hashInPassword = false;
    bool atInPassword = false, userInAuthority = false;
    QStringList pool, unknown, newer; // keys that were left out, and why
    QStringList written;              // libpq keys that stood in the address
};

// One setting, decoded, under any of the names that drivers have for it. What libpq does not know
// is set aside in the draft; an Error names the key, never the value of a secret.
Result<> apply(Draft &draft, const QString &key, const QString &value);

Result<> readUri(Draft &draft, const QString &text);      // postgresql[+driver]://...
Result<> readJdbc(Draft &draft, const QString &text);     // jdbc:postgresql:...
Result<> readKeywords(Draft &draft, const QString &text); // host=... dbname='...'

// May move the target to where it is from this computer, saying so; before explain().
using Relocate = std::function<void(ConnInfo &, QStringList &notes)>;

// The sentences, and verify-full or prefer where the text said nothing about TLS.
void explain(Draft &draft);

// A key as it may be shown: one that looks like none may be a piece of a password.
QString shownKey(const QString &key);

// What kind of database an address belongs to that is not ours, as one sentence; empty for ours,
// for what is no address, and for services that hold no data of this kind (web, queues).
QString foreignDatabase(const QString &address);
bool isOurAddress(const QString &address);

Result<ParsedConnection> parse(const QString &given, const Relocate &relocate);
Result<std::vector<FoundConnection>> find(
    const QMap<QString, QString> &variables, QStringList *notes, const Relocate &relocate);

// Servers and addresses in the services of a compose file, as they are reached from this computer.
Result<std::vector<FoundConnection>> fromCompose(
    const std::vector<ComposeService> &services, QStringList *notes);

} // namespace gatehouse::db::text
