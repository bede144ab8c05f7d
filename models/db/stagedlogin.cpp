#include "db/stagedlogin.h"

#include "db/identifier.h"
#include "db/loginerror.h"
#include "db/reach.h"
#include "db/sqlstate.h"
#include "db/statement.h"
#include "db/words.h"

#include <libpq-fe.h>

#include <memory>
#include <poll.h>

namespace gatehouse::db {

namespace {
QString words(const char *utf8) { return QString::fromUtf8(utf8).trimmed(); }
} // namespace

StagedLogin::StagedLogin(const ConnectionTest &test, const CancelToken &token)
    : m_test(test), m_token(token)
{
}

StagedLogin::~StagedLogin() { PQfinish(m_conn); }

LoginEnd StagedLogin::enter()
{
    const Secret none;
    m_deadline = deadlineIn(m_test.timeoutMs);
    m_conn =
        PQconnectStart(m_test.info.conninfo(m_test.password ? *m_test.password : none).constData());
    askForSqlState(m_conn);
    m_state = PGRES_POLLING_WRITING;
    auto failed = poll(CONNECTION_AUTH_OK);
    if (failed && m_failedAt == Stage::Login)
        return {Stage::Login, failed, {}, {}, m_passwordWanted};
    m_failed = std::move(failed); // the login is done; the database refused
    const QString user = words(PQuser(m_conn));
    return {Stage::Database, {}, Words::tr("Logged in as %1").arg(user), loginWarnings()};
}

LoginEnd StagedLogin::open()
{
    if (!m_failed)
        m_failed = poll(0);
    if (m_failed)
        return {Stage::Database, m_failed};
    const char *version = PQparameterStatus(m_conn, "server_version");
    return {Stage::Database, {},
        Words::tr("%1 on PostgreSQL %2")
            .arg(words(PQdb(m_conn)), words(version).section(u' ', 0, 0))};
}

LoginEnd StagedLogin::look()
{
    m_deadline = deadlineIn(m_test.timeoutMs);
    if (!m_test.role.isEmpty()) {
        auto became = row("SET ROLE " + Identifier(m_test.role).quoted().toUtf8());
        if (!became) {
            Error error = became.error();
            if (error.kind != Error::Kind::Cancelled)
                error.text =
                    Words::tr("%1 may not become the role %2. Check its name, or grant the role.")
                        .arg(words(PQuser(m_conn)), m_test.role);
            return {Stage::Schema, error};
        }
    }
    auto rights = row(Statement("db/readable_tables"_L1).text().toUtf8());
    if (!rights)
        return {Stage::Schema, rights.error()};
    const QStringList cells = rights.value();
    const qint64 tables = cells.value(0).toLongLong(), readable = cells.value(1).toLongLong();
    const QString closed = cells.value(2), user = cells.value(3);
    if (tables == 0)
        return {Stage::Schema, {}, Words::tr("The database has no tables yet.")};
    const QString grant =
        Words::tr("Ask the owner for GRANT USAGE ON SCHEMA and GRANT SELECT ON ALL TABLES "
                  "IN SCHEMA.");
    if (readable == 0) {
        Error error{Error::Kind::Refused,
            Words::tr("%1 may read none of the tables here. %2").arg(user, grant)};
        error.detail =
            closed.isEmpty() ? QString() : Words::tr("No right on these schemas: %1").arg(closed);
        return {Stage::Schema, error};
    }
    QStringList warnings;
    if (!closed.isEmpty())
        warnings << Words::tr("%1 has no right to look into these schemas: %2.").arg(user, closed);
    return {Stage::Schema, {}, Words::tr("%1 of %2 tables can be read").arg(readable).arg(tables),
        warnings};
}

std::optional<Error> StagedLogin::poll(int until)
{
    for (;;) {
        if (!m_conn || PQstatus(m_conn) == CONNECTION_BAD || m_state == PGRES_POLLING_FAILED)
            return failedLogin();
        if (m_state == PGRES_POLLING_OK || (until != 0 && PQstatus(m_conn) == until))
            return {};
        const short events = m_state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        switch (waitFor(PQsocket(m_conn), events, m_deadline, m_token)) {
        case Wait::Cancelled:
            return cancelled();
        case Wait::TimedOut: {
            Error error{Error::Kind::Connection,
                Words::tr(
                    "The server accepts connections but does not answer the login. It hangs, is "
                    "overloaded, or is no PostgreSQL server.")};
            error.retryable = true;
            return error;
        }
        case Wait::Ready:
            break;
        }
        m_state = PQconnectPoll(m_conn);
    }
}

Error StagedLogin::failedLogin()
{
    const LoginTrouble trouble = loginTrouble(m_conn, m_test.password != nullptr);
    m_passwordWanted = trouble.passwordWanted;
    m_failedAt = trouble.atDatabase ? Stage::Database : Stage::Login;
    return trouble.error;
}

QStringList StagedLogin::loginWarnings() const
{
    QStringList warnings;
    if (PQconnectionUsedPassword(m_conn) && !PQsslInUse(m_conn) && !m_test.info.isLocal())
        warnings << Words::tr("The password was sent over a connection without TLS.");
    if (!m_test.password || m_test.password->isEmpty())
        return warnings;
    for (const QString &sample : m_test.samplePasswords)
        if (m_test.password->equals(sample.toUtf8()))
            return warnings << Words::tr(
                       "This password is printed in a public guide, so everybody knows "
                       "it. Change it.");
    return warnings;
}

Result<QStringList> StagedLogin::row(const QByteArray &sql)
{
    if (PQsendQueryParams(m_conn, sql.constData(), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1)
        return fromLogin(words(PQerrorMessage(m_conn)));
    while (PQisBusy(m_conn)) {
        const Wait wait = waitFor(PQsocket(m_conn), POLLIN, m_deadline, m_token);
        if (wait == Wait::Cancelled)
            return cancelled();
        if (wait == Wait::TimedOut)
            return Error{Error::Kind::Connection, Words::tr("The server took too long to answer.")};
        if (PQconsumeInput(m_conn) != 1)
            return fromLogin(words(PQerrorMessage(m_conn)));
    }
    std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(m_conn), &PQclear);
    while (PGresult *rest = PQgetResult(m_conn))
        PQclear(rest);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return fromServer(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE),
            words(PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY)), {}, {});
    QStringList cells;
    for (int i = 0; PQntuples(result.get()) > 0 && i < PQnfields(result.get()); ++i)
        cells << QString::fromUtf8(PQgetvalue(result.get(), 0, i));
    return cells;
}

} // namespace gatehouse::db
