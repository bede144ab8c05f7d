// What a target column takes, and the time zones a rule may name.
#pragma once

#include <QByteArray>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace gatehouse::migration {

enum class TypeKind : quint8 {
    Text, // text, varchar, char: anything the server takes as text, enums too
    Bool,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Uuid,
    Json,
    Jsonb,
    Timestamp,
    TimestampTz,
    Date,
    Bytea,
    Vector, // of the extension pgvector, wherever it is installed
};

// A type of the closed list that the encoder writes, or a one-dimensional array of one.
struct TargetType
{
    TypeKind kind = TypeKind::Text;
    quint32 oid = 25;      // of the element for an array, as the server numbers its own types
    bool array = false;
    bool padded = false;   // char(n)
    int length = 0;        // of varchar and char in characters, of vector in dimensions; 0: any
    int precision = 0;     // of numeric; 0: any
    int scale = 0;         // of numeric
    int fraction = 6;      // digits of a second that a timestamp keeps
    // From "character varying(36)", "numeric(10,2)", "timestamp(6) without time zone", "real[]";
    // the short forms too. Nothing for a type that is not on the list.
    static std::optional<TargetType> parse(const QString &text);
    bool operator==(const TargetType &) const = default;
};

// "UTC", an IANA name, or "+09:00".
std::optional<QTimeZone> zoneNamed(const QString &name);

} // namespace gatehouse::migration
