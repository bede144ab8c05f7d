#include "db/transaction.h"

#include "db/connection.h"

namespace gatehouse::db {

// Behind a pooler the closure is one transaction already: ours is a savepoint inside of it, and the
// closure's end commits. Its mode was chosen by the session.
Result<Transaction> Transaction::begin(Sql &sql, Mode mode)
{
    const char *words = mode == Mode::ReadWrite ? "BEGIN"
        : mode == Mode::ReadOnly                ? "BEGIN READ ONLY"
                                 : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    if (sql.server().pooled)
        words = "SAVEPOINT gatehouse";
    if (auto done = sql.m_connection.simple(words, sql.m_token); !done)
        return done.error();
    return Transaction(&sql);
}

Transaction::~Transaction()
{
    if (!m_sql || !m_sql->m_connection.isAlive())
        return;
    const char *words = m_sql->server().pooled ? "ROLLBACK TO SAVEPOINT gatehouse" : "ROLLBACK";
    if (auto done = m_sql->m_connection.simple(words, {}); !done)
        qWarning("%s", qUtf8Printable(done.error().text));
}

Result<> Transaction::commit()
{
    Sql *sql = std::exchange(m_sql, nullptr);
    const bool pooled = sql->server().pooled;
    if (sql->m_connection.inFailedTransaction()) { // COMMIT would roll back and call that a success
        (void)bool(
            sql->m_connection.simple(pooled ? "ROLLBACK TO SAVEPOINT gatehouse" : "ROLLBACK", {}));
        return failedTransaction();
    }
    auto done = sql->m_connection.simple(pooled ? "RELEASE SAVEPOINT gatehouse" : "COMMIT", {});
    if (!done && sql->m_connection.isAlive())
        (void)bool(
            sql->m_connection.simple(pooled ? "ROLLBACK TO SAVEPOINT gatehouse" : "ROLLBACK", {}));
    return done;
}

} // namespace gatehouse::db
