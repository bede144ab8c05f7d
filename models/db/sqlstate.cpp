#include "db/sqlstate.h"

#include "base/redact.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace gatehouse::db {

namespace {
using Kind = Error::Kind;

struct Meaning
{
    const char *code; // five characters, or the two of a class
    Kind kind;
    bool retryable;
    const char *text;
};

// Whole codes before their class.
constexpr Meaning kMeanings[] = {
    {"57014", Kind::Cancelled, false,
        QT_TRANSLATE_NOOP("SqlState", "The statement was stopped, by you or by its time limit.")},
    {"28P01", Kind::Connection, false,
        QT_TRANSLATE_NOOP("SqlState",
            "The server did not accept the password. Check the user name and the password.")},
    {"28000", Kind::Connection, false,
        QT_TRANSLATE_NOOP("SqlState",
            "The server does not let this user in from here. Its pg_hba.conf decides; ask its "
            "administrator.")},
    {"3D000", Kind::Connection, false,
        QT_TRANSLATE_NOOP(
            "SqlState", "There is no database of that name on the server. Check its spelling.")},
    {"53300", Kind::Connection, true,
        QT_TRANSLATE_NOOP("SqlState",
            "The server has no connection left. Wait, or close other programs that use it.")},
    {"53100", Kind::Sql, false,
        QT_TRANSLATE_NOOP(
            "SqlState", "The server's disk is full; nothing was changed. Free space there first.")},
    {"57P01", Kind::Connection, true,
        QT_TRANSLATE_NOOP("SqlState",
            "The server closed this connection at an administrator's request. Gatehouse connects "
            "again.")},
    {"57P02", Kind::Connection, true,
        QT_TRANSLATE_NOOP("SqlState",
            "The server crashed and restarts. Gatehouse connects again as soon as it is back.")},
    {"57P03", Kind::Connection, true,
        QT_TRANSLATE_NOOP(
            "SqlState", "The server is starting up or shutting down. Gatehouse tries again.")},
    {"08", Kind::Connection, true,
        QT_TRANSLATE_NOOP(
            "SqlState", "The connection to the server was lost. Gatehouse connects again.")},
    {"42501", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState",
            "This database user has no right to do that. Ask its owner for the right, or connect "
            "as another user.")},
    {"25006", Kind::Refused, false,
        QT_TRANSLATE_NOOP("SqlState",
            "This connection is read-only, so the server refused the change. Unlock it first.")},
    {"42P01", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState",
            "A table is missing; it may have been dropped or renamed meanwhile. Press F5 to look "
            "again.")},
    {"42703", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState",
            "A column is missing; the table may have been changed meanwhile. Press F5 to look "
            "again.")},
    {"23505", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState", "A value that must be unique is there already.")},
    {"23503", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState",
            "Other rows depend on this one, or it points to a row that does not exist.")},
    {"23502", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState", "A value is missing where the table demands one.")},
    {"23514", Kind::Sql, false,
        QT_TRANSLATE_NOOP("SqlState", "A value is outside of what the table allows.")},
    {"22", Kind::Sql, false, QT_TRANSLATE_NOOP("SqlState", "The server does not accept a value.")},
    {"40", Kind::Sql, true,
        QT_TRANSLATE_NOOP(
            "SqlState", "Another transaction got in the way; nothing was changed. Try again.")},
    {"55P03", Kind::Sql, true,
        QT_TRANSLATE_NOOP("SqlState",
            "Another session holds a lock on it; nothing was changed. Try again later.")},
};

const Meaning *meaning(const QByteArray &sqlState)
{
    const auto it = std::find_if(std::begin(kMeanings), std::end(kMeanings),
        [&](const Meaning &m) { return sqlState.startsWith(m.code); });
    return it == std::end(kMeanings) ? nullptr : it;
}

QString translated(const char *text) { return QCoreApplication::translate("SqlState", text); }
} // namespace

Error fromServer(
    const QByteArray &sqlState, const QString &message, const QString &detail, const QString &hint)
{
    Error error;
    const Meaning *known = meaning(sqlState);
    error.kind = known ? known->kind : Kind::Sql;
    error.retryable = known && known->retryable;
    error.text = known
        ? translated(known->text)
        : QCoreApplication::translate("SqlState", "The server refused the statement.");
    error.sqlState = QString::fromLatin1(sqlState);
    QStringList words{message, detail, hint};
    words.removeAll(QString());
    error.detail = redact(words.join(u'\n'));
    return error;
}

Error fromLogin(const QString &message)
{
    // libpq reports a failed login without its SQLSTATE; these words are its own and the server's.
    struct Sign
    {
        const char *words;
        const char *sqlState;
    };
    static constexpr Sign kSigns[] = {{"password authentication failed", "28P01"},
        {"no password supplied", "28P01"}, {"no pg_hba.conf entry", "28000"},
        {"Peer authentication failed", "28000"}, {"is not permitted to log in", "28000"},
        {"remaining connection slots", "53300"}, {"too many clients", "53300"},
        {"too many connections", "53300"}, {"the database system is", "57P03"}};
    for (const Sign &sign : kSigns)
        if (message.contains(QLatin1StringView(sign.words)))
            return fromServer(sign.sqlState, message, {}, {});
    if (message.contains(u"database \""_s) && message.contains(u"does not exist"_s))
        return fromServer("3D000", message, {}, {});
    if (message.contains(u"role \""_s) && message.contains(u"does not exist"_s))
        return fromServer("28000", message, {}, {});

    if (message.contains(u"permission denied for database"_s))
        return {Kind::Connection,
            QCoreApplication::translate("SqlState",
                "This user may not connect to the database. Its owner can allow it with GRANT "
                "CONNECT, or connect as another user."),
            redact(message), u"42501"_s};

    Error error{Kind::Connection,
        QCoreApplication::translate(
            "SqlState", "The connection to the server was lost or could not be made."),
        redact(message)};
    error.retryable = true;
    if (message.contains(u"Connection refused"_s)
        || message.contains(u"No such file or directory"_s))
        error.text = QCoreApplication::translate("SqlState",
            "Nothing listens at that address. Check host and port, and whether the server runs.");
    else if (message.contains(u"could not translate host name"_s))
        error.text = QCoreApplication::translate(
            "SqlState", "The host name is not known. Check its spelling and the network.");
    else if (message.contains(u"timeout expired"_s))
        error.text = QCoreApplication::translate("SqlState",
            "The server did not answer in time. Check the address, the network and any firewall.");
    else if (message.contains(u"does not support SSL"_s))
        error.text = QCoreApplication::translate("SqlState",
            "The server offers no TLS, and this connection demands it. Turn TLS on at the server, "
            "or choose a weaker TLS mode if nobody can listen on the way.");
    else if (message.contains(u"certificate"_s) || message.contains(u"SSL"_s))
        error.text = QCoreApplication::translate("SqlState",
            "The secure connection could not be made: the certificate or the TLS setting does not "
            "fit. "
            "Check the host name, the root certificate and the TLS mode of the connection.");
    return error;
}

} // namespace gatehouse::db
