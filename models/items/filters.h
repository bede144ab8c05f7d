// Filter conditions as values: what a chip says. The SQL is the business of each feature.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace gatehouse::items {

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

// A field one may filter on.
struct FilterField
{
    QString id;
    QString title;           // translated: "model"
    QList<Compare> compares; // the first is proposed
    QStringList choices{};   // known values; empty: free text
    QString unit{};          // "ms", shown after the value
};

struct Condition
{
    QString field; // FilterField::id
    Compare compare = Compare::Is;
    QStringList values{}; // one, except for OneOf (any) and Missing/Present (none)
    bool operator==(const Condition &) const = default;
};

QString compareWord(Compare compare); // translated: "is one of"
bool wantsValue(Compare compare);
// "model is one of llama3.2, gemma2"; a field that is not listed goes by its id.
QString describe(const Condition &condition, const QList<FilterField> &fields);

} // namespace gatehouse::items
