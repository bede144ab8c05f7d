// The content of whole tables as one number each, to compare PostgreSQL with PostgreSQL.
//
// A row's bytes are its line of COPY (columns) TO STDOUT in text form, under the settings of
// beginSums(), without the newline. A table's sum is the sum of the SHA-256 of its rows modulo
// 2^256: the order of rows does not matter, a row that is there twice counts twice. It finds every
// accidental difference; it is not made against somebody who forges rows.
#pragma once

#include "db/sql.h"

#include <QByteArray>

#include <array>
#include <memory>

struct evp_md_ctx_st;
struct evp_md_st;

namespace gatehouse::proof {

class RowSum
{
public:
    RowSum();
    ~RowSum();
    RowSum(const RowSum &) = delete;
    RowSum &operator=(const RowSum &) = delete;
    void add(QByteArrayView row);
    qint64 rows() const { return m_rows; }
    QByteArray hex() const; // 64 digits; 0... for an empty table

private:
    evp_md_ctx_st *m_context;
    std::array<quint64, 4> m_sum{}; // lowest first
    qint64 m_rows = 0;
};

struct TableSum
{
    qint64 rows = 0;
    QByteArray sum;   // hexadecimal
    qint64 bytes = 0; // of the lines
    bool operator==(const TableSum &other) const { return rows == other.rows && sum == other.sum; }
};

// Of two tables together: of the partitions of one, say.
TableSum added(const TableSum &one, const TableSum &other);

// Session's thread, inside a transaction: settings (until its end) that make the text of a value
// the same on every server; row security is off, so that hidden rows are an error and not a gap.
Result<> beginSums(db::Sql &sql);

// The table's own rows, without those of children and partitions. `columns` in the order that both
// sides use; none: a table without columns. `grown` is told how many bytes came since its last
// call.
Result<TableSum> tableSum(db::Sql &sql, const db::Identifier &table, const QStringList &columns,
    const std::function<void(qint64)> &grown = {});

// The same of a view or a materialized view, which COPY takes by a query only.
Result<TableSum> viewSum(db::Sql &sql, const db::Identifier &view, const QStringList &columns);

} // namespace gatehouse::proof
