#include "migration/target.h"

#include <QRegularExpression>

namespace gatehouse::migration {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Named
{
    const char *name;
    TypeKind kind;
    quint32 oid;
};

constexpr Named kTypes[] = {
    {"text", TypeKind::Text, 25},
    {"character varying", TypeKind::Text, 1043},
    {"varchar", TypeKind::Text, 1043},
    {"character", TypeKind::Text, 1042},
    {"char", TypeKind::Text, 1042},
    {"bpchar", TypeKind::Text, 1042},
    {"boolean", TypeKind::Bool, 16},
    {"bool", TypeKind::Bool, 16},
    {"smallint", TypeKind::Int2, 21},
    {"int2", TypeKind::Int2, 21},
    {"integer", TypeKind::Int4, 23},
    {"int", TypeKind::Int4, 23},
    {"int4", TypeKind::Int4, 23},
    {"bigint", TypeKind::Int8, 20},
    {"int8", TypeKind::Int8, 20},
    {"real", TypeKind::Float4, 700},
    {"float4", TypeKind::Float4, 700},
    {"double precision", TypeKind::Float8, 701},
    {"float8", TypeKind::Float8, 701},
    {"numeric", TypeKind::Numeric, 1700},
    {"decimal", TypeKind::Numeric, 1700},
    {"uuid", TypeKind::Uuid, 2950},
    {"json", TypeKind::Json, 114},
    {"jsonb", TypeKind::Jsonb, 3802},
    {"timestamp without time zone", TypeKind::Timestamp, 1114},
    {"timestamp", TypeKind::Timestamp, 1114},
    {"timestamp with time zone", TypeKind::TimestampTz, 1184},
    {"timestamptz", TypeKind::TimestampTz, 1184},
    {"date", TypeKind::Date, 1082},
    {"bytea", TypeKind::Bytea, 17},
    {"citext", TypeKind::Text, 25},
    {"vector", TypeKind::Vector, 0},
};

} // namespace

std::optional<TargetType> TargetType::parse(const QString &text)
{
    static const QRegularExpression shape(
        u"^(?:[^.() ]+\\.(?=citext|vector))?([a-z0-9 ]*[a-z0-9]) *(?:\\( *(\\d+) *(?:, *(\\d+) *)?\\))?((?: with(?:out)? time zone)?)(\\[\\])?$"_s);
    const QRegularExpressionMatch match = shape.match(text.trimmed().toLower());
    if (!match.hasMatch())
        return std::nullopt;
    const QString name = match.captured(1) + match.captured(4);
    for (const Named &known : kTypes) {
        if (name != QLatin1StringView(known.name))
            continue;
        TargetType type;
        type.kind = known.kind;
        type.oid = known.oid;
        type.array = !match.captured(5).isEmpty();
        const bool sized = match.hasCaptured(2) && !match.captured(2).isEmpty();
        const int first = match.captured(2).toInt();
        type.padded = name == u"character"_s || name == u"char"_s || name == u"bpchar"_s;
        if (type.kind == TypeKind::Text)
            type.length = sized ? first : type.padded && name != u"bpchar"_s ? 1 : 0;
        if (type.kind == TypeKind::Vector) {
            if (type.array)
                return std::nullopt;
            type.length = sized ? first : 0;
        }
        if (type.kind == TypeKind::Numeric && sized) {
            type.precision = first;
            type.scale = match.captured(3).toInt();
        }
        if ((type.kind == TypeKind::Timestamp || type.kind == TypeKind::TimestampTz) && sized)
            type.fraction = std::min(6, first);
        return type;
    }
    return std::nullopt;
}

std::optional<QTimeZone> zoneNamed(const QString &name)
{
    static const QRegularExpression offset(u"^([+-])(\\d\\d):(\\d\\d)$"_s);
    if (const auto match = offset.match(name); match.hasMatch()) {
        const int seconds = match.captured(2).toInt() * 3600 + match.captured(3).toInt() * 60;
        const QTimeZone zone(match.captured(1) == u"-"_s ? -seconds : seconds);
        return zone.isValid() ? std::optional(zone) : std::nullopt;
    }
    const QTimeZone zone(name.toUtf8());
    return zone.isValid() ? std::optional(zone) : std::nullopt;
}

} // namespace gatehouse::migration
