// Content checksums: a hash per cell of a form that both sides can print, and sums of them that do
// not depend on the order of rows. Used to compare a table with where its rows came from.
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <string_view>
#include <vector>

namespace gatehouse::proof {

// 128 bits; adds and subtracts modulo 2^128. Not for adversaries: it finds faults, not forgeries.
struct Hash
{
    quint64 high = 0, low = 0;
    Hash &operator+=(const Hash &other)
    {
        low += other.low;
        high += other.high + (low < other.low ? 1 : 0);
        return *this;
    }
    bool operator==(const Hash &) const = default;
    auto operator<=>(const Hash &) const = default;
    QByteArray hex() const; // 32 digits
};

Hash hashBytes(std::string_view bytes, quint64 seed);

// What the bytes of a value mean, as far as two prints of one value can differ. The bytes are those
// of PostgreSQL's binary form.
enum class Form : quint8 {
    Bytes,   // as they are: text, numbers, uuid, timestamps, bytea, json
    Jsonb,   // version byte, then text: compared as parsed value
    Float4,  // every NaN is the same
    Float8,
    Numeric, // 1.0 and 1.00 are the same number
};

// Of one cell of column `column`; NULL is a value of its own.
Hash hashNull(quint32 column);
Hash hashCell(quint32 column, Form form, std::string_view field);
// Of a row, from its cells in the order of columns.
Hash hashRow(const std::vector<Hash> &cells);

// Valid JSON text as a value: order of members, white space, escapes and the spelling of numbers do
// not count, of equal members the last does.
Hash hashJson(std::string_view text);

} // namespace gatehouse::proof
