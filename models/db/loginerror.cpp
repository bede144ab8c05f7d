#include "db/loginerror.h"

#include "db/sqlstate.h"
#include "db/words.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <libpq-fe.h>

namespace gatehouse::db {

namespace {
QString words(const char *utf8) { return QString::fromUtf8(utf8).trimmed(); }

// A verbose message has "FATAL:  28P01: password authentication failed ...", in any language, and
// a line about the server's source that nobody needs.
QString sqlStateIn(const QString &message)
{
    static const QRegularExpression code(u":  ([0-9A-Z]{5}): "_s);
    return code.match(message).captured(1);
}

QString withoutLocation(QString message)
{
    static const QRegularExpression lastLine(u"\\n[^\\n:]+:\\s+[^\\n]*\\.c:\\d+$"_s);
    return message.remove(lastLine);
}

// libpq leaves out a pass file that others can read, and says so on standard error only.
QString passFileNote()
{
    const QString given = qEnvironmentVariable("PGPASSFILE");
    const QFileInfo file(given.isEmpty() ? QDir::homePath() + u"/.pgpass"_s : given);
    constexpr auto kOthers =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (!file.exists() || !(file.permissions() & kOthers))
        return {};
    return u' '
        + Words::tr(
            "The pass file %1 was ignored because others can read it: chmod 600 mends that.")
              .arg(file.filePath());
}
} // namespace

void askForSqlState(pg_conn *conn)
{
    if (conn)
        PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
}

LoginTrouble loginTrouble(pg_conn *conn, bool passwordGiven)
{
    LoginTrouble trouble;
    Error &error = trouble.error;
    const QString message = withoutLocation(conn ? words(PQerrorMessage(conn)) : QString());
    const QString state = sqlStateIn(message);
    error = state.isEmpty() ? fromLogin(message) : fromServer(state.toLatin1(), message, {}, {});
    const QString user = conn ? words(PQuser(conn)) : QString();
    const QString database = conn ? words(PQdb(conn)) : QString();
    if (conn && PQconnectionNeedsPassword(conn)) {
        trouble.passwordWanted = true;
        error = {Error::Kind::Connection,
            Words::tr("The server asks for the password of %1, and none was given.").arg(user)
                + passFileNote(),
            {}, u"28P01"_s};
    } else if (state == u"28P01"_s) {
        trouble.passwordWanted = true;
        error.text =
            Words::tr("The server did not accept the password of %1. Check both; user and password "
                      "are case-sensitive.")
                .arg(user)
            + (passwordGiven ? QString() : passFileNote());
    } else if (state == u"28000"_s) {
        error.text =
            Words::tr("The server does not let %1 in from here: there is no such user, or its "
                      "pg_hba.conf does not allow it. Ask its administrator.")
                .arg(user);
    } else if (state == u"3D000"_s) {
        trouble.atDatabase = true;
        error.text = Words::tr("There is no database %1 on this server. Check its spelling; it is "
                               "case-sensitive.")
                         .arg(database);
    } else if (state == u"42501"_s) {
        trouble.atDatabase = true;
        error.kind = Error::Kind::Connection;
        error.text =
            Words::tr("%1 may not connect to the database %2. Its owner can allow it with GRANT "
                      "CONNECT ON DATABASE.")
                .arg(user, database);
    } else if (state == u"55000"_s) {
        trouble.atDatabase = true;
        error.text = Words::tr("The database %1 accepts no connections now.").arg(database);
    }
    return trouble;
}

} // namespace gatehouse::db
