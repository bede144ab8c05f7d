// How work talks to the server inside Session::run.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "db/row.h"
#include "db/statement.h"

#include <functional>

namespace gatehouse::db {

class Connection;
struct ServerFacts;

struct Notice
{
    QString severity, text; // redacted, still hostile: show through safeText
};

// A loan for the length of one closure, in the session's thread only. Every statement goes through
// the extended protocol without a name (one statement a message, PgBouncer-proof), is read row by
// row, has the timeout of its session's kind and stops when the closure's token is cancelled.
// Errors: Kind::Sql with SQLSTATE and the server's words, Kind::Connection when the server is lost,
// Kind::Cancelled.
class Sql
{
public:
    explicit Sql(Connection &connection, CancelToken token);

    // T is a scalar that Row::get knows, or has `static T fromRow(const Row &)`.
    template <typename T>
    Result<std::vector<T>> fetch(const Statement &statement, const Params &params = {});
    template <typename T>
    Result<std::optional<T>> fetchOptional(const Statement &statement, const Params &params = {});
    template <typename T>
    Result<T> fetchOne(
        const Statement &statement, const Params &params = {}); // Invalid when no row

    // Rows affected (or read).
    Result<qint64> execute(const Statement &statement, const Params &params = {});

    // Calls f for each row as it arrives; false stops (the rest is cancelled and drained).
    Result<qint64> stream(const Statement &statement, const Params &params,
        const std::function<bool(const Row &)> &f);

    // COPY ... TO STDOUT: chunks as they come. false from f stops.
    Result<qint64> copyOut(
        const Statement &statement, const std::function<bool(QByteArrayView)> &f);
    // COPY ... FROM STDIN: next() fills the buffer, an empty one ends; an Error aborts the COPY.
    Result<qint64> copyIn(
        const Statement &statement, const std::function<Result<QByteArray>()> &next);

    // Several statements in one message of the simple protocol, for scripts of ours (schema.sql)
    // and the PgBouncer console. No parameters. Never with text from outside.
    Result<> script(const QString &text);

    // For this closure from now on; 0 is none.
    void setStatementTimeout(int ms);
    const CancelToken &token() const { return m_token; }
    const ServerFacts &server() const;
    std::vector<Notice> takeNotices();
    bool inTransaction() const;

private:
    friend class Transaction;
    Connection &m_connection;
    CancelToken m_token;
};

namespace detail {
template <typename T>
T convert(const Row &row)
{
    if constexpr (requires { T::fromRow(row); })
        return T::fromRow(row);
    else
        return row.get<T>(0);
}
} // namespace detail

template <typename T>
Result<std::vector<T>> Sql::fetch(const Statement &statement, const Params &params)
{
    std::vector<T> rows;
    auto done = stream(statement, params, [&rows](const Row &row) {
        rows.push_back(detail::convert<T>(row));
        return true;
    });
    if (!done)
        return done.error();
    return rows;
}

template <typename T>
Result<std::optional<T>> Sql::fetchOptional(const Statement &statement, const Params &params)
{
    auto rows = fetch<T>(statement, params);
    if (!rows)
        return rows.error();
    if (rows.value().empty())
        return std::optional<T>{};
    return std::optional<T>(std::move(std::move(rows).value().front()));
}

[[nodiscard]] Error noRow(const Statement &statement);

template <typename T>
Result<T> Sql::fetchOne(const Statement &statement, const Params &params)
{
    auto row = fetchOptional<T>(statement, params);
    if (!row)
        return row.error();
    if (!row.value())
        return noRow(statement);
    return *std::move(row).value();
}

} // namespace gatehouse::db
