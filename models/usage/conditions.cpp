// How a chip becomes a condition.
#include "base/safetext.h"
#include "browse/types.h"
#include "usage/missing.h"
#include "usage/sourcebuilder.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatehouse::usage {

namespace {

using browse::Column;
using browse::Condition;
using Kind = Field::Kind;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Condition)
};

Condition nothing() { return Condition::any({}); }

Error wrongValue(const Field &field, const QString &value)
{
    return invalid(Words::tr("\"%1\" is no value for the filter on \"%2\": a number is wanted.")
                       .arg(value, field.title));
}

Error wrongCompare(const Field &field)
{
    return invalid(
        Words::tr("The field \"%1\" cannot be compared in that way; choose another comparison.")
            .arg(field.title));
}

// What every kind of column can be asked.
std::optional<Condition> presence(const QString &column, const Chip &chip)
{
    if (chip.compare == Compare::Missing)
        return Condition::isNull(column);
    if (chip.compare == Compare::Present)
        return Condition::negate(Condition::isNull(column));
    return std::nullopt;
}

// A value of another form than the column's matches no row; the server would refuse the query.
bool fits(const Column &column, const QString &value)
{
    if (column.type == browse::kBool)
        return value == "true"_L1 || value == "false"_L1;
    return column.type != browse::kUuid || !QUuid(value).isNull()
        || value == QUuid().toString(QUuid::WithoutBraces);
}

Condition textCondition(const Column &column, const Chip &chip)
{
    QStringList values;
    std::copy_if(chip.values.begin(), chip.values.end(), std::back_inserter(values),
        [&column](const QString &value) { return fits(column, value); });
    switch (chip.compare) {
    case Compare::Contains:
        return Condition::contains(column.id, chip.values.value(0));
    case Compare::StartsWith:
        return Condition::startsWith(column.id, chip.values.value(0));
    case Compare::OneOf:
    case Compare::Is:
        if (values.isEmpty())
            return nothing();
        return values.size() == 1 ? Condition::equals(column.id, values.first())
                                  : Condition::oneOf(column.id, values);
    default:
        return values.isEmpty() ? Condition::all({})
                                : Condition::negate(Condition::oneOf(column.id, values));
    }
}

struct Bound
{
    enum { Below, Inside, Above } place = Inside;
    QString text;
};

// The value as the column's type can hold it: whole for integers, and within their range.
Bound boundOf(const Column &column, const QString &value, double number, Compare compare)
{
    double least = -std::numeric_limits<double>::max(), most = -least;
    const bool whole = column.type == browse::kInt2 || column.type == browse::kInt4
        || column.type == browse::kInt8;
    if (column.type == browse::kInt2)
        most = 32767;
    else if (column.type == browse::kInt4)
        most = 2147483647;
    else if (column.type == browse::kInt8)
        most = 9.2e18;
    if (whole)
        least = -most;
    if (number > most)
        return {Bound::Above, {}};
    if (number < least)
        return {Bound::Below, {}};
    if (!whole || std::floor(number) == number)
        return {Bound::Inside, value};
    const bool up = compare == Compare::AtLeast || compare == Compare::Below;
    return {Bound::Inside, QString::number(qint64(up ? std::ceil(number) : std::floor(number)))};
}

Condition compared(const QString &column, Compare compare, const Bound &bound)
{
    if (bound.place != Bound::Inside) {
        const bool asksMore = compare == Compare::AtLeast || compare == Compare::Above;
        const bool holds = asksMore == (bound.place == Bound::Below);
        return holds ? Condition::negate(Condition::isNull(column)) : nothing();
    }
    switch (compare) {
    case Compare::AtLeast:
        return Condition::range(column, bound.text, std::nullopt);
    case Compare::Above:
        return Condition::above(column, bound.text);
    case Compare::AtMost:
        return Condition::atMost(column, bound.text);
    default:
        return Condition::range(column, std::nullopt, bound.text);
    }
}

bool isOrder(Compare compare) { return compare >= Compare::AtLeast && compare <= Compare::Below; }

double inUnitOf(const systems::UsageDomain &domain, double ms)
{
    switch (domain.durationUnit) {
    case systems::Unit::Seconds:
        return ms / 1000;
    case systems::Unit::Nanoseconds:
        return ms * 1e6;
    case systems::Unit::Milliseconds:
        break;
    }
    return ms;
}

} // namespace

Result<Condition> Source::condition(const Filter &filter) const
{
    std::vector<Condition> parts;
    for (const Chip &one : filter.chips) {
        auto part = chip(one);
        if (!part)
            return part.error();
        parts.push_back(std::move(part).value());
    }
    if (!filter.text.isEmpty())
        parts.push_back(anywhere(filter.text));
    return Condition::all(std::move(parts));
}

Result<Condition> Source::chip(const Chip &chip) const
{
    const Field *field = this->field(chip.field);
    if (!field) {
        QStringList known;
        for (const Field &one : m_fields)
            known << one.id;
        return invalid(
            Words::tr("The field \"%1\" of the filter is %2; the fields are: %3.")
                .arg(safeText(chip.field), whyMissing(*this, chip.field), known.join(u", "_s)));
    }
    if (!pathOf(chip.field).isEmpty())
        return memberChip(*field, chip);
    switch (field->kind) {
    case Kind::Key:
        return keyChip(*field, chip);
    case Kind::Number:
    case Kind::Duration:
    case Kind::Hour:
    case Kind::Weekday:
        return numberChip(*field, chip);
    case Kind::Outcome:
    case Kind::KeyState:
        return choiceChip(*field, chip);
    case Kind::Time:
        return wrongCompare(*field);
    case Kind::Text:
    case Kind::Json:
        break;
    }
    if (auto asked = presence(field->column, chip))
        return *asked;
    if (isOrder(chip.compare))
        return wrongCompare(*field);
    return field->label.isEmpty() ? textCondition(*m_relation.column(field->column), chip)
                                  : labelChip(*field, chip);
}

// By name or by fingerprint; where names are not to be had, by fingerprint only.
Result<Condition> Source::keyChip(const Field &field, const Chip &chip) const
{
    if (auto asked = presence(field.column, chip))
        return *asked;
    if (isOrder(chip.compare))
        return wrongCompare(field);
    const auto noNames = [&] {
        return refused(Words::tr("Keys cannot be found by their names, since this role may not "
                                 "read them; give the fingerprint, \"#\" and six digits."));
    };
    if (chip.compare == Compare::Contains || chip.compare == Compare::StartsWith) {
        if (field.label.isEmpty())
            return noNames();
        const QString before = chip.compare == Compare::Contains ? u"%"_s : QString();
        return Condition::among(field.column, QString(kKeyLike),
            {before + browse::escapeLike(chip.values.value(0)) + u'%'});
    }
    QStringList names, prints;
    for (const QString &value : chip.values)
        (value.startsWith(u'#') ? prints : names) << value;
    if (!names.isEmpty() && field.label.isEmpty())
        return noNames();
    std::vector<Condition> any;
    if (!names.isEmpty())
        any.push_back(Condition::among(field.column, QString(kKeyByName), names));
    if (!prints.isEmpty())
        any.push_back(Condition::among(field.column, QString(kKeyByPrint), prints));
    const Condition either = any.size() == 1 ? any.front() : Condition::any(any);
    return chip.compare == Compare::IsNot ? Condition::negate(either) : either;
}

// By the name that people know, or by the value that is stored.
Result<Condition> Source::labelChip(const Field &field, const Chip &chip) const
{
    const Column &column = *m_relation.column(field.column);
    if (chip.compare == Compare::Contains || chip.compare == Compare::StartsWith) {
        const QString before = chip.compare == Compare::Contains ? u"%"_s : QString();
        return Condition::any({Condition::among(field.column, field.id + " like label"_L1,
                                   {before + browse::escapeLike(chip.values.value(0)) + u'%'}),
            textCondition(column, chip)});
    }
    Chip same = chip;
    same.compare = Compare::OneOf;
    const Condition named = Condition::among(field.column, field.id + " by label"_L1, chip.values);
    const Condition stored = textCondition(column, same);
    const bool canBeStored = stored.kind != Condition::Kind::Any && !column.typeName.isEmpty()
        && column.show != browse::Show::Number;
    const Condition either = canBeStored ? Condition::any({named, stored}) : named;
    return chip.compare == Compare::IsNot ? Condition::negate(either) : either;
}

Result<Condition> Source::numberChip(const Field &field, const Chip &chip) const
{
    if (auto asked = presence(field.column, chip))
        return *asked;
    if (chip.compare == Compare::Contains || chip.compare == Compare::StartsWith)
        return wrongCompare(field);
    Column column;
    if (const Column *held = m_relation.column(field.column))
        column = *held;
    else
        column.type = browse::kInt4; // hour and weekday
    std::vector<Condition> any;
    for (const QString &value : chip.values) {
        bool isNumber = false;
        double number = value.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(number))
            return wrongValue(field, value);
        QString text = value.trimmed();
        if (field.kind == Kind::Duration) {
            number = inUnitOf(m_domain, number);
            text = QString::number(number, 'g', QLocale::FloatingPointShortest);
        }
        const Bound bound = boundOf(column, text, number, chip.compare);
        if (isOrder(chip.compare))
            any.push_back(compared(field.column, chip.compare, bound));
        else if (bound.place == Bound::Inside && bound.text == text)
            any.push_back(Condition::equals(field.column, text));
    }
    const Condition either = any.size() == 1 ? any.front() : Condition::any(any);
    return chip.compare == Compare::IsNot ? Condition::negate(either) : either;
}

Result<Condition> Source::memberChip(const Field &field, const Chip &chip) const
{
    const QStringList path = pathOf(chip.field);
    Column member;
    member.id = field.column;
    if (auto asked = presence(field.column, chip))
        return chip.compare == Compare::Missing
            ? Condition::isNull(field.column).at(path)
            : Condition::negate(Condition::isNull(field.column).at(path));
    if (!isOrder(chip.compare)) {
        const bool not_ = chip.compare == Compare::IsNot;
        Chip same = chip;
        same.compare = not_ ? Compare::OneOf : chip.compare;
        const Condition is = textCondition(member, same).at(path);
        return not_ ? Condition::negate(is) : is;
    }
    bool isNumber = false;
    const double number = chip.values.value(0).toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number))
        return wrongValue(field, chip.values.value(0));
    return compared(field.column, chip.compare, {Bound::Inside, chip.values.value(0).trimmed()})
        .at(path);
}

Result<Condition> Source::choiceChip(const Field &field, const Chip &chip) const
{
    const QString value = chip.values.value(0);
    const bool isFirst = value == (field.kind == Kind::Outcome ? kFailed : kGone);
    if ((chip.compare != Compare::Is && chip.compare != Compare::IsNot)
        || (!isFirst && value != (field.kind == Kind::Outcome ? kOk : kExists)))
        return wrongCompare(field);
    if (field.kind == Kind::KeyState) {
        const Condition gone = Condition::among(field.column, QString(kKeyGone));
        return isFirst == (chip.compare == Compare::Is) ? gone : Condition::negate(gone);
    }
    const Condition failure = failed();
    if (isFirst == (chip.compare == Compare::Is))
        return failure;
    // Where the status is not known the outcome is not known either.
    const QString status = column(u"status"_s);
    if (status.isEmpty())
        return Condition::negate(failure);
    return Condition::all(
        {Condition::negate(failure), Condition::negate(Condition::isNull(status))});
}

Condition Source::anywhere(const QString &text) const
{
    std::vector<Condition> any;
    for (const Field &field : m_fields) {
        const Column *held = m_relation.column(field.column);
        if (field.kind == Kind::Key && !field.label.isEmpty())
            any.push_back(Condition::among(
                field.column, QString(kKeyLike), {u'%' + browse::escapeLike(text) + u'%'}));
        if (!held || held->secret || (field.kind != Kind::Text && field.kind != Kind::Json))
            continue;
        any.push_back(Condition::contains(field.column, text));
        if (!field.label.isEmpty())
            any.push_back(Condition::among(field.column, field.id + " like label"_L1,
                {u'%' + browse::escapeLike(text) + u'%'}));
    }
    return Condition::any(std::move(any));
}

} // namespace gatehouse::usage
