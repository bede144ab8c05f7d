#include "items/filters.h"

#include <QCoreApplication>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Word
{
    Compare compare;
    const char *text;
};

constexpr Word kWords[] = {
    {Compare::Is, QT_TRANSLATE_NOOP("Filter", "=")},
    {Compare::IsNot, QT_TRANSLATE_NOOP("Filter", "is not")},
    {Compare::OneOf, QT_TRANSLATE_NOOP("Filter", "is one of")},
    {Compare::Contains, QT_TRANSLATE_NOOP("Filter", "contains")},
    {Compare::StartsWith, QT_TRANSLATE_NOOP("Filter", "starts with")},
    {Compare::AtLeast, QT_TRANSLATE_NOOP("Filter", "≥")},
    {Compare::AtMost, QT_TRANSLATE_NOOP("Filter", "≤")},
    {Compare::Above, QT_TRANSLATE_NOOP("Filter", ">")},
    {Compare::Below, QT_TRANSLATE_NOOP("Filter", "<")},
    {Compare::Missing, QT_TRANSLATE_NOOP("Filter", "is missing")},
    {Compare::Present, QT_TRANSLATE_NOOP("Filter", "is present")},
};

} // namespace

QString compareWord(Compare compare)
{
    for (const Word &word : kWords) {
        if (word.compare == compare)
            return QCoreApplication::translate("Filter", word.text);
    }
    return {};
}

bool wantsValue(Compare compare)
{
    return compare != Compare::Missing && compare != Compare::Present;
}

QString describe(const Condition &condition, const QList<FilterField> &fields)
{
    QString title = condition.field;
    QString unit;
    for (const FilterField &field : fields) {
        if (field.id == condition.field) {
            title = field.title;
            unit = field.unit;
        }
    }
    QString text = title + u' ' + compareWord(condition.compare);
    if (wantsValue(condition.compare))
        text += u' ' + condition.values.join(u", "_s);
    return unit.isEmpty() || !wantsValue(condition.compare) ? text : text + u' ' + unit;
}

} // namespace gatehouse::items
