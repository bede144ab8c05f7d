#include "usage/filter.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Filter)
};

constexpr std::array<const char *, 11> kCompareNames{"is", "isNot", "oneOf", "contains",
    "startsWith", "atLeast", "atMost", "above", "below", "missing", "present"};

QString escaped(QString part) { return part.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1); }
QString unescaped(QString part) { return part.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1); }

bool wantsNone(Compare compare) { return compare >= Compare::Missing; }

Error badMember(const QString &place)
{
    return invalid(Words::tr("This is not a view of the usage page: \"%1\" is missing, unknown or "
                             "has a wrong value.")
                       .arg(place));
}

Result<Chip> chipFromJson(const QJsonValue &value, const QString &place)
{
    const QJsonObject json = value.toObject();
    Chip chip{json.value(u"field"_s).toString(), Compare::Is, {}};
    if (chip.field.isEmpty())
        return badMember(place + u".field"_s);
    const auto compare = compareFromName(json.value(u"compare"_s).toString());
    if (!compare)
        return badMember(place + u".compare"_s);
    chip.compare = *compare;
    for (const QJsonValue &one : json.value(u"values"_s).toArray()) {
        if (!one.isString())
            return badMember(place + u".values"_s);
        chip.values << one.toString();
    }
    if (wantsNone(chip.compare) != chip.values.isEmpty()
        || (chip.compare != Compare::OneOf && chip.values.size() > 1))
        return badMember(place + u".values"_s);
    return chip;
}

Result<Span> spanFromJson(const QJsonObject &json)
{
    const auto from = instantFromText(json.value(u"from"_s).toString());
    const auto to = instantFromText(json.value(u"to"_s).toString());
    if (!from)
        return badMember(u"from"_s);
    if (!to || *to <= *from)
        return badMember(u"to"_s);
    return Span{*from, *to};
}

struct Sign
{
    QLatin1StringView text;
    Compare compare;
};

// Longer ones first.
constexpr std::array<Sign, 8> kSigns{{{"!="_L1, Compare::IsNot}, {">="_L1, Compare::AtLeast},
    {"<="_L1, Compare::AtMost}, {"^="_L1, Compare::StartsWith}, {"="_L1, Compare::Is},
    {"~"_L1, Compare::Contains}, {">"_L1, Compare::Above}, {"<"_L1, Compare::Below}}};

// Splits at | and takes the backslash away that makes a |, ? or ! mean itself.
QStringList splitValues(const QString &text)
{
    QStringList values{QString()};
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'|')
            values << QString();
        else if (text[i] == u'\\' && i + 1 < text.size())
            values.back() += text[++i];
        else
            values.back() += text[i];
    }
    return values;
}

QString joinValues(QStringList values)
{
    for (QString &value : values) {
        value.replace(u'\\', "\\\\"_L1).replace(u'|', "\\|"_L1);
        if (value == "?"_L1 || value == "!"_L1)
            value.prepend(u'\\');
    }
    return values.join(u'|');
}

} // namespace

QString jsonField(const QString &role, const QStringList &path)
{
    QString field = role;
    for (const QString &part : path)
        field += u'/' + escaped(part);
    return field;
}

QString roleOf(const QString &field) { return field.section(u'/', 0, 0); }

QStringList pathOf(const QString &field)
{
    QStringList path = field.split(u'/').mid(1);
    std::transform(path.begin(), path.end(), path.begin(), unescaped);
    return path;
}

Span Filter::resolve(const QDateTime &now) const
{
    return lastMs > 0 ? spanOf(TimeRange::last(lastMs), now) : span;
}

Filter Filter::within(const Span &fixed) const
{
    Filter pinned = *this;
    pinned.lastMs = 0;
    pinned.span = fixed;
    return pinned;
}

Filter Filter::with(Chip chip) const
{
    Filter changed = *this;
    const auto same = std::find_if(changed.chips.begin(), changed.chips.end(),
        [&chip](const Chip &one) { return one.field == chip.field; });
    if (same == changed.chips.end())
        changed.chips.push_back(std::move(chip));
    else
        *same = std::move(chip);
    return changed;
}

QTimeZone Filter::timeZone() const
{
    const QTimeZone named(zone.toUtf8());
    const bool other = named.isValid() && named.id() != "Etc/UTC"; // UTC by its other name
    return other ? named : QTimeZone::utc();
}

QJsonObject toJson(const Filter &filter)
{
    QJsonObject json{{u"zone"_s, filter.zone}};
    if (filter.lastMs > 0) {
        json.insert(u"lastMs"_s, filter.lastMs);
    } else {
        json.insert(u"from"_s, instantText(filter.span.from));
        json.insert(u"to"_s, instantText(filter.span.to));
    }
    QJsonArray chips;
    for (const Chip &chip : filter.chips) {
        QJsonObject one{{u"field"_s, chip.field}, {u"compare"_s, compareName(chip.compare)}};
        if (!chip.values.isEmpty())
            one.insert(u"values"_s, QJsonArray::fromStringList(chip.values));
        chips.append(one);
    }
    if (!chips.isEmpty())
        json.insert(u"chips"_s, chips);
    if (!filter.text.isEmpty())
        json.insert(u"text"_s, filter.text);
    return json;
}

Result<Filter> filterFromJson(const QJsonObject &json)
{
    static const QStringList known{
        u"zone"_s, u"lastMs"_s, u"from"_s, u"to"_s, u"chips"_s, u"text"_s};
    for (const QString &key : json.keys())
        if (!known.contains(key))
            return badMember(key);
    Filter filter;
    filter.zone = json.value(u"zone"_s).toString(filter.zone);
    if (!QTimeZone(filter.zone.toUtf8()).isValid())
        return badMember(u"zone"_s);
    filter.lastMs = qint64(json.value(u"lastMs"_s).toDouble(0));
    if (filter.lastMs < 0 || (filter.lastMs > 0 && json.contains(u"from"_s)))
        return badMember(u"lastMs"_s);
    if (filter.lastMs == 0) {
        const auto span = spanFromJson(json);
        if (!span)
            return span.error();
        filter.span = span.value();
    }
    const QJsonArray chips = json.value(u"chips"_s).toArray();
    for (qsizetype i = 0; i < chips.size(); ++i) {
        auto chip = chipFromJson(chips[i], u"chips[%1]"_s.arg(i));
        if (!chip)
            return chip.error();
        filter.chips.push_back(std::move(chip).value());
    }
    filter.text = json.value(u"text"_s).toString();
    return filter;
}

QString compareName(Compare compare) { return QLatin1StringView(kCompareNames[size_t(compare)]); }

std::optional<Compare> compareFromName(const QString &name)
{
    for (size_t i = 0; i < kCompareNames.size(); ++i)
        if (name == QLatin1StringView(kCompareNames[i]))
            return Compare(i);
    return std::nullopt;
}

Result<Chip> parseChip(const QString &text)
{
    qsizetype at = -1;
    const Sign *found = nullptr;
    for (qsizetype i = 1; i < text.size() && !found; ++i)
        for (const Sign &sign : kSigns)
            if (!found && QStringView(text).mid(i).startsWith(sign.text)) {
                found = &sign;
                at = i;
            }
    if (!found)
        return invalid(Words::tr("\"%1\" is not a filter: write FIELD=VALUE, or !=, >=, <=, >, <, "
                                 "~ (contains) or ^= (starts with) for the sign.")
                           .arg(text));
    const QString value = text.mid(at + found->text.size());
    Chip chip{text.left(at).trimmed(), found->compare, splitValues(value)};
    if (chip.compare == Compare::Is && (value == "?"_L1 || value == "!"_L1))
        return Chip{chip.field, value == "?"_L1 ? Compare::Present : Compare::Missing, {}};
    if (chip.values.size() > 1) {
        if (chip.compare != Compare::Is)
            return invalid(
                Words::tr("\"%1\" is not a filter: only = takes several values.").arg(text));
        chip.compare = Compare::OneOf;
    }
    return chip;
}

QString chipText(const Chip &chip)
{
    if (wantsNone(chip.compare))
        return chip.field + (chip.compare == Compare::Present ? "=?"_L1 : "=!"_L1);
    const Compare compare = chip.compare == Compare::OneOf ? Compare::Is : chip.compare;
    const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
        [compare](const Sign &one) { return one.compare == compare; });
    return chip.field + sign->text + joinValues(chip.values);
}

} // namespace gatehouse::usage
