// Rows of a table as the server prints them in binary, whole and one by one.
#pragma once

#include "db/sql.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::migration {

// f sees each row as the encoder writes one (16 bit count, then fields with 32 bit lengths); false
// stops.
Result<qint64> streamRows(db::Sql &sql, const db::Statement &copyOut,
    const std::function<bool(std::string_view row)> &f);

// Takes chunks of any size apart.
class RowSplitter
{
public:
    bool add(std::string_view chunk, const std::function<bool(std::string_view)> &f);

private:
    size_t wholeRow(std::string_view bytes) const; // its length, 0: not there yet
    std::string m_rest;
    bool m_headerSeen = false, m_ended = false;
};

} // namespace gatehouse::migration
