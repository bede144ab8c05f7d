#include "audit/filter.h"

#include "audit/words.h"

#include <QJsonArray>

#include <array>

namespace gatehouse::audit {

namespace {

struct Sign
{
    QLatin1StringView text;
    Compare compare;
};

// Longer ones first.
constexpr std::array kSigns{Sign{"!="_L1, Compare::IsNot}, Sign{">="_L1, Compare::AtLeast},
    Sign{"<="_L1, Compare::AtMost}, Sign{"^="_L1, Compare::StartsWith},
    Sign{">"_L1, Compare::Above}, Sign{"<"_L1, Compare::Below}, Sign{"~"_L1, Compare::Contains},
    Sign{"="_L1, Compare::Is}};

Chip read(const QString &field, const Sign &sign, const QString &value)
{
    if (sign.compare != Compare::Is)
        return {field, sign.compare, {value}};
    if (value == "?"_L1)
        return {field, Compare::Present, {}};
    if (value == "!"_L1)
        return {field, Compare::Missing, {}};
    if (value.contains(u'|'))
        return {field, Compare::OneOf, value.split(u'|')};
    return {field, Compare::Is, {value}};
}

} // namespace

Result<Chip> parseChip(const QString &text)
{
    for (qsizetype i = 1; i < text.size(); ++i)
        for (const Sign &sign : kSigns)
            if (QStringView(text).mid(i).startsWith(sign.text))
                return read(text.left(i), sign, text.mid(i + sign.text.size()));
    return invalid(
        Words::tr("\"%1\" is no filter: write FIELD=VALUE, for example actor~ada.").arg(text));
}

QString chipText(const Chip &chip)
{
    if (chip.compare == Compare::Present || chip.compare == Compare::Missing)
        return chip.field + (chip.compare == Compare::Present ? u"=?"_s : u"=!"_s);
    for (const Sign &sign : kSigns)
        if (sign.compare == (chip.compare == Compare::OneOf ? Compare::Is : chip.compare))
            return chip.field + sign.text + chip.values.join(u'|');
    return {};
}

QJsonObject toJson(const Filter &filter)
{
    QJsonObject json;
    json.insert(u"range"_s, filter.range ? QJsonValue(rangeId(*filter.range)) : QJsonValue());
    QJsonArray chips;
    for (const Chip &chip : filter.chips)
        chips.append(QJsonObject{{u"field"_s, chip.field}, {u"compare"_s, int(chip.compare)},
            {u"values"_s, QJsonArray::fromStringList(chip.values)}});
    json.insert(u"chips"_s, chips);
    if (!filter.text.isEmpty())
        json.insert(u"text"_s, filter.text);
    return json;
}

Filter filterFromJson(const QJsonObject &json)
{
    Filter filter;
    if (json.contains(u"range"_s) && json[u"range"_s].isNull())
        filter.range.reset();
    else if (const auto range = rangeFromId(json[u"range"_s].toString()))
        filter.range = range;
    for (const QJsonValue chip : json[u"chips"_s].toArray()) {
        const int compare = chip[u"compare"_s].toInt(-1);
        if (chip[u"field"_s].toString().isEmpty() || compare < 0 || compare > int(Compare::Present))
            continue;
        Chip one{chip[u"field"_s].toString(), Compare(compare), {}};
        for (const QJsonValue value : chip[u"values"_s].toArray())
            one.values.append(value.toString());
        filter.chips.push_back(one);
    }
    filter.text = json[u"text"_s].toString();
    return filter;
}

} // namespace gatehouse::audit
