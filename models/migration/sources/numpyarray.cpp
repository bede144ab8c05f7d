#include "migration/sources/numpyarray.h"

#include "migration/sources/bytestream.h"
#include "migration/words.h"

#include <QRegularExpression>
#include <QStringList>
#include <QtEndian>

#include <bit>
#include <cmath>
#include <cstring>

namespace gatehouse::migration {
namespace {

constexpr qint64 kMostElements = qint64(1) << 40;

template <typename T>
T load(const char *bytes, bool bigEndian)
{
    T value{};
    std::memcpy(&value, bytes, sizeof value);
    return bigEndian ? qFromBigEndian(value) : qFromLittleEndian(value);
}

qint64 whole(const ArrayType &type, const char *bytes)
{
    const bool sign = type.kind == 'i';
    switch (type.size) {
    case 1:
        return sign ? qint64(qint8(*bytes)) : qint64(quint8(*bytes));
    case 2:
        return sign ? qint64(load<qint16>(bytes, type.bigEndian))
                    : qint64(load<quint16>(bytes, type.bigEndian));
    case 4:
        return sign ? qint64(load<qint32>(bytes, type.bigEndian))
                    : qint64(load<quint32>(bytes, type.bigEndian));
    default:
        return load<qint64>(bytes, type.bigEndian);
    }
}

double half(quint16 bits)
{
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double sign = bits & 0x8000 ? -1 : 1;
    if (exponent == 31)
        return fraction ? std::nan("") : sign * HUGE_VAL;
    return sign
        * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25));
}

double real(const ArrayType &type, const char *bytes)
{
    if (type.size == 2)
        return half(load<quint16>(bytes, type.bigEndian));
    if (type.size == 4)
        return double(std::bit_cast<float>(load<quint32>(bytes, type.bigEndian)));
    return std::bit_cast<double>(load<quint64>(bytes, type.bigEndian));
}

// What is no character becomes bytes that are no UTF-8, and is found as such.
void appendUtf8(quint32 code, std::string &to)
{
    const auto put = [&to](quint32 byte) { to.push_back(char(byte)); };
    if (code > 0x10ffff) {
        put(0xff);
    } else if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | code >> 6);
    } else if (code < 0x10000) {
        put(0xe0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3f));
    } else {
        put(0xf0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3f));
        put(0x80 | (code >> 6 & 0x3f));
    }
    if (code >= 0x80 && code <= 0x10ffff)
        put(0x80 | (code & 0x3f));
}

bool isKnown(const ArrayType &type)
{
    switch (type.kind) {
    case 'b':
        return type.size == 1;
    case 'i':
    case 'u':
        return type.size == 1 || type.size == 2 || type.size == 4 || type.size == 8;
    case 'f':
        return type.size == 2 || type.size == 4 || type.size == 8;
    case 'S':
    case 'U':
        return type.size > 0 && type.size <= 1'000'000;
    default:
        return false;
    }
}

} // namespace

Result<ArrayType> parseArrayHeader(const QByteArray &header, const QString &name)
{
    static const QRegularExpression kType(u"'descr':\\s*'([<>|=])([biufUSO])(\\d{1,7})?'"_s);
    static const QRegularExpression kShape(u"'shape':\\s*\\(([\\d,\\sL]*)\\)"_s);
    const QString text = QString::fromLatin1(header);
    const auto found = kType.match(text), shape = kShape.match(text);
    ArrayType type;
    type.kind = found.captured(2).isEmpty() ? 'O' : found.captured(2).at(0).toLatin1();
    type.size = found.captured(3).toInt() * (type.kind == 'U' ? 4 : 1);
    type.bigEndian = found.captured(1) == ">"_L1;
    if (type.kind == 'O')
        return invalid(Words::tr("%1 holds objects of Python, which only Python can read: export "
                                 "them as numbers or JSON.")
                           .arg(name));
    if (!isKnown(type) || !shape.hasMatch())
        return invalid(Words::tr("%1 is an array of a kind that cannot be read.").arg(name));
    QStringList sizes = shape.captured(1).split(u',', Qt::SkipEmptyParts);
    sizes.removeIf([](const QString &size) { return size.trimmed().isEmpty(); });
    type.rows = sizes.isEmpty() ? 1 : sizes[0].trimmed().toLongLong();
    type.flat = sizes.size() < 2;
    for (qsizetype i = 1; i < sizes.size(); ++i)
        if (type.width = type.width * sizes[i].trimmed().toLongLong(); type.width > kMostElements)
            break;
    if (!type.flat && text.contains("'fortran_order': True"_L1))
        return invalid(Words::tr("%1 is stored column by column; save it row by row.").arg(name));
    if (type.rows < 0 || type.width < 0 || type.width > 1'000'000
        || type.width * type.size > qint64(kLargestValue)
        || type.rows > kMostElements / std::max<qint64>(1, type.width))
        return invalid(Words::tr("%1 claims a size that cannot be.").arg(name));
    return type;
}

Cell arrayElement(const ArrayType &type, const char *bytes, std::string &scratch)
{
    switch (type.kind) {
    case 'b':
        return {Cell::Kind::Bool, *bytes != 0};
    case 'f':
        return {Cell::Kind::Real, 0, real(type, bytes)};
    case 'S': {
        size_t length = size_t(type.size); // shorter texts are filled up with NUL; those within stay
        while (length > 0 && bytes[length - 1] == '\0')
            --length;
        return {Cell::Kind::Text, 0, 0, {bytes, length}};
    }
    case 'U': {
        int units = type.size / 4;
        while (units > 0 && load<quint32>(bytes + (units - 1) * 4, type.bigEndian) == 0)
            --units;
        scratch.clear();
        for (int i = 0; i < units; ++i)
            appendUtf8(load<quint32>(bytes + i * 4, type.bigEndian), scratch);
        return {Cell::Kind::Text, 0, 0, scratch};
    }
    default:
        break;
    }
    if (type.kind == 'u' && type.size == 8 && load<qint64>(bytes, type.bigEndian) < 0) {
        scratch = std::to_string(load<quint64>(bytes, type.bigEndian));
        return {Cell::Kind::Decimal, 0, 0, scratch};
    }
    return {Cell::Kind::Integer, whole(type, bytes)};
}

} // namespace gatehouse::migration
