// What a person wants to see of the usage: a value that every query, count, chart and export takes.
#pragma once

#include "base/result.h"
#include "usage/span.h"

#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace gatehouse::usage {

// In the order of items::Compare.
enum class Compare {
    Is,
    IsNot,
    OneOf,
    Contains,
    StartsWith,
    AtLeast,
    AtMost,
    Above,
    Below,
    Missing,
    Present
};

// One condition. `field` is a Field::id of the Source, or a role and a path inside its JSON:
// "data/message_count" (parts escaped as in a JSON pointer: ~0 is ~, ~1 is /). Durations are in
// milliseconds whatever the source stores; keys go by name or fingerprint, never by their text.
struct Chip
{
    QString field;
    Compare compare = Compare::Is;
    QStringList values{}; // one; several for OneOf (any of them); none for Missing and Present
    bool operator==(const Chip &) const = default;
};

QString jsonField(const QString &role, const QStringList &path);
QString roleOf(const QString &field);
QStringList pathOf(const QString &field); // empty: the column itself

struct Filter
{
    // Custom ends are kept to the microsecond in `span`; a relative range moves with the clock.
    qint64 lastMs = 24LL * 3600 * 1000; // 0: span is meant
    Span span{};
    QString zone = QStringLiteral("UTC"); // reporting zone: days, hours, exports
    std::vector<Chip> chips{};
    QString text{}; // anywhere in the words of a row, without regard to case
    bool operator==(const Filter &) const = default;

    Span resolve(const QDateTime &now) const;
    Filter within(const Span &fixed) const; // the same, pinned
    Filter with(Chip chip) const;           // replaces the chip of the same field
    QTimeZone timeZone() const;             // UTC when the name is not known here
};

// For saved views, the session and scripts. Unknown members, wrong types and unknown words are an
// Error Invalid that names the place ("chips[2].compare").
QJsonObject toJson(const Filter &filter);
Result<Filter> filterFromJson(const QJsonObject &json);

QString compareName(Compare compare); // stable: "is", "oneOf", ...
std::optional<Compare> compareFromName(const QString &name);

// "model=llama3.2", "duration>=500", "endpoint~chat", "status!=200", "model=a|b", "error=?" (there
// is one), "error=!" (there is none): how chips are written on the command line.
Result<Chip> parseChip(const QString &text);
QString chipText(const Chip &chip); // parseChip gives the chip back

} // namespace gatehouse::usage
