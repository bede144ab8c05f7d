#include "proof/cellhash.h"

#include "proof/jsonscan.h"

#include <cstring>

namespace gatehouse::proof {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr quint64 kOdd[] = {0x9e3779b97f4a7c15ull, 0xc2b2ae3d27d4eb4full, 0x165667b19e3779f9ull,
    0x27d4eb2f165667c5ull, 0xd6e8feb86659fd93ull, 0xa0761d6478bd642full};

quint64 fold(quint64 a, quint64 b)
{
    const Wide product = Wide(a) * b;
    return quint64(product) ^ quint64(product >> 64);
}

quint64 load(const char *from, size_t count)
{
    quint64 value = 0;
    std::memcpy(&value, from, count);
    return value;
}

std::string_view withoutTrailingZeros(std::string_view field)
{
    while (field.size() > 8 && field[field.size() - 1] == 0 && field[field.size() - 2] == 0)
        field.remove_suffix(2);
    return field;
}

// Sign, weight and digits of a numeric; its number of shown decimals is no part of its value.
Hash hashNumeric(std::string_view field, quint64 seed)
{
    if (field.size() < 8)
        return hashBytes(field, seed);
    const std::string_view trimmed = withoutTrailingZeros(field);
    const bool zero = trimmed.size() == 8 && field[4] != char(0xC0) && field[4] != char(0xD0)
        && field[4] != char(0xF0);
    char head[4] = {field[2], field[3], field[4], field[5]};
    if (zero)
        std::memset(head, 0, sizeof head);
    Hash hash = hashBytes({head, 4}, seed);
    hash += hashBytes(trimmed.substr(8), seed ^ kOdd[5]);
    return hash;
}

bool isNan(std::string_view field)
{
    if (field.size() == 4) {
        const auto *bytes = reinterpret_cast<const unsigned char *>(field.data());
        return (bytes[0] & 0x7f) == 0x7f && (bytes[1] & 0x80)
            && ((bytes[1] & 0x7f) | bytes[2] | bytes[3]);
    }
    if (field.size() != 8)
        return false;
    quint64 bits = 0;
    for (const char byte : field)
        bits = bits << 8 | quint8(byte);
    return (bits & 0x7fffffffffffffffull) > 0x7ff0000000000000ull;
}

} // namespace

QByteArray Hash::hex() const
{
    return QByteArray::number(high, 16).rightJustified(16, '0')
        + QByteArray::number(low, 16).rightJustified(16, '0');
}

Hash hashBytes(std::string_view bytes, quint64 seed)
{
    quint64 one = seed ^ kOdd[0], two = seed ^ kOdd[1];
    const char *at = bytes.data();
    size_t left = bytes.size();
    for (; left >= 16; at += 16, left -= 16) {
        const quint64 a = load(at, 8), b = load(at + 8, 8);
        const quint64 next = fold(a ^ kOdd[2] ^ one, b ^ kOdd[3] ^ two);
        two = fold(b ^ kOdd[4] ^ two, a ^ kOdd[5] ^ one) + one;
        one = next;
    }
    const quint64 a = load(at, std::min<size_t>(left, 8));
    const quint64 b = left > 8 ? load(at + 8, left - 8) : 0;
    one = fold(a ^ kOdd[3] ^ one, b ^ kOdd[2] ^ bytes.size());
    two = fold(b ^ kOdd[5] ^ two, a ^ kOdd[4] ^ bytes.size()) ^ one;
    return {fold(one ^ kOdd[0], two ^ kOdd[5]), fold(two ^ kOdd[1], one ^ kOdd[4])};
}

Hash hashNull(quint32 column) { return hashBytes("null", (quint64(column) << 8) | 0xff); }

Hash hashCell(quint32 column, Form form, std::string_view field)
{
    const quint64 seed = (quint64(column) << 8) | quint64(form);
    switch (form) {
    case Form::Bytes:
        break;
    case Form::Jsonb: {
        const Hash value = hashJson(field.empty() ? field : field.substr(1));
        const quint64 both[] = {value.high, value.low};
        return hashBytes({reinterpret_cast<const char *>(both), sizeof both}, seed);
    }
    case Form::Float4:
    case Form::Float8:
        if (isNan(field))
            return hashBytes("nan", seed);
        break;
    case Form::Numeric:
        return hashNumeric(field, seed);
    }
    return hashBytes(field, seed);
}

Hash hashRow(const std::vector<Hash> &cells)
{
    return hashBytes(
        {reinterpret_cast<const char *>(cells.data()), cells.size() * sizeof(Hash)}, kOdd[2]);
}

Hash hashJson(std::string_view text)
{
    Hash hash;
    scanJson(text, {}, &hash);
    return hash;
}

} // namespace gatehouse::proof
