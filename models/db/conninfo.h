// How to reach a server: parsed from any of the usual forms, printed as libpq's keywords (C2, C4).
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QMap>
#include <QStringList>

namespace gatehouse::db {

enum class TlsMode { Disable, Allow, Prefer, Require, VerifyCa, VerifyFull };

// A value without secrets: the password travels apart. Any thread.
struct ConnInfo
{
    QString host;        // name, address, or directory of a socket ("/run/..."); several with commas
    QString port;        // "" is 5432; several with commas
    QString database;    // "" is the user's name
    QString user;        // "" is the name of the system's user
    TlsMode tls = TlsMode::VerifyFull;
    QString rootCert, clientCert, clientKey; // rootCert "": ~/.postgresql/root.crt, else the system's
    QString service;     // of pg_service.conf: fills what is empty here
    QMap<QString, QString> extra; // keywords that overrule ours: hostaddr, options...

    bool isLocal() const;  // socket, localhost, 127/8, ::1; all of several hosts
    bool isSocket() const;
    bool isWeak() const;   // not local and less than verify-full: a lasting red mark (C4)
    QString trustedRoots() const; // the file (or "system") that verify-ca and verify-full check with
    QString label() const; // "ollama_api @ db1.internal:5432"
    // keyword='value' pairs, every value quoted; all keys we care for are set, so that PG* of the
    // environment cannot change the target. Without a password libpq asks PGPASSWORD, then the pass
    // file. Holds the password: never log it. Cut at a NUL, which no value of libpq can hold.
    QByteArray conninfo(const Secret &password) const;
    bool operator==(const ConnInfo &) const = default;
};

// What was read, and what the reader must know: each trap as one translated sentence.
struct ParsedConnection
{
    ConnInfo info;
    Secret password;         // as given; may be empty
    QStringList explanations; // "asyncpg refuses sslmode; the service needs ?ssl=require instead."
};

// postgres://, postgresql://, postgresql+asyncpg:// (psycopg, psycopg2, pg8000), jdbc:postgresql://,
// libpq keywords, ${VAR:-x}. Error Invalid names the place and the way out.
Result<ParsedConnection> parseConnection(const QString &text);

struct FoundConnection { QString name; ParsedConnection parsed; };

// A .env, compose file or pg_service.conf: every connection in it. notes: sentences about what else
// was seen (MongoDB and SQLite addresses, duplicates). variables fill ${...} of a compose file.
// Error Invalid when there is none. Pure; any thread.
Result<std::vector<FoundConnection>> findConnections(const QString &fileName,
    const QByteArray &content, QStringList *notes = nullptr, const QMap<QString, QString> &variables = {});
// PG*, POSTGRES_*, DATABASE_* and the like, and every variable that holds an address.
Result<std::vector<FoundConnection>> findConnections(
    const QMap<QString, QString> &variables, QStringList *notes = nullptr);
// Reads the file (at most 1 MiB) and, for a compose file, the .env beside it. Blocks.
Result<std::vector<FoundConnection>> readConnections(const QString &path, QStringList *notes = nullptr);

QString tlsName(TlsMode mode);                  // libpq's word
std::optional<TlsMode> tlsFromName(const QString &name);
QString tlsMeaning(TlsMode mode);               // one translated sentence: what it protects from

bool isExtraKeyword(const QString &keyword); // what ConnInfo::extra may hold
bool libpqKnows(const QString &keyword);     // a newer keyword is an error for an older libpq

// libpq takes PGSERVICE, PGTZ, PGDATESTYLE and PGGEQO past every conninfo. Call first in main(),
// while there is one thread.
void forgetPgVariables();

} // namespace gatehouse::db
