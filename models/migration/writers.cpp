#include "migration/writers.h"

#include "migration/celltext.h"
#include "proof/jsonscan.h"

#include <cstring>

namespace gatehouse::migration {

namespace {

using Kind = Cell::Kind;

constexpr qint64 kEpoch2000 = 946'684'800'000'000; // microseconds between 1970 and 2000
constexpr qint64 kDay = 86'400'000'000;
constexpr qint64 kFirst = -211'813'488'000'000'000; // microseconds before 2000 that a timestamp holds

size_t characters(std::string_view text)
{
    size_t count = 0;
    for (const char c : text)
        count += (c & 0xC0) != 0x80;
    return count;
}

Bad writeText(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    std::string_view text;
    if (const Bad bad = cellText(cell, input.scratch, text); bad != Bad::None)
        return bad;
    if (const size_t good = proof::goodUtf8(text); good != text.size())
        return text[good] == '\0' ? Bad::Nul : Bad::NotUtf8;
    const auto length = size_t(input.type.length);
    out.append(text);
    if (length == 0 || (text.size() <= length && !input.type.padded))
        return Bad::None;
    size_t count = characters(text);
    if (count > length)
        return Bad::TooLong;
    for (; input.type.padded && count < length; ++count)
        out.append(" ");
    return Bad::None;
}

bool isWord(std::string_view text, std::initializer_list<const char *> words)
{
    for (const char *word : words)
        if (text.size() == std::strlen(word)
            && std::equal(text.begin(), text.end(), word,
                [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b; }))
            return true;
    return false;
}

Bad writeBool(const Cell &cell, const WriteInput &, ByteBuffer &out)
{
    bool value = false;
    if (cell.kind == Kind::Bool || cell.kind == Kind::Integer) {
        if (cell.integer != 0 && cell.integer != 1)
            return Bad::NotBool;
        value = cell.integer == 1;
    } else if (cell.kind == Kind::Real) {
        if (cell.real != 0 && cell.real != 1)
            return Bad::NotBool;
        value = cell.real == 1;
    } else if (cell.kind == Kind::Text) {
        value = isWord(cell.bytes, {"true", "t", "yes", "y", "on", "1"});
        if (!value && !isWord(cell.bytes, {"false", "f", "no", "n", "off", "0"}))
            return Bad::NotBool;
    } else {
        return Bad::WrongKind;
    }
    out.append(value ? std::string_view("\1", 1) : std::string_view("\0", 1));
    return Bad::None;
}

Bad writeUuid(const Cell &cell, const WriteInput &, ByteBuffer &out)
{
    if ((cell.kind == Kind::Uuid || cell.kind == Kind::Bytes) && cell.bytes.size() == 16) {
        out.append(cell.bytes);
        return Bad::None;
    }
    if (cell.kind != Kind::Text)
        return cell.kind == Kind::Bytes ? Bad::NotUuid : Bad::WrongKind;
    std::string_view text = cell.bytes;
    if (text.size() == 38 && text.front() == '{' && text.back() == '}')
        text = text.substr(1, 36);
    if (text.size() != 36 && text.size() != 32)
        return Bad::NotUuid;
    char *at = out.reserve(16);
    int nibbles = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (text.size() == 36 && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (c != '-')
                return Bad::NotUuid;
            continue;
        }
        const int digit = c >= '0' && c <= '9' ? c - '0'
            : c >= 'a' && c <= 'f'             ? c - 'a' + 10
            : c >= 'A' && c <= 'F'             ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return Bad::NotUuid;
        at[nibbles / 2] = char(nibbles % 2 ? (at[nibbles / 2] << 4) | digit : digit);
        ++nibbles;
    }
    out.commit(16);
    return Bad::None;
}

Bad checkJson(std::string_view text, bool jsonb)
{
    switch (proof::scanJson(text, {.jsonb = jsonb})) {
    case proof::JsonFault::None:
        return Bad::None;
    case proof::JsonFault::NotUtf8:
        return Bad::NotUtf8;
    case proof::JsonFault::Nul:
        return Bad::JsonNul;
    case proof::JsonFault::TooDeep:
        return Bad::JsonTooDeep;
    case proof::JsonFault::NotJson:
        break;
    }
    return text.find('\0') != std::string_view::npos ? Bad::Nul : Bad::NotJson;
}

Bad writeJson(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    const bool jsonb = input.type.kind == TypeKind::Jsonb;
    if (jsonb)
        out.append("\1");
    if (cell.kind == Kind::Text || cell.kind == Kind::Json) {
        out.append(cell.bytes);
        return checkJson(cell.bytes, jsonb);
    }
    input.scratch.clear();
    if (const Bad bad = appendJson(cell, input.scratch); bad != Bad::None)
        return bad;
    out.append(input.scratch);
    return Bad::None;
}

// Microseconds since 1970: of the wall for timestamp, in UTC for timestamptz.
Bad microsOf(const Cell &cell, const WriteInput &input, bool withZone, qint64 &micros, bool &dateOnly)
{
    ParsedTime time;
    if (cell.kind == Kind::Time) {
        time = {cell.integer, true, false};
    } else if (cell.kind == Kind::Text) {
        if (const Bad bad = parseIso(cell.bytes, time); bad != Bad::None)
            return bad;
    } else {
        return cell.kind == Kind::Integer || cell.kind == Kind::Real ? Bad::NotATime
                                                                     : Bad::WrongKind;
    }
    dateOnly = time.dateOnly;
    micros = time.micros;
    if (withZone && !time.zoned) {
        if (!input.zone)
            return Bad::NoZone;
        micros = input.zone->toUtc(micros);
    } else if (!withZone && time.zoned && input.zone) {
        micros = input.zone->toWall(micros);
    }
    return Bad::None;
}

template <bool WithZone>
Bad writeTimestamp(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    qint64 micros = 0;
    bool dateOnly = false;
    if (const Bad bad = microsOf(cell, input, WithZone, micros, dateOnly); bad != Bad::None)
        return bad;
    qint64 since2000 = 0;
    if (__builtin_sub_overflow(micros, kEpoch2000, &since2000) || since2000 < kFirst)
        return Bad::OutOfRange;
    static constexpr qint64 kUnit[] = {1'000'000, 100'000, 10'000, 1000, 100, 10, 1};
    if (since2000 % kUnit[input.type.fraction] != 0)
        return Bad::NotWhole;
    out.put64(since2000);
    return Bad::None;
}

Bad writeDate(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    qint64 micros = 0;
    bool dateOnly = false;
    if (const Bad bad = microsOf(cell, input, false, micros, dateOnly); bad != Bad::None)
        return bad;
    if (micros % kDay != 0)
        return Bad::NotATime;
    out.put32(qint32((micros - kEpoch2000) / kDay));
    return Bad::None;
}

Bad writeBytea(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    std::string_view bytes = cell.bytes;
    if (cell.kind != Kind::Bytes)
        if (const Bad bad = cellText(cell, input.scratch, bytes); bad != Bad::None)
            return bad;
    out.append(bytes);
    return Bad::None;
}

} // namespace

Writer writerFor(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Text:
        return writeText;
    case TypeKind::Bool:
        return writeBool;
    case TypeKind::Int2:
    case TypeKind::Int4:
    case TypeKind::Int8:
    case TypeKind::Float4:
    case TypeKind::Float8:
    case TypeKind::Numeric:
        return numberWriterFor(kind);
    case TypeKind::Uuid:
        return writeUuid;
    case TypeKind::Json:
    case TypeKind::Jsonb:
        return writeJson;
    case TypeKind::Timestamp:
        return writeTimestamp<false>;
    case TypeKind::TimestampTz:
        return writeTimestamp<true>;
    case TypeKind::Date:
        return writeDate;
    case TypeKind::Vector:
        return writeVector;
    case TypeKind::Bytea:
        return writeBytea;
    }
    return writeText;
}

} // namespace gatehouse::migration
