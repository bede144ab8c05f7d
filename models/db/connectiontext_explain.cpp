#include "db/connectiontext.h"
#include "db/words.h"

#include <QCoreApplication>

namespace gatehouse::db::text {

namespace {

// What the service itself will trip over; Gatehouse reads all of it.
void explainDriver(const Draft &draft, QStringList &notes)
{
    const QString mode = tlsName(draft.parsed.info.tls);
    if (draft.driver == u"asyncpg"_s) {
        if (draft.sslmodeWritten)
            notes << Words::tr(
                "The service cannot use this address as it is: asyncpg through SQLAlchemy "
                "refuses sslmode. There it must be ssl=%1.")
                         .arg(mode);
        const QString word = draft.sslWord.toLower();
        if (word == u"true"_s || word == u"1"_s || word == u"false"_s || word == u"0"_s)
            notes << Words::tr(
                "The service cannot use this address as it is: asyncpg does not know "
                "ssl=%1. There it must be one of libpq's words, such as ssl=verify-full "
                "or ssl=disable.")
                         .arg(draft.sslWord);
        for (const char *key : {"application_name", "options", "channel_binding", "connect_timeout",
                 "target_session_attrs"})
            if (draft.written.contains(QLatin1StringView(key)))
                notes << Words::tr("asyncpg through SQLAlchemy has no argument %1 and refuses the "
                                   "address; the service sets it in its code instead.")
                             .arg(QLatin1StringView(key));
    } else if (draft.driver.startsWith(u"psycopg"_s) && !draft.sslWord.isEmpty()) {
        notes << Words::tr(
            "The service cannot use this address as it is: %1 does not know ssl. There it "
            "must be sslmode=%2.")
                     .arg(draft.driver, mode);
    } else if (draft.driver == u"pg8000"_s && (draft.sslmodeWritten || !draft.sslWord.isEmpty())) {
        notes << Words::tr(
            "pg8000 takes neither sslmode nor ssl from an address; the service needs an "
            "ssl_context in its code.");
    } else if (draft.driver == u"jdbc"_s && draft.userInAuthority) {
        notes << Words::tr(
            "JDBC does not read a user before the @; there it must be ?user=...&password=... .");
    } else if (draft.driver.isEmpty() && draft.scheme == u"postgres"_s) {
        notes << Words::tr("postgres:// is fine here and for libpq; SQLAlchemy since 1.4 wants "
                           "postgresql://.");
    }
}

void explainPassword(const Draft &draft, QStringList &notes)
{
    if (draft.atInPassword)
        notes << Words::tr(
            "The password holds an @, where libpq would begin the host. It was read as "
            "part of the password; in the service's setting write it as %40.");
    if (draft.plusInPassword)
        notes << Words::tr(
            "A + in the password is a plus here. Python's quote_plus writes it for a "
            "blank: if the login fails, write the blank as %20.");
    if (draft.hashInPassword)
        notes << Words::tr(
            "A # in the password is taken as it is here, but Node and JDBC cut the address "
            "there. Write it as %23.");
    const QString password = draft.parsed.password.text();
    if (password != password.trimmed())
        notes << Words::tr(
            "The password begins or ends with a blank. If that was not meant, remove it.");
}

void explainPlace(const ConnInfo &info, QStringList &notes)
{
    if (!info.service.isEmpty())
        notes << Words::tr("What stands in pg_service.conf under %1 fills what is missing here.")
                     .arg(info.service);
    else if (info.host.isEmpty() && info.extra.value(u"hostaddr"_s).isEmpty())
        notes << Words::tr(
            "No host is named, so the server on this computer is reached through its "
            "local socket.");
    if (info.service.isEmpty() && info.user.isEmpty())
        notes << Words::tr(
            "No user is named, so the name of your account on this computer is taken.");
    if (info.service.isEmpty() && info.database.isEmpty())
        notes << Words::tr("No database is named, so PostgreSQL takes the one named as the user.");
    static const QStringList inside = {u"db"_s, u"postgres"_s, u"postgresql"_s, u"database"_s,
        u"pgbouncer"_s, u"timescaledb"_s, u"host.docker.internal"_s};
    if (inside.contains(info.host))
        notes << Words::tr(
            "%1 looks like a name that only containers know. From this computer it is "
            "usually localhost with the published port.")
                     .arg(info.host);
    if (info.extra.contains(u"options"_s))
        notes << Words::tr(
            "PgBouncer before 1.20 refuses a connection with options. If the login fails "
            "behind it, leave options out.");
}

void explainTls(const Draft &draft, QStringList &notes)
{
    const ConnInfo &info = draft.parsed.info;
    if (!draft.tlsGiven && info.tls == TlsMode::VerifyFull)
        notes << Words::tr(
            "The address says nothing about TLS, so Gatehouse asks for verify-full. A "
            "server without a certificate of a known authority needs its root "
            "certificate, or a weaker mode chosen on purpose.");
    else if (info.isWeak())
        notes << Words::tr("sslmode=%1 is weaker than verify-full. %2")
                     .arg(tlsName(info.tls), tlsMeaning(info.tls));
}
} // namespace

void explain(Draft &draft)
{
    ConnInfo &info = draft.parsed.info;
    QStringList &notes = draft.parsed.explanations;
    if (!draft.tlsGiven)
        info.tls = info.isLocal() ? TlsMode::Prefer : TlsMode::VerifyFull;
    explainDriver(draft, notes);
    explainPassword(draft, notes);
    explainPlace(info, notes);
    explainTls(draft, notes);
    if (!draft.pool.isEmpty())
        notes << Words::tr("Settings of the service's own driver or pool were left out: %1.")
                     .arg(draft.pool.join(u", "_s));
    if (!draft.unknown.isEmpty())
        notes << Words::tr("Settings that PostgreSQL does not know were left out: %1.")
                     .arg(draft.unknown.join(u", "_s));
    if (!draft.newer.isEmpty())
        notes << Words::tr(
            "The PostgreSQL library on this computer is too old for these settings, which "
            "were left out: %1.")
                     .arg(draft.newer.join(u", "_s));
}

} // namespace gatehouse::db::text
