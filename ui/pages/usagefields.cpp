#include "ui/pages/usagefields.h"

#include "base/jsontext.h"

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

using items::Compare;
using usage::Field;
using Kind = Field::Kind;

constexpr int kMostMembers = 40;

QList<Compare> comparesOf(Kind kind)
{
    switch (kind) {
    case Kind::Number:
    case Kind::Duration:
        return {Compare::AtLeast, Compare::AtMost, Compare::Above, Compare::Below, Compare::Is,
            Compare::IsNot, Compare::Missing, Compare::Present};
    case Kind::Hour:
    case Kind::Weekday:
        return {Compare::OneOf, Compare::Is, Compare::IsNot, Compare::AtLeast, Compare::AtMost};
    case Kind::Outcome:
    case Kind::KeyState:
        return {Compare::Is};
    case Kind::Json:
        return {Compare::Contains, Compare::Missing, Compare::Present};
    case Kind::Key:
    case Kind::Text:
    case Kind::Time:
        break;
    }
    return {Compare::Is, Compare::OneOf, Compare::IsNot, Compare::Contains, Compare::StartsWith,
        Compare::Missing, Compare::Present};
}

QStringList fixedChoices(Kind kind)
{
    QStringList numbers;
    switch (kind) {
    case Kind::Outcome:
        return {usage::kFailed, usage::kOk};
    case Kind::KeyState:
        return {usage::kGone, usage::kExists};
    case Kind::Hour:
        for (int hour = 0; hour < 24; ++hour)
            numbers << QString::number(hour);
        return numbers;
    case Kind::Weekday:
        for (int day = 1; day <= 7; ++day)
            numbers << QString::number(day);
        return numbers;
    default:
        return {};
    }
}

items::FilterField memberField(const usage::Source &source, const QString &id)
{
    const Field *json = source.field(usage::roleOf(id));
    const QString title =
        (json ? json->column : usage::roleOf(id)) + u'.' + usage::pathOf(id).join(u'.');
    return {id, title,
        {Compare::Is, Compare::OneOf, Compare::IsNot, Compare::Contains, Compare::AtLeast,
            Compare::AtMost, Compare::Missing, Compare::Present}};
}

} // namespace

QList<items::FilterField> usageFields(const usage::Source &source,
    const QMap<QString, QStringList> &values, const QStringList &members,
    const std::vector<usage::Chip> &set)
{
    QList<items::FilterField> fields;
    for (const Field &field : source.fields()) {
        if (field.kind == Kind::Time)
            continue;
        QStringList choices = fixedChoices(field.kind);
        if (choices.isEmpty())
            choices = values.value(field.id);
        fields.append({field.id, field.title, comparesOf(field.kind), choices, field.unit});
    }
    QStringList paths = members;
    for (const usage::Chip &chip : set) {
        if (!usage::pathOf(chip.field).isEmpty() && !paths.contains(chip.field))
            paths << chip.field;
    }
    for (const QString &path : paths)
        fields.append(memberField(source, path));
    for (const usage::Chip &chip : set) {
        const auto known = std::find_if(fields.begin(), fields.end(),
            [&chip](const items::FilterField &field) { return field.id == chip.field; });
        const auto compare = Compare(chip.compare);
        if (known == fields.end())
            fields.append({chip.field, chip.field, comparesOf(Kind::Text)});
        else if (!known->compares.contains(compare))
            known->compares.append(compare);
    }
    return fields;
}

// Both enums have the same order (usage/filter.h).
QList<items::Condition> conditionsOf(const std::vector<usage::Chip> &chips)
{
    QList<items::Condition> conditions;
    for (const usage::Chip &chip : chips)
        conditions.append({chip.field, Compare(chip.compare), chip.values});
    return conditions;
}

std::vector<usage::Chip> chipsOf(const QList<items::Condition> &conditions)
{
    std::vector<usage::Chip> chips;
    for (const items::Condition &condition : conditions)
        chips.push_back({condition.field, usage::Compare(condition.compare), condition.values});
    return chips;
}

QStringList membersOf(const QString &role, const QString &json)
{
    const auto parsed = parseJson(json);
    if (!parsed || parsed.value().nodes.empty())
        return {};
    const JsonText &text = parsed.value();
    QStringList paths;
    const auto collect = [&](qint32 parent, const QStringList &above, const auto &self) -> void {
        const JsonNode &node = text.nodes[size_t(parent)];
        if (node.kind != JsonNode::Kind::Object || above.size() > 1)
            return;
        for (qint32 row = 0; row < node.childCount && paths.size() < kMostMembers; ++row) {
            const qint32 child = text.child(parent, row);
            const JsonNode &member = text.nodes[size_t(child)];
            const QStringList path = above + QStringList(jsonUnescaped(text.key(member)));
            if (member.kind == JsonNode::Kind::Object)
                self(child, path, self);
            else if (member.kind != JsonNode::Kind::Array && !member.cut)
                paths << usage::jsonField(role, path);
        }
    };
    collect(0, {}, collect);
    return paths;
}

} // namespace gatehouse::ui
