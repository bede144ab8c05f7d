#include "db/canceldesk.h"
#include "db/connection.h"
#include "db/sqlstate.h"

#include <libpq-fe.h>

#include <cerrno>
#include <memory>
#include <poll.h>

namespace gatehouse::db {

namespace {
constexpr int kPollMs = 50;

struct Clear
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, Clear>;
} // namespace

Result<> Connection::waitFor(short events, Running &running)
{
    while (true) {
        pollfd one{PQsocket(m_conn), events, 0};
        const int ready = ::poll(&one, 1, kPollMs);
        if (ready > 0)
            return Done{};
        if (ready < 0 && errno != EINTR)
            return lost();
        if (running.isOverdue()) {
            m_broken = true;
            return lost();
        }
    }
}

Result<> Connection::flush(Running &running)
{
    while (true) {
        const int left = PQflush(m_conn);
        if (left == 0)
            return Done{};
        if (left < 0)
            return lost();
        if (auto ready = waitFor(POLLIN | POLLOUT, running); !ready)
            return ready;
        if (!PQconsumeInput(m_conn))
            return lost();
    }
}

// Null when the statement has no more results.
Result<PGresult *> Connection::nextResult(Running &running)
{
    while (PQisBusy(m_conn)) {
        if (auto ready = waitFor(POLLIN, running); !ready)
            return ready.error();
        running.m_silent.restart();
        if (!PQconsumeInput(m_conn))
            return lost();
    }
    return PQgetResult(m_conn);
}

// Reads what is left of a statement; the first error counts, else the rows affected.
Result<qint64> Connection::finish(Running &running)
{
    std::optional<Error> error;
    qint64 rows = 0;
    while (true) {
        auto next = nextResult(running);
        if (!next)
            return error ? *error : next.error();
        const ResultPtr result(next.value());
        if (!result)
            break;
        switch (PQresultStatus(result.get())) {
        case PGRES_FATAL_ERROR:
        case PGRES_BAD_RESPONSE:
            if (!error)
                error = stopped(errorOf(result.get()), running.token());
            break;
        case PGRES_COPY_IN: // asked for by the server alone: never feed it
            PQputCopyEnd(m_conn, "no COPY was asked for");
            break;
        default: {
            const QByteArray affected(PQcmdTuples(result.get()));
            rows = affected.isEmpty() ? rows : affected.toLongLong();
        }
        }
    }
    if (error)
        return *error;
    return rows;
}

Result<> Connection::query(
    const QByteArray &sql, const Params &params, const CancelToken &token, const OnResult &onResult)
{
    if (token.isCancelled())
        return cancelled();
    std::vector<const char *> values;
    std::vector<int> lengths;
    for (const Param &param : params) {
        values.push_back(param ? param->constData() : nullptr);
        lengths.push_back(param ? int(param->size()) : 0);
    }
    Running running(*this, token);
    const int sentOk = m_facts.console
        ? PQsendQuery(m_conn, sql.constData())
        : PQsendQueryParams(m_conn, sql.constData(), int(params.size()), nullptr, values.data(),
            lengths.data(), nullptr, 0);
    if (!sentOk)
        return lost();
    PQsetSingleRowMode(m_conn);
    if (auto sent = flush(running); !sent)
        return sent;

    bool wanted = true;
    while (true) {
        auto next = nextResult(running);
        if (!next)
            return next.error();
        const ResultPtr result(next.value());
        if (!result)
            return Done{};
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK
            && status != PGRES_EMPTY_QUERY) {
            const Error error = status == PGRES_FATAL_ERROR
                ? stopped(errorOf(result.get()), token)
                : fromServer("08P01", QString::fromUtf8(PQresStatus(status)), {}, {});
            const bool ownStop =
                !wanted && error.kind == Error::Kind::Sql && error.sqlState == u"57014"_s;
            (void)bool(finish(running));
            return ownStop ? Result<>(Done{}) : Result<>(error);
        }
        if (wanted && !onResult(result.get())) {
            wanted = false;
            m_desk->request(m_desk); // the rest is not wanted: spare the server
        }
    }
}

Result<> Connection::simple(const QByteArray &sql, const CancelToken &token)
{
    if (token.isCancelled())
        return cancelled();
    Running running(*this, token);
    if (!PQsendQuery(m_conn, sql.constData()))
        return lost();
    if (auto sent = flush(running); !sent)
        return sent;
    auto done = finish(running);
    if (!done)
        return done.error();
    return Done{};
}

Result<> Connection::startCopy(const QByteArray &sql, int status, Running &running)
{
    if (running.token().isCancelled())
        return cancelled();
    if (!PQsendQueryParams(m_conn, sql.constData(), 0, nullptr, nullptr, nullptr, nullptr, 0))
        return lost();
    if (auto sent = flush(running); !sent)
        return sent;
    auto first = nextResult(running);
    if (!first)
        return first.error();
    const ResultPtr result(first.value());
    if (result && PQresultStatus(result.get()) == status)
        return Done{};
    const Error error = result && PQresultStatus(result.get()) == PGRES_FATAL_ERROR
        ? stopped(errorOf(result.get()), running.token())
        : fromServer("08P01", u"COPY"_s, {}, {});
    (void)bool(finish(running));
    return error;
}

Result<qint64> Connection::copyOut(
    const QByteArray &sql, const CancelToken &token, const std::function<bool(QByteArrayView)> &f)
{
    Running running(*this, token);
    if (auto started = startCopy(sql, PGRES_COPY_OUT, running); !started)
        return started.error();
    bool wanted = true;
    while (true) {
        char *buffer = nullptr;
        const int size = PQgetCopyData(m_conn, &buffer, 1);
        if (size > 0) {
            if (wanted && !f(QByteArrayView(buffer, size))) {
                wanted = false;
                m_desk->request(m_desk);
            }
            PQfreemem(buffer);
        } else if (size == 0) {
            if (auto ready = waitFor(POLLIN, running); !ready)
                return ready.error();
            running.m_silent.restart();
            if (!PQconsumeInput(m_conn))
                return lost();
        } else {
            auto rows = finish(running);
            if (!rows && !wanted && rows.error().sqlState == u"57014"_s)
                return cancelled();
            return rows;
        }
    }
}

Result<qint64> Connection::copyIn(const QByteArray &sql, const CancelToken &token,
    const std::function<Result<QByteArray>()> &next)
{
    Running running(*this, token);
    if (auto started = startCopy(sql, PGRES_COPY_IN, running); !started)
        return started.error();
    std::optional<Error> stop;
    while (!stop) {
        auto chunk = token.isCancelled() ? Result<QByteArray>(cancelled()) : next();
        if (!chunk) {
            stop = chunk.error();
            break;
        }
        if (chunk.value().isEmpty())
            break;
        int sent = 0;
        while ((sent = PQputCopyData(m_conn, chunk.value().constData(), int(chunk.value().size())))
            == 0)
            if (auto ready = flush(running); !ready)
                return ready.error();
        if (sent < 0)
            break; // the server's reason comes with the result
        if (auto flushed = flush(running); !flushed)
            return flushed.error();
    }
    while (PQputCopyEnd(m_conn, stop ? "stopped by gatehouse" : nullptr) == 0)
        if (auto ready = flush(running); !ready)
            return ready.error();
    if (auto flushed = flush(running); !flushed)
        return flushed.error();
    auto rows = finish(running);
    if (stop && (rows || rows.error().kind != Error::Kind::Connection))
        return *stop;
    return rows;
}

} // namespace gatehouse::db
