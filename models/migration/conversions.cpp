#include "migration/conversions.h"

#include "migration/celltext.h"
#include "migration/times.h"
#include "proof/jsonscan.h"

#include <QCoreApplication>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace gatehouse::migration {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isText(const Cell &cell) { return cell.kind == Cell::Kind::Text; }

// Numbers become times; text that is no number is left for the column to read.
template <qint64 NumberOfMicros, qint64 Divisor>
Bad epoch(Cell &cell, const ConversionInput &)
{
    double real = 0;
    qint64 whole = 0;
    if (cell.kind == Cell::Kind::Integer) {
        whole = cell.integer;
    } else if (cell.kind == Cell::Kind::Real) {
        real = cell.real;
    } else if (isText(cell) || cell.kind == Cell::Kind::Decimal) {
        const char *end = cell.bytes.data() + cell.bytes.size();
        if (const auto read = std::from_chars(cell.bytes.data(), end, whole);
            read.ec != std::errc() || read.ptr != end) {
            whole = 0;
            const auto asReal = std::from_chars(cell.bytes.data(), end, real);
            if (asReal.ec != std::errc() || asReal.ptr != end)
                return Bad::None;
        }
    } else {
        return cell.kind == Cell::Kind::Time ? Bad::None : Bad::NotATime;
    }
    if (real != 0) {
        const double micros = real * double(NumberOfMicros) / double(Divisor);
        if (!(std::abs(micros) < 9e18))
            return Bad::OutOfRange;
        cell.integer = qint64(std::llround(micros));
    } else if (__builtin_mul_overflow(whole, NumberOfMicros, &cell.integer)) {
        return Bad::OutOfRange;
    } else {
        cell.integer = (cell.integer >= 0 ? cell.integer + Divisor / 2 : cell.integer - Divisor / 2)
            / Divisor;
    }
    cell.kind = Cell::Kind::Time;
    return Bad::None;
}

template <bool DayFirst>
Bad dayMonth(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell))
        return cell.kind == Cell::Kind::Time ? Bad::None : Bad::NotATime;
    if (rewriteDay(cell.bytes, DayFirst, input.scratch) == Bad::None)
        cell.bytes = input.scratch;
    return Bad::None; // other forms are read as ISO
}

Bad keepAsIs(Cell &, const ConversionInput &) { return Bad::None; }

Bad stripNul(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell) || cell.bytes.find('\0') == std::string_view::npos)
        return Bad::None;
    input.scratch.clear();
    for (const char c : cell.bytes)
        if (c != '\0')
            input.scratch += c;
    cell.bytes = input.scratch;
    return Bad::None;
}

Bad replaceInvalid(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell))
        return Bad::None;
    std::string_view rest = cell.bytes;
    size_t good = proof::goodUtf8(rest);
    if (good == rest.size())
        return Bad::None;
    input.scratch.clear();
    while (true) {
        input.scratch += rest.substr(0, good);
        rest.remove_prefix(good);
        if (rest.empty())
            break;
        input.scratch += rest.front() == '\0' ? std::string_view("\0", 1) : "\xEF\xBF\xBD";
        rest.remove_prefix(1);
        good = proof::goodUtf8(rest);
    }
    cell.bytes = input.scratch;
    return Bad::None;
}

Bad bytesAsText(Cell &cell, const ConversionInput &)
{
    if (cell.kind == Cell::Kind::Bytes)
        cell.kind = Cell::Kind::Text;
    return Bad::None;
}

Bad trim(Cell &cell, const ConversionInput &)
{
    if (!isText(cell))
        return Bad::None;
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!cell.bytes.empty() && blank(cell.bytes.front()))
        cell.bytes.remove_prefix(1);
    while (!cell.bytes.empty() && blank(cell.bytes.back()))
        cell.bytes.remove_suffix(1);
    return Bad::None;
}

Bad lower(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell))
        return Bad::None;
    if (proof::goodUtf8(cell.bytes) != cell.bytes.size())
        return Bad::NotUtf8;
    input.scratch =
        QString::fromUtf8(cell.bytes.data(), qsizetype(cell.bytes.size())).toLower().toStdString();
    cell.bytes = input.scratch;
    return Bad::None;
}

Bad emptyIsNull(Cell &cell, const ConversionInput &)
{
    if (isText(cell) && cell.bytes.empty())
        cell.kind = Cell::Kind::Null;
    return Bad::None;
}

Bad truncate(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell))
        return Bad::None;
    size_t characters = input.self.argument.toUInt(), i = 0;
    for (; i < cell.bytes.size(); ++i)
        if ((cell.bytes[i] & 0xC0) != 0x80 && characters-- == 0)
            break;
    cell.bytes = cell.bytes.substr(0, i);
    return Bad::None;
}

Bad roundNumber(Cell &cell, const ConversionInput &)
{
    constexpr double kExact = 9'007'199'254'740'992; // beyond it a double skips whole numbers
    if ((cell.kind == Cell::Kind::Text || cell.kind == Cell::Kind::Decimal)
        && cell.bytes.find('.') != std::string_view::npos) {
        double value = 0;
        const char *end = cell.bytes.data() + cell.bytes.size();
        const auto read = std::from_chars(cell.bytes.data(), end, value);
        if (read.ec == std::errc() && read.ptr == end && std::abs(value) < kExact) {
            cell.kind = Cell::Kind::Real;
            cell.real = value;
        }
    }
    if (cell.kind != Cell::Kind::Real || !(std::abs(cell.real) < 9.2e18))
        return Bad::None;
    cell.integer = std::llround(cell.real);
    cell.kind = Cell::Kind::Integer;
    return Bad::None;
}

Bad toBool(Cell &cell, const ConversionInput &)
{
    if (cell.kind == Cell::Kind::Integer || cell.kind == Cell::Kind::Real) {
        const double value = cell.kind == Cell::Kind::Real ? cell.real : double(cell.integer);
        if (std::isnan(value))
            return Bad::NotBool;
        cell.integer = value != 0;
        cell.kind = Cell::Kind::Bool;
    }
    return Bad::None;
}

Bad uuid5(Cell &cell, const ConversionInput &input)
{
    std::string name(input.self.argument.constData(), size_t(input.self.argument.size()));
    name += '/';
    std::string text;
    std::string_view part;
    if (const Bad bad = cellText(cell, text, part); bad != Bad::None)
        return bad;
    name += part;
    const QUuid id = QUuid::createUuidV5(
        input.self.ids, QByteArray(name.data(), qsizetype(name.size())));
    const QByteArray bytes = id.toRfc4122();
    input.scratch.assign(bytes.constData(), size_t(bytes.size()));
    cell.kind = Cell::Kind::Uuid;
    cell.bytes = input.scratch;
    return Bad::None;
}

Bad jsonWrap(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell) || proof::scanJson(cell.bytes) == proof::JsonFault::None)
        return Bad::None;
    input.scratch.clear();
    if (const Bad bad = appendJsonText(cell.bytes, input.scratch); bad != Bad::None)
        return bad;
    cell.bytes = input.scratch;
    cell.kind = Cell::Kind::Json;
    return Bad::None;
}

Bad jsonStripNul(Cell &cell, const ConversionInput &input)
{
    if (!isText(cell) && cell.kind != Cell::Kind::Json)
        return Bad::None;
    if (cell.bytes.find("\\u0000") == std::string_view::npos)
        return Bad::None;
    input.scratch.clear();
    for (size_t i = 0; i < cell.bytes.size(); ++i) {
        if (cell.bytes[i] == '\\' && cell.bytes.substr(i, 6) == "\\u0000") {
            i += 5;
            continue;
        }
        input.scratch += cell.bytes[i];
        if (cell.bytes[i] == '\\' && i + 1 < cell.bytes.size())
            input.scratch += cell.bytes[++i];
    }
    cell.bytes = input.scratch;
    return Bad::None;
}

Bad jsonMember(Cell &cell, const ConversionInput &input)
{
    std::string json = "{\"";
    json.append(input.self.argument.constData(), size_t(input.self.argument.size()));
    json += "\": ";
    if (const Bad bad = appendJson(cell, json); bad != Bad::None)
        return bad;
    json += '}';
    input.scratch = std::move(json);
    cell.kind = Cell::Kind::Json;
    cell.bytes = input.scratch;
    return Bad::None;
}

// An ObjectId begins with the second it was made in.
Bad objectIdTime(Cell &cell, const ConversionInput &)
{
    if (cell.kind != Cell::Kind::ObjectId || cell.bytes.size() != 12)
        return Bad::None;
    quint32 seconds = 0;
    for (size_t i = 0; i < 4; ++i)
        seconds = seconds << 8 | quint8(cell.bytes[i]);
    cell.kind = Cell::Kind::Time;
    cell.integer = qint64(seconds) * 1'000'000;
    return Bad::None;
}

constexpr Conversion kConversions[] = {
    {"iso", QT_TRANSLATE_NOOP("Conversion", "Dates and times as ISO 8601 writes them"), keepAsIs},
    {"epoch-s", QT_TRANSLATE_NOOP("Conversion", "Seconds since 1970"), epoch<1'000'000, 1>},
    {"epoch-ms", QT_TRANSLATE_NOOP("Conversion", "Milliseconds since 1970"), epoch<1000, 1>},
    {"epoch-us", QT_TRANSLATE_NOOP("Conversion", "Microseconds since 1970"), epoch<1, 1>},
    {"epoch-ns", QT_TRANSLATE_NOOP("Conversion", "Nanoseconds since 1970"), epoch<1, 1000>},
    {"dmy", QT_TRANSLATE_NOOP("Conversion", "Day, month, year"), dayMonth<true>},
    {"mdy", QT_TRANSLATE_NOOP("Conversion", "Month, day, year"), dayMonth<false>},
    {"bool", QT_TRANSLATE_NOOP("Conversion", "Numbers as true and false"), toBool},
    {"round", QT_TRANSLATE_NOOP("Conversion", "Numbers rounded to whole ones"), roundNumber},
    {"uuid5",
        QT_TRANSLATE_NOOP("Conversion", "A UUID made from the name after the colon and the value"),
        uuid5, true},
    {"oid-time", QT_TRANSLATE_NOOP("Conversion", "The time at which an ObjectId was made"),
        objectIdTime},
    {"strip-nul", QT_TRANSLATE_NOOP("Conversion", "NUL characters removed"), stripNul},
    {"replace-invalid",
        QT_TRANSLATE_NOOP("Conversion", "Bytes that are not UTF-8 replaced by U+FFFD"),
        replaceInvalid},
    {"bytes-as-text", QT_TRANSLATE_NOOP("Conversion", "Bytes read as UTF-8 text"), bytesAsText},
    {"trim", QT_TRANSLATE_NOOP("Conversion", "Blanks at both ends removed"), trim},
    {"lower", QT_TRANSLATE_NOOP("Conversion", "Lower case"), lower},
    {"empty-null", QT_TRANSLATE_NOOP("Conversion", "Empty text as NULL"), emptyIsNull},
    {"truncate", QT_TRANSLATE_NOOP("Conversion", "Cut after so many characters"), truncate, true},
    {"json-wrap", QT_TRANSLATE_NOOP("Conversion", "Text that is no JSON as a JSON string"),
        jsonWrap},
    {"json-strip-nul", QT_TRANSLATE_NOOP("Conversion", "\\u0000 in JSON removed"), jsonStripNul},
    {"json-member",
        QT_TRANSLATE_NOOP("Conversion", "The value as a member of a JSON object"), jsonMember,
        true},
};

} // namespace

std::span<const Conversion> conversions() { return kConversions; }

const Conversion *conversionNamed(QStringView name)
{
    const qsizetype colon = name.indexOf(u':');
    const QStringView plain = colon < 0 ? name : name.left(colon);
    for (const Conversion &conversion : kConversions)
        if (plain == QLatin1StringView(conversion.name))
            return &conversion;
    return nullptr;
}

} // namespace gatehouse::migration
