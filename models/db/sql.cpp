#include "db/sql.h"

#include "db/connection.h"

#include <QCoreApplication>

#include <libpq-fe.h>

namespace gatehouse::db {

Sql::Sql(Connection &connection, CancelToken token)
    : m_connection(connection), m_token(std::move(token))
{
}

Result<qint64> Sql::execute(const Statement &statement, const Params &params)
{
    qint64 rows = 0;
    auto done =
        m_connection.query(statement.text().toUtf8(), params, m_token, [&rows](PGresult *result) {
            const QByteArray affected(PQcmdTuples(result));
            rows = affected.isEmpty() ? rows + PQntuples(result) : affected.toLongLong();
            return true;
        });
    if (!done)
        return done.error();
    return rows;
}

Result<qint64> Sql::stream(
    const Statement &statement, const Params &params, const std::function<bool(const Row &)> &f)
{
    qint64 rows = 0;
    auto done =
        m_connection.query(statement.text().toUtf8(), params, m_token, [&](PGresult *result) {
            for (int i = 0; i < PQntuples(result); ++i) {
                ++rows;
                if (!f(Row(result, i)))
                    return false;
            }
            return true;
        });
    if (!done)
        return done.error();
    return rows;
}

Result<qint64> Sql::copyOut(
    const Statement &statement, const std::function<bool(QByteArrayView)> &f)
{
    return m_connection.copyOut(statement.text().toUtf8(), m_token, f);
}

Result<qint64> Sql::copyIn(
    const Statement &statement, const std::function<Result<QByteArray>()> &next)
{
    return m_connection.copyIn(statement.text().toUtf8(), m_token, next);
}

Result<> Sql::script(const QString &text) { return m_connection.simple(text.toUtf8(), m_token); }

void Sql::setStatementTimeout(int ms)
{
    if (auto done = m_connection.setTimeout(ms); !done)
        qWarning("%s", qUtf8Printable(done.error().text));
}

const ServerFacts &Sql::server() const { return m_connection.facts(); }

std::vector<Notice> Sql::takeNotices() { return m_connection.takeNotices(); }

bool Sql::inTransaction() const { return m_connection.inTransaction(); }

Error noRow(const Statement &statement)
{
    return invalid(QCoreApplication::translate("Sql",
                       "The row that was asked for is not there any more. Press F5 to look again."),
        statement.text().left(200));
}

} // namespace gatehouse::db
