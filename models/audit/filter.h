// What a person wants to see of an audit trail: a value that list, count, export and command take.
#pragma once

#include "base/result.h"
#include "base/timerange.h"

#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace gatehouse::audit {

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

// One condition; `field` is a Field::id of the Source.
struct Chip
{
    QString field;
    Compare compare = Compare::Is;
    QStringList values{}; // one; several for OneOf (any of them); none for Missing and Present
    bool operator==(const Chip &) const = default;
};

struct Filter
{
    std::optional<TimeRange> range = TimeRange(); // none: any time
    std::vector<Chip> chips{};
    QString text{}; // anywhere in the words of a row, without regard to case
    bool operator==(const Filter &) const = default;
};

// For the session, links from other pages, and manifests. What is not understood is left out.
QJsonObject toJson(const Filter &filter);
Filter filterFromJson(const QJsonObject &json);

// "action=user.login", "actor~ada", "result!=200", "traceId^=x", "result>=400", "result=a|b",
// "result=?" (there is one), "result=!" (there is none).
Result<Chip> parseChip(const QString &text);
QString chipText(const Chip &chip);

} // namespace gatehouse::audit
