#include "migration/celltext.h"
#include "migration/writers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace gatehouse::migration {

namespace {

using Kind = Cell::Kind;

Bad wholeFromText(std::string_view text, qint64 &value)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const char *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec == std::errc::result_out_of_range)
        return Bad::OutOfRange;
    if (read.ec == std::errc() && read.ptr == end)
        return Bad::None;
    double real = 0;
    const auto asReal = std::from_chars(text.data(), end, real);
    return asReal.ec == std::errc() && asReal.ptr == end ? Bad::NotWhole : Bad::NotANumber;
}

Bad wholeOf(const Cell &cell, qint64 &value)
{
    switch (cell.kind) {
    case Kind::Integer:
    case Kind::Bool:
        value = cell.integer;
        return Bad::None;
    case Kind::Real:
        if (!std::isfinite(cell.real))
            return Bad::NotANumber;
        if (std::trunc(cell.real) != cell.real)
            return Bad::NotWhole;
        if (!(cell.real >= -9223372036854775808.0 && cell.real < 9223372036854775808.0))
            return Bad::OutOfRange;
        value = qint64(cell.real);
        return Bad::None;
    case Kind::Decimal:
    case Kind::Text:
        return wholeFromText(cell.bytes, value);
    default:
        return Bad::WrongKind;
    }
}

template <typename T>
Bad writeWhole(const Cell &cell, const WriteInput &, ByteBuffer &out)
{
    qint64 value = 0;
    if (const Bad bad = wholeOf(cell, value); bad != Bad::None)
        return bad;
    if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max())
        return Bad::OutOfRange;
    if constexpr (sizeof(T) == 2)
        out.put16(qint16(value));
    else if constexpr (sizeof(T) == 4)
        out.put32(qint32(value));
    else
        out.put64(value);
    return Bad::None;
}

// A whole number written out says each of its digits: 9007199254740993 is no double.
bool isExact(std::string_view text, double value)
{
    if (text.size() < 16 || text.find_first_not_of("-0123456789") != std::string_view::npos)
        return true;
    text.remove_prefix(std::min(text.find_first_not_of("-0"), text.size() - 1));
    std::array<char, 400> again;
    const auto printed = std::to_chars(again.data(), again.data() + again.size(), std::abs(value),
        std::chars_format::fixed, 0);
    return text == std::string_view(again.data(), size_t(printed.ptr - again.data()));
}

Bad realOf(const Cell &cell, double &value)
{
    switch (cell.kind) {
    case Kind::Real:
        value = cell.real;
        return Bad::None;
    case Kind::Bool:
    case Kind::Integer:
        value = double(cell.integer);
        return std::abs(cell.integer) <= (qint64(1) << 53) || qint64(value) == cell.integer
            ? Bad::None
            : Bad::OutOfRange;
    case Kind::Decimal:
    case Kind::Text: {
        const char *end = cell.bytes.data() + cell.bytes.size();
        const auto read = std::from_chars(cell.bytes.data(), end, value);
        if (read.ec == std::errc::result_out_of_range)
            return Bad::OutOfRange;
        if (read.ec == std::errc() && read.ptr == end)
            return isExact(cell.bytes, value) ? Bad::None : Bad::OutOfRange;
        return Bad::NotANumber;
    }
    default:
        return Bad::WrongKind;
    }
}

Bad writeFloat8(const Cell &cell, const WriteInput &, ByteBuffer &out)
{
    double value = 0;
    if (const Bad bad = realOf(cell, value); bad != Bad::None)
        return bad;
    qint64 bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    out.put64(bits);
    return Bad::None;
}

// The nearest float is fine when it prints as the same number: 0.1 does, 0.1234567890123 does not.
Bad writeFloat4(const Cell &cell, const WriteInput &, ByteBuffer &out)
{
    double value = 0;
    if (const Bad bad = realOf(cell, value); bad != Bad::None)
        return bad;
    if (std::isfinite(value) && std::abs(value) > double(std::numeric_limits<float>::max()))
        return Bad::OutOfRange;
    const auto narrow = float(value);
    if (double(narrow) != value && !std::isnan(value)) {
        char a[64], b[64];
        const auto endA = std::to_chars(a, a + sizeof a, value);
        const auto endB = std::to_chars(b, b + sizeof b, narrow);
        if (std::string_view(a, size_t(endA.ptr - a)) != std::string_view(b, size_t(endB.ptr - b)))
            return Bad::NotWhole;
    }
    qint32 bits = 0;
    std::memcpy(&bits, &narrow, sizeof bits);
    out.put32(bits);
    return Bad::None;
}

struct Number
{
    std::string digits; // without zeros in front
    qint64 point = 0;   // digits before the decimal point; may be negative
    qint64 scale = 0;   // decimals as written
    bool negative = false;
};

Bad readNumber(std::string_view text, Number &number)
{
    size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+'))
        number.negative = text[i++] == '-';
    bool any = false, seenPoint = false;
    for (; i < text.size(); ++i) {
        if (text[i] == '.' && !seenPoint) {
            seenPoint = true;
            continue;
        }
        if (text[i] < '0' || text[i] > '9')
            break;
        any = true;
        number.scale += seenPoint;
        if (text[i] != '0' || !number.digits.empty()) {
            number.digits += text[i];
            number.point += !seenPoint;
        } else {
            number.point -= seenPoint;
        }
    }
    if (!any)
        return Bad::NotANumber;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        int exponent = 0;
        const char *from = text.data() + i + 1 + (i + 1 < text.size() && text[i + 1] == '+');
        const auto read = std::from_chars(from, text.data() + text.size(), exponent);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size())
            return Bad::NotANumber;
        number.point += exponent;
        number.scale = std::max<qint64>(0, number.scale - exponent);
        i = text.size();
    }
    if (i != text.size())
        return Bad::NotANumber;
    while (!number.digits.empty() && number.digits.back() == '0')
        number.digits.pop_back();
    return Bad::None;
}

Bad writeNumeric(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    std::string_view text;
    if (const Bad bad = cellText(cell, input.scratch, text); bad != Bad::None)
        return bad;
    if (cell.kind == Kind::Json || cell.kind == Kind::Time || cell.kind == Kind::ObjectId
        || cell.kind == Kind::Uuid)
        return Bad::WrongKind;
    if (QByteArrayView(text.data(), qsizetype(text.size())).compare("nan", Qt::CaseInsensitive) == 0) {
        out.append(std::string_view("\0\0\0\0\xC0\0\0\0", 8));
        return Bad::None;
    }
    Number number;
    const std::string one = cell.integer ? "1" : "0";
    if (const Bad bad = readNumber(cell.kind == Kind::Bool ? std::string_view(one) : text, number);
        bad != Bad::None)
        return bad;
    const auto decimals = std::max<qint64>(0, qint64(number.digits.size()) - number.point);
    if (input.type.precision > 0) {
        if (!number.digits.empty() && number.point > input.type.precision - input.type.scale)
            return Bad::OutOfRange;
        if (decimals > input.type.scale)
            return Bad::NotWhole;
        number.scale = input.type.scale;
    }
    if (number.point > 131072 || number.scale > 16383 || decimals > 16383)
        return Bad::OutOfRange;
    // Groups of four digits around the point.
    qint64 weight = -1, count = 0;
    std::string padded;
    if (!number.digits.empty()) {
        weight = number.point > 0 ? (number.point - 1) / 4 : -((-number.point) / 4) - 1;
        padded.assign(size_t((weight + 1) * 4 - number.point), '0');
        padded += number.digits;
        padded.append((4 - padded.size() % 4) % 4, '0');
        count = qint64(padded.size() / 4);
    }
    out.put16(qint16(count));
    out.put16(qint16(count == 0 ? 0 : weight));
    out.put16(qint16(number.negative && count > 0 ? 0x4000 : 0));
    out.put16(qint16(std::max(number.scale, decimals)));
    for (size_t i = 0; i < padded.size(); i += 4)
        out.put16(qint16((padded[i] - '0') * 1000 + (padded[i + 1] - '0') * 100
            + (padded[i + 2] - '0') * 10 + (padded[i + 3] - '0')));
    return Bad::None;
}

} // namespace

Writer numberWriterFor(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Int2:
        return writeWhole<qint16>;
    case TypeKind::Int4:
        return writeWhole<qint32>;
    case TypeKind::Int8:
        return writeWhole<qint64>;
    case TypeKind::Float4:
        return writeFloat4;
    case TypeKind::Float8:
        return writeFloat8;
    default:
        return writeNumeric;
    }
}

} // namespace gatehouse::migration
