#include "db/connection.h"

#include "base/redact.h"
#include "db/canceldesk.h"
#include "db/loginerror.h"
#include "db/sqlstate.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <libpq-fe.h>

#include <cerrno>
#include <poll.h>

namespace gatehouse::db {

namespace {
constexpr int kPollMs = 50; // how soon a cancel is seen while the server is silent
constexpr int kLoginMs = 10000;
constexpr int kFirstAnswerMs = 5000; // and five of grace (canceldesk.cpp): together as a login

QString text(const char *utf8) { return QString::fromUtf8(utf8).trimmed(); }

// 1 ready, 0 not yet, -1 broken
int pollOnce(int fd, short events)
{
    pollfd one{fd, events, 0};
    const int ready = ::poll(&one, 1, kPollMs);
    if (ready < 0)
        return errno == EINTR ? 0 : -1;
    return ready;
}

Error noServer()
{
    Error error = fromLogin(u"timeout expired"_s);
    error.text = QCoreApplication::translate("Connection",
        "The login was accepted, but no server answered behind it. A pooler does that while its pool is "
        "paused or full: look at it with gatehousectl database pool, and resume it.");
    return error;
}

Result<> login(PGconn *conn, bool passwordGiven, const CancelToken &token)
{
    QElapsedTimer clock;
    clock.start();
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED)
            return loginTrouble(conn, passwordGiven).error;
        if (token.isCancelled())
            return cancelled();
        if (clock.hasExpired(kLoginMs))
            return fromLogin(u"timeout expired"_s);
        const int ready =
            pollOnce(PQsocket(conn), state == PGRES_POLLING_READING ? POLLIN : POLLOUT);
        if (ready < 0)
            return fromLogin(text(PQerrorMessage(conn)));
        if (ready > 0)
            state = PQconnectPoll(conn);
    }
    return Done{};
}
} // namespace

Connection::Connection() : m_desk(std::make_shared<CancelDesk>()) { }

Result<std::unique_ptr<Connection>> Connection::open(
    const SessionOptions &options, const CancelToken &token)
{
    QElapsedTimer clock;
    clock.start();
    std::unique_ptr<Connection> made(new Connection);
    const Secret none;
    const QByteArray conninfo = options.info.conninfo(options.password ? *options.password : none);
    made->m_conn = PQconnectStart(conninfo.constData());
    if (!made->m_conn || PQstatus(made->m_conn) == CONNECTION_BAD)
        return fromLogin(made->m_conn ? text(PQerrorMessage(made->m_conn)) : QString());
    askForSqlState(made->m_conn);
    if (auto done = login(made->m_conn, options.password != nullptr, token); !done)
        return done.error();
    PQsetErrorVerbosity(made->m_conn, PQERRORS_DEFAULT);
    PQsetNoticeReceiver(
        made->m_conn,
        [](void *self, const PGresult *result) {
            static_cast<Connection *>(self)->m_notices.push_back(
                {text(PQresultErrorField(result, PG_DIAG_SEVERITY)),
                    redact(text(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)))});
        },
        made.get());
    PQsetnonblocking(made->m_conn, 1);
    made->m_facts.loginMs = int(clock.elapsed());
    // A pooler accepts a login before it has a server for it.
    made->m_closureTimeoutMs = kFirstAnswerMs;
    if (auto done = made->learn(token); !done)
        return made->m_broken && !token.isCancelled() ? noServer() : done.error();
    made->m_closureTimeoutMs = 0;
    if (!options.role.isEmpty() && !made->m_facts.pooled) {
        const QByteArray role = "SET ROLE " + Identifier(options.role).quoted().toUtf8();
        if (auto done = made->simple(role, token); !done)
            return done.error();
    }
    return made;
}

Connection::~Connection() { PQfinish(m_conn); }

// Everything a closure relies on, in one round trip. A pooler gives a login pid of its own.
Result<> Connection::learn(const CancelToken &token)
{
    m_facts.versionNum = PQserverVersion(m_conn);
    m_facts.version = text(PQparameterStatus(m_conn, "server_version")).section(u' ', 0, 0);
    if (PQsslInUse(m_conn))
        m_facts.tls = text(PQsslAttribute(m_conn, "protocol"));
    // One message of the extended protocol and the console hangs up.
    m_facts.console = m_facts.version.contains(u"bouncer"_s);
    if (m_facts.console)
        return Done{};
    const QByteArray sql =
        "SELECT pg_backend_pid(), current_user, current_database(), pg_is_in_recovery(), "
        "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)";
    auto done = query(sql, {}, token, [this](PGresult *result) {
        if (PQntuples(result) == 1) {
            const Row row(result, 0);
            m_facts.pooled = row.get<int>(0) != PQbackendPID(m_conn);
            m_facts.user = row.text(1);
            m_facts.database = row.text(2);
            m_facts.standby = row.get<bool>(3);
            m_facts.superuser = row.get<bool>(4);
        }
        return true;
    });
    if (!done || m_facts.pooled)
        return done;
    return simple(
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; "
        // Compiling a plan cannot be interrupted: a cancel would wait for it.
        "SET bytea_output = 'hex'; SET lock_timeout = '3s'; SET jit = off",
        token);
}

bool Connection::isAlive() const { return !m_broken && PQstatus(m_conn) == CONNECTION_OK; }

void Connection::probe()
{
    // The server's last words come before the end of the stream, and each is one read.
    pollfd one{PQsocket(m_conn), POLLIN, 0};
    for (int reads = 0; reads < 8 && isAlive() && ::poll(&one, 1, 0) > 0; ++reads) {
        PQconsumeInput(m_conn);
        PQisBusy(m_conn);
    }
}

bool Connection::inTransaction() const
{
    return PQtransactionStatus(m_conn) == PQTRANS_INTRANS || inFailedTransaction();
}

bool Connection::inFailedTransaction() const
{
    return PQtransactionStatus(m_conn) == PQTRANS_INERROR;
}

Error failedTransaction()
{
    return {Error::Kind::Sql,
        QCoreApplication::translate(
            "Connection", "An earlier statement failed, so nothing was changed. Try again.")};
}

// A statement stopped by its time limit is a failure, not the user's wish.
Error Connection::stopped(const Error &error, const CancelToken &token) const
{
    if (error.kind != Error::Kind::Cancelled || token.isCancelled())
        return error;
    Error late{Error::Kind::Sql,
        QCoreApplication::translate("Connection",
            "The statement took longer than its limit of %n second(s) and was stopped. Narrow the "
            "question and try again.",
            nullptr, std::max(1, m_closureTimeoutMs / 1000)),
        error.detail, error.sqlState};
    late.retryable = true;
    return late;
}

Result<> Connection::beginClosure(bool readOnly, int timeoutMs)
{
    const QByteArray timeout = QByteArray::number(timeoutMs);
    m_closureTimeoutMs = timeoutMs;
    if (m_facts.console)
        return Done{};
    if (m_facts.pooled) {
        m_closureOpen = true;
        return simple(QByteArray(readOnly ? "BEGIN READ ONLY" : "BEGIN")
                + "; SET LOCAL statement_timeout = " + timeout
                + "; SET LOCAL TimeZone = 'UTC'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL "
                  "bytea_output = 'hex'; SET LOCAL jit = off",
            {});
    }
    if (m_timeoutMs >= 0 && m_readOnly == readOnly && m_timeoutMs == timeoutMs)
        return Done{};
    auto done = simple("SET default_transaction_read_only = " + QByteArray(readOnly ? "on" : "off")
            + "; SET statement_timeout = " + timeout,
        {});
    if (done) {
        m_readOnly = readOnly;
        m_timeoutMs = timeoutMs;
    }
    return done;
}

Result<> Connection::endClosure(bool succeeded)
{
    const bool open = std::exchange(m_closureOpen, false);
    if (!isAlive() || (!open && !inTransaction()))
        return Done{};
    if (!open || !succeeded) // without a pooler a transaction that is still open was forgotten
        return simple("ROLLBACK", {});
    const bool failed = inFailedTransaction(); // COMMIT would roll back and call that a success
    auto done = simple("COMMIT", {});
    return failed ? Result<>(failedTransaction()) : done;
}

Result<> Connection::setTimeout(int ms)
{
    m_closureTimeoutMs = ms;
    if (!m_facts.pooled)
        m_timeoutMs = ms;
    return simple(QByteArray(m_facts.pooled ? "SET LOCAL" : "SET")
            + " statement_timeout = " + QByteArray::number(ms),
        {});
}

Error Connection::lost() const { return fromServer("08006", text(PQerrorMessage(m_conn)), {}, {}); }

Error Connection::errorOf(const PGresult *result) const
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state)
        return lost();
    QString detail = text(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
    // Which row of a COPY it was; what follows a colon is its value.
    const QString context = text(PQresultErrorField(result, PG_DIAG_CONTEXT));
    if (context.startsWith(u"COPY "_s))
        detail += (detail.isEmpty() ? u""_s : u"\n"_s)
            + context.section(u'\n', 0, 0).section(u": "_s, 0, 0);
    return fromServer(
        state, text(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)), detail,
        text(PQresultErrorField(result, PG_DIAG_MESSAGE_HINT)));
}

} // namespace gatehouse::db
