// Rows as they came: one block of UTF-8 with offsets. A cell becomes a QString when it is looked
// at.
#pragma once

#include "base/result.h"
#include "browse/query.h"
#include "db/sql.h"

#include <QByteArray>

#include <algorithm>
#include <unordered_map>

namespace gatehouse::browse {

// A value, shared and never changed once it is read; any thread.
class Page
{
public:
    int rows() const { return m_rows; }
    int columns() const { return int(m_columns.size()); }
    const QStringList &columnIds() const { return m_columns; }
    int indexOf(const QString &columnId) const { return int(m_columns.indexOf(columnId)); }
    bool isNull(int row, int column) const { return sizeAt(at(row, column)) < 0; }
    // UTF-8, cut after 300 characters; JSON as the server's text, so that no number changes; a
    // secret as its mask, a space and its fingerprint. Empty for NULL.
    QByteArrayView cell(int row, int column) const;
    // Bytes of the whole value when the cell is only its beginning.
    std::optional<qint64> wholeSize(int row, int column) const;
    Page only(const std::vector<int> &rows) const; // those rows, in that order
    Cursor cursor(int row) const;                  // of the completed order, exclusive
    bool atEnd() const { return m_atEnd; } // nothing follows (or precedes, when asked backward)
    qint64 bytes() const;                  // of memory

private:
    friend class PageBuilder;
    size_t at(int row, int output) const { return size_t(row) * m_width + size_t(output); }
    int sizeAt(size_t place) const { return m_sizes[place]; }

    QStringList m_columns;
    std::vector<int> m_cursor; // outputs that make the cursor
    size_t m_width = 0;        // outputs of a row: columns, then values only the cursor needs
    int m_rows = 0;
    bool m_atEnd = false, m_countsRepeats = false;
    QByteArray m_arena;
    std::vector<quint32> m_offsets;
    std::vector<int> m_sizes; // -1: NULL
    std::vector<int> m_repeats;
    std::unordered_map<quint64, qint64> m_wholeSizes; // of cut cells
};

// Puts a page together row by row; also without a server, for rows that come another way.
class PageBuilder
{
public:
    explicit PageBuilder(const Query &query);
    // The columns of a row's cells, then those whose values only the cursor needs.
    const std::vector<const Column *> &fields() const { return m_fields; }
    // One text for each field; a cell that was cut says the size of the whole.
    void add(std::optional<QByteArrayView> text, std::optional<qint64> wholeSize = {});
    int rows() const { return int(m_page.m_sizes.size() / std::max<size_t>(1, m_page.m_width)); }
    Cursor cursor(int row) const { return m_page.cursor(row); }
    void setRepeats(std::vector<int> repeats) { m_page.m_repeats = std::move(repeats); }
    void reverse(); // the rows arrived last first
    Page take(bool atEnd);

private:
    Page m_page;
    std::vector<const Column *> m_fields;
};

// Runs in the session's thread. One round trip, one more at the border to the NULLs.
Result<Page> fetchPage(db::Sql &sql, const PageRequest &request);

// The whole value of one cell, on demand. `row` is its cursor. A value over `most` bytes is cut
// there, and `wholeSize` says what is missing; a secret stays masked.
struct Value
{
    bool null = false;
    QByteArray text;
    qint64 wholeSize = 0;
};
constexpr qint64 kMostBytes = 64LL * 1024 * 1024;
Result<Value> fetchValue(db::Sql &sql, const Query &query, const Cursor &row,
    const QString &columnId, qint64 most = kMostBytes);

} // namespace gatehouse::browse
