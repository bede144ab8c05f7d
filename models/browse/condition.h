// A filter as a value; prints itself as SQL with bound parameters.
#pragma once

#include "browse/relation.h"

#include <optional>

namespace gatehouse::browse {

// Values are in the text form of the server ("2026-11-20 12:03:04.123456+00", "1.5"): the server
// reads them as the column's type. A column the relation does not have, or a text with NUL in it,
// which no value can hold, makes a condition that no row meets.
struct Condition
{
    enum class Kind {
        All, // of the parts; none: every row
        Any, // of the parts; none: no row
        Not, // the first part is not true: NULL counts as "not"
        Equals,
        OneOf,
        Range, // half open [from, to); a missing end is open
        Above, // value < column; with Range it makes any interval
        AtMost,
        Contains, // as text, without regard to case
        StartsWith,
        IsNull,
        Among // the column is one of what the lookup path[0] of the relation gives for the values
    };
    Kind kind = Kind::All;
    QString column{};
    QStringList path{}; // inside a JSON column; compared as text, in a Range as numbers
    std::vector<std::optional<QString>> values{}; // Range: from, to
    std::vector<Condition> parts{};

    static Condition all(std::vector<Condition> parts)
    {
        return {Kind::All, {}, {}, {}, std::move(parts)};
    }
    static Condition any(std::vector<Condition> parts)
    {
        return {Kind::Any, {}, {}, {}, std::move(parts)};
    }
    static Condition negate(Condition part) { return {Kind::Not, {}, {}, {}, {std::move(part)}}; }
    static Condition equals(const QString &column, const QString &value);
    static Condition oneOf(const QString &column, const QStringList &values);
    static Condition range(const QString &column, const std::optional<QString> &from,
        const std::optional<QString> &to);
    static Condition above(const QString &column, const QString &value);
    static Condition atMost(const QString &column, const QString &value);
    static Condition contains(const QString &column, const QString &text);
    static Condition startsWith(const QString &column, const QString &text);
    static Condition isNull(const QString &column);
    static Condition among(
        const QString &column, const QString &lookupId, const QStringList &values = {});
    Condition at(QStringList jsonPath) const; // the same, asked of a member of the JSON column

    bool isTrivial() const { return kind == Kind::All && parts.empty(); }
    bool operator==(const Condition &) const = default;
};

// A boolean expression, in brackets; "true" when trivial.
QString print(const Condition &condition, const Relation &relation, db::Composer &sql);

QString escapeLike(const QString &text); // % _ and backslash lose their meaning

} // namespace gatehouse::browse
