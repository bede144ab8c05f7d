#pragma once

#include "db/sql.h"

namespace gatehouse::db {

// What is not committed is rolled back. One at a time on a connection.
class Transaction
{
public:
    enum class Mode { ReadWrite, ReadOnly, Snapshot }; // Snapshot: REPEATABLE READ, READ ONLY
    static Result<Transaction> begin(Sql &sql, Mode mode = Mode::ReadWrite);
    Transaction(Transaction &&other) noexcept : m_sql(std::exchange(other.m_sql, nullptr)) { }
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();
    // After a Connection error the outcome is unknown: ask with pg_xact_status before repeating.
    Result<> commit();

private:
    explicit Transaction(Sql *sql) : m_sql(sql) { }
    Sql *m_sql;
};

} // namespace gatehouse::db
