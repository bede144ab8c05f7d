#include "audit/source.h"

#include "audit/words.h"
#include "base/safetext.h"
#include "browse/types.h"
#include "systems/needs.h"

#include <QUuid>

#include <algorithm>

namespace gatehouse::audit {

namespace {

using browse::Column;
using browse::Condition;

QString instantText(const QDateTime &at)
{
    return at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) + u"+00"_s;
}

QString wallText(const QDateTime &at, const QTimeZone &zone)
{
    return at.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
}

bool isNumber(const Column &column) { return column.show == browse::Show::Number; }

// A value of another form than the column's matches no row; the server would refuse the query.
bool fits(const Column &column, const QString &value)
{
    bool number = true;
    if (isNumber(column))
        value.toLongLong(&number);
    if (isNumber(column) && !number && column.type != browse::kInt8 && column.type != browse::kInt4)
        value.toDouble(&number);
    if (column.type == browse::kBool)
        return value == "true"_L1 || value == "false"_L1;
    return number && (column.type != browse::kUuid || !QUuid(value).isNull());
}

bool isOrder(Compare compare) { return compare >= Compare::AtLeast && compare <= Compare::Below; }

Condition ordered(const QString &column, Compare compare, const QString &value)
{
    switch (compare) {
    case Compare::AtLeast:
        return Condition::range(column, value, std::nullopt);
    case Compare::Above:
        return Condition::above(column, value);
    case Compare::AtMost:
        return Condition::atMost(column, value);
    default:
        return Condition::range(column, std::nullopt, value);
    }
}

Condition either(const QString &column, const QStringList &values)
{
    return values.size() == 1 ? Condition::equals(column, values.first())
                              : Condition::oneOf(column, values);
}

} // namespace

QString Source::title() const { return m_own ? Words::tr("Gatehouse's own trail") : m_system; }

QString Source::note() const { return systems::translated(m_note); }

QString Source::table() const
{
    return isFile() ? safeText(m_file) : systems::tableLabel(m_schema, m_table);
}

const Field *Source::field(const QString &id) const
{
    const auto found = std::find_if(
        m_fields.begin(), m_fields.end(), [&id](const Field &field) { return field.id == id; });
    return found == m_fields.end() ? nullptr : &*found;
}

QStringList Source::shownColumns() const
{
    QStringList shown;
    for (const char *role : {"time", "action", "result", "traceId"})
        if (const QString id = column(QLatin1StringView(role)); !id.isEmpty())
            shown << id;
    return shown;
}

Condition Source::within(const TimeRange &range) const
{
    const Column &time = *m_relation->column(column(u"time"_s));
    const QTimeZone zone(m_zone.toUtf8());
    const auto text = [&](const QDateTime &at) {
        return time.type == browse::kTimestamptz ? instantText(at) : wallText(at, zone);
    };
    return Condition::range(time.id, text(range.from), text(range.to));
}

Condition Source::anywhere(const QString &text) const
{
    std::vector<Condition> any;
    for (const Field &field : m_fields) {
        const Column &held = *m_relation->column(field.column);
        if (field.kind == Field::Kind::Text && !held.secret)
            any.push_back(Condition::contains(held.id, text));
    }
    if (records(u"actorLabel"_s))
        any.push_back(Condition::contains(column(u"actorLabel"_s), text));
    return Condition::any(std::move(any));
}

Result<Condition> Source::condition(const Chip &chip) const
{
    const Field *field = this->field(chip.field);
    if (!field)
        return invalid(
            Words::tr("The field \"%1\" of the filter is not recorded here; there is: %2.")
                .arg(chip.field, [this] {
                    QStringList ids;
                    for (const Field &one : m_fields)
                        ids << one.id;
                    return ids.join(u", "_s);
                }()));
    const Column &held = *m_relation->column(field->column);
    if (chip.compare == Compare::Missing)
        return Condition::isNull(held.id);
    if (chip.compare == Compare::Present)
        return Condition::negate(Condition::isNull(held.id));
    const QString value = chip.values.value(0);
    if (isOrder(chip.compare)) {
        if (field->kind != Field::Kind::Number || !fits(held, value))
            return invalid(Words::tr("\"%1\" is no value for the filter on \"%2\": a number is "
                                     "wanted, of a field of numbers.")
                               .arg(value, field->title));
        return ordered(held.id, chip.compare, value);
    }
    const bool labelled = chip.field == "actor"_L1 && records(u"actorLabel"_s);
    const QString shown = labelled ? column(u"actorLabel"_s) : held.id;
    if (chip.compare == Compare::Contains)
        return Condition::contains(shown, value);
    if (chip.compare == Compare::StartsWith)
        return Condition::startsWith(shown, value);
    QStringList fitting;
    std::copy_if(chip.values.begin(), chip.values.end(), std::back_inserter(fitting),
        [&held](const QString &one) { return fits(held, one); });
    std::vector<Condition> any;
    if (!fitting.isEmpty())
        any.push_back(either(held.id, fitting));
    if (labelled)
        any.push_back(Condition::among(held.id, u"actor by label"_s, chip.values));
    const Condition is = any.size() == 1 ? any.front() : Condition::any(any);
    return chip.compare == Compare::IsNot ? Condition::negate(is) : is;
}

Result<browse::Query> Source::rows(const Filter &filter, const QDateTime &now) const
{
    std::vector<Condition> parts;
    if (filter.range)
        parts.push_back(within(filter.range->resolve(now)));
    for (const Chip &chip : filter.chips) {
        auto part = condition(chip);
        if (!part)
            return part.error();
        parts.push_back(std::move(part).value());
    }
    if (!filter.text.isEmpty())
        parts.push_back(anywhere(filter.text));
    browse::Query query;
    query.relation = m_relation;
    query.filter = Condition::all(std::move(parts));
    query.order = {{column(m_own ? u"id"_s : u"time"_s), false}};
    return query;
}

Values Source::values(
    const std::function<std::optional<QString>(const QString &columnId)> &cell) const
{
    Values values;
    for (auto role = m_columns.cbegin(); role != m_columns.cend(); ++role)
        if (const auto text = cell(role.value()))
            values.insert(role.key(), *text);
    return values;
}

} // namespace gatehouse::audit
