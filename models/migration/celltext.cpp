#include "migration/celltext.h"

#include "migration/times.h"
#include "proof/jsonscan.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace gatehouse::migration {

namespace {

void appendUuid(std::string_view bytes, std::string &text)
{
    const QByteArray id =
        QUuid::fromRfc4122(QByteArrayView(bytes.data(), qsizetype(bytes.size())))
            .toByteArray(QUuid::WithoutBraces);
    text.append(id.constData(), size_t(id.size()));
}

void appendHex(std::string_view bytes, std::string &text)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const char byte : bytes) {
        text += kDigits[quint8(byte) >> 4];
        text += kDigits[quint8(byte) & 15];
    }
}

template <typename T>
void appendNumber(T value, std::string &text)
{
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    text.append(digits, end.ptr);
}

void appendReal(double value, std::string &text)
{
    if (std::isnan(value))
        text += "NaN";
    else if (std::isinf(value))
        text += value > 0 ? "Infinity" : "-Infinity";
    else
        appendNumber(value, text);
}

} // namespace

Bad cellText(const Cell &cell, std::string &scratch, std::string_view &text)
{
    using Kind = Cell::Kind;
    scratch.clear();
    switch (cell.kind) {
    case Kind::Missing:
    case Kind::Null:
        break;
    case Kind::Bool:
        scratch = cell.integer ? "true" : "false";
        break;
    case Kind::Integer:
        appendNumber(cell.integer, scratch);
        break;
    case Kind::Real:
        appendReal(cell.real, scratch);
        break;
    case Kind::Decimal:
    case Kind::Text:
    case Kind::Json:
        text = cell.bytes;
        return Bad::None;
    case Kind::Bytes:
        return Bad::WrongKind;
    case Kind::Time:
        appendIso(cell.integer, scratch);
        break;
    case Kind::ObjectId:
        appendHex(cell.bytes, scratch);
        break;
    case Kind::Uuid:
        appendUuid(cell.bytes, scratch);
        break;
    }
    text = scratch;
    return Bad::None;
}

Bad appendJsonText(std::string_view text, std::string &json)
{
    if (const size_t good = proof::goodUtf8(text); good != text.size())
        return text[good] == '\0' ? Bad::Nul : Bad::NotUtf8;
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (quint8(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", unsigned(c));
            json += escaped;
        } else {
            json += c;
        }
    }
    json += '"';
    return Bad::None;
}

Bad appendJson(const Cell &cell, std::string &json)
{
    using Kind = Cell::Kind;
    switch (cell.kind) {
    case Kind::Missing:
    case Kind::Null:
        json += "null";
        return Bad::None;
    case Kind::Bool:
        json += cell.integer ? "true" : "false";
        return Bad::None;
    case Kind::Integer:
        appendNumber(cell.integer, json);
        return Bad::None;
    case Kind::Real:
        if (std::isfinite(cell.real)) {
            appendReal(cell.real, json);
            return Bad::None;
        }
        break;
    case Kind::Decimal:
        if (proof::scanJson(cell.bytes) == proof::JsonFault::None) {
            json += cell.bytes;
            return Bad::None;
        }
        break;
    case Kind::Json:
        if (const auto fault = proof::scanJson(cell.bytes); fault != proof::JsonFault::None)
            return fault == proof::JsonFault::Nul ? Bad::JsonNul
                : fault == proof::JsonFault::TooDeep ? Bad::JsonTooDeep
                                                     : Bad::NotJson;
        json += cell.bytes;
        return Bad::None;
    case Kind::Bytes: {
        const QByteArray base64 =
            QByteArray::fromRawData(cell.bytes.data(), qsizetype(cell.bytes.size())).toBase64();
        json += "{\"$binary\": \"";
        json.append(base64.constData(), size_t(base64.size()));
        json += "\"}";
        return Bad::None;
    }
    default:
        break;
    }
    std::string scratch;
    std::string_view text;
    if (const Bad bad = cellText(cell, scratch, text); bad != Bad::None)
        return bad;
    return appendJsonText(text, json);
}

QByteArray shownCell(const Cell &cell, qsizetype most)
{
    std::string scratch;
    std::string_view text = cell.bytes;
    if (cell.kind != Cell::Kind::Bytes)
        (void)cellText(cell, scratch, text);
    const std::string_view head = text.substr(0, size_t(most));
    size_t good = proof::goodUtf8(head);
    if (cell.kind != Cell::Kind::Bytes
        && (good == head.size() || (text.size() > head.size() && head.size() - good < 4)))
        return QByteArray(head.data(), qsizetype(good));
    std::string hex = "\\x";
    appendHex(head.substr(0, size_t(most) / 2), hex);
    return QByteArray(hex.data(), qsizetype(hex.size()));
}

} // namespace gatehouse::migration
