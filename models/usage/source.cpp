#include "usage/source.h"

#include "browse/describe.h"
#include "browse/types.h"
#include "systems/needs.h"
#include "usage/sourcebuilder.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::usage {

namespace {

using browse::Column;
using browse::Condition;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Source)
};

const QStringList kFailureWords{u"failed"_s, u"failure"_s, u"error"_s, u"timeout"_s};

browse::Column partOfTime(
    const QLatin1StringView &id, const QString &title, const char *part, const QString &wall)
{
    Column column;
    column.id = QString(id);
    column.title = title;
    column.expression = u"date_part('"_s + QLatin1StringView(part) + u"', "_s + wall + u")::int"_s;
    column.type = browse::kInt4;
    column.typeName = u"integer"_s;
    column.show = browse::Show::Number;
    column.sort = browse::Sort::None;
    column.wide = false;
    column.internal = true;
    return column;
}

} // namespace

QString notRecorded() { return Words::tr("not recorded by this back end"); }

Result<std::shared_ptr<const Source>> Source::read(db::Sql &sql,
    const systems::Recognition &recognition, const systems::Match &match,
    const systems::UsageDomain &domain, const QString &zone)
{
    auto table = browse::describe(sql, db::Identifier(match.schema, domain.table));
    if (!table)
        return table.error();
    return of(std::move(table).value(), recognition, match, domain, zone);
}

Result<std::shared_ptr<const Source>> Source::of(browse::Relation table,
    const systems::Recognition &recognition, const systems::Match &match,
    const systems::UsageDomain &domain, const QString &zone)
{
    auto source = std::shared_ptr<Source>(new Source);
    if (auto built =
            SourceBuilder(*source, recognition, match).build(std::move(table), domain, zone);
        !built)
        return built.error();
    return std::shared_ptr<const Source>(std::move(source));
}

QString Naming::part(const char *name) const
{
    return db::Identifier("gatehouse."_L1 + role + u'.' + QLatin1StringView(name)).quoted();
}

QString Source::title() const { return systems::translated(m_domain.title); }

QString Source::note() const
{
    QStringList notes;
    if (!m_domain.note.isEmpty())
        notes << systems::translated(m_domain.note);
    if (m_zoneAssumed)
        notes << Words::tr("Nobody wrote down in which zone its times are; %1, the server's, is "
                           "assumed.")
                     .arg(m_zone);
    return notes.join(u' ');
}

QString Source::table() const { return systems::tableLabel(m_schema, m_domain.table); }

bool Source::records(const QString &role) const { return m_columns.contains(role); }

QString Source::column(const QString &role) const { return m_columns.value(role); }

bool Source::isSecret(const QString &columnId) const
{
    const Column *column = m_relation.column(columnId);
    return column && column->secret;
}

const Field *Source::field(const QString &id) const
{
    const auto find = [this](const QString &wanted) {
        return std::find_if(m_fields.begin(), m_fields.end(),
            [&wanted](const Field &field) { return field.id == wanted; });
    };
    if (const auto whole = find(id); whole != m_fields.end())
        return &*whole;
    const auto json = find(roleOf(id));
    return json != m_fields.end() && json->hasMembers ? &*json : nullptr;
}

QTimeZone Source::reportingZone(const QTimeZone &wanted) const
{
    return isDaily() ? QTimeZone(m_zone.toUtf8()) : wanted;
}

bool Source::canTail() const { return !isDaily() && records(u"id"_s); }

std::shared_ptr<const browse::Relation> Source::relation(const QTimeZone &reporting) const
{
    auto relation = std::make_shared<browse::Relation>(m_relation);
    db::Composer none;
    const QString wall = printWall(none, reportingZone(reporting));
    relation->columns.push_back(partOfTime(kHourColumn, Words::tr("Hour"), "hour", wall));
    relation->columns.push_back(partOfTime(kWeekdayColumn, Words::tr("Weekday"), "isodow", wall));
    return relation;
}

QStringList Source::shownColumns() const
{
    QStringList shown;
    for (const QString &role :
        {u"time"_s, u"keyName"_s, u"key"_s, u"actor"_s, u"endpoint"_s, u"model"_s, u"duration"_s,
            u"status"_s, u"error"_s, u"tokens"_s, u"requests"_s, u"traceId"_s, u"data"_s}) {
        const QString label = column(role + "Label"_L1);
        if (const QString id = label.isEmpty() ? column(role) : label; !id.isEmpty())
            shown << id;
    }
    return shown;
}

browse::Order Source::newestFirst() const { return {{column(u"time"_s), false}}; }

Condition Source::always() const
{
    std::vector<Condition> parts;
    const qsizetype sign = m_domain.filter.indexOf(u'=');
    if (sign > 0)
        parts.push_back(
            Condition::equals(m_domain.filter.left(sign), m_domain.filter.mid(sign + 1)));
    if (m_relation.column(m_domain.deletedFlag))
        parts.push_back(Condition::negate(Condition::equals(m_domain.deletedFlag, u"true"_s)));
    return Condition::all(std::move(parts));
}

Condition Source::within(const Span &span) const
{
    const Column &time = *m_relation.column(column(u"time"_s));
    const QTimeZone zone(m_zone.toUtf8());
    if (time.type == browse::kTimestamptz)
        return Condition::range(time.id, instantText(span.from), instantText(span.to));
    if (time.type == browse::kDate) {
        // A date is its midnight: the first one at or after each end.
        const auto at = [&zone](qint64 us) {
            const QDate date = localDate(us, zone);
            return (startOfDay(date, zone) >= us ? date : date.addDays(1)).toString(Qt::ISODate);
        };
        return Condition::range(time.id, at(span.from), at(span.to));
    }
    if (!m_clockChanges)
        return Condition::range(time.id, wallText(span.from, zone), wallText(span.to, zone));
    return Condition::all({Condition::range(time.id, wallText(span.from - 3 * kHour, zone),
                               wallText(span.to + 3 * kHour, zone)),
        Condition::range(QString(kInstant), instantText(span.from), instantText(span.to))});
}

Condition Source::failed() const
{
    const QString status = column(u"status"_s), error = column(u"error"_s);
    if (!status.isEmpty() && m_domain.statusMeaning == "http"_L1)
        return Condition::range(status, u"400"_s, std::nullopt);
    if (!status.isEmpty() && m_domain.statusMeaning == "success"_L1)
        return Condition::equals(status, u"false"_s);
    if (!status.isEmpty() && m_domain.statusMeaning == "word"_L1)
        return Condition::oneOf(status, kFailureWords);
    if (!error.isEmpty())
        return Condition::negate(
            Condition::any({Condition::isNull(error), Condition::equals(error, QString())}));
    return Condition::any({});
}

browse::Query Source::rows(
    const Condition &filter, const Span &span, const QTimeZone &reporting) const
{
    browse::Query query;
    query.relation = relation(reporting);
    query.filter = Condition::all({always(), within(span), filter});
    query.order = newestFirst();
    return query;
}

QString Source::printEpoch(const browse::Relation &relation, db::Composer &sql) const
{
    const Column &time = *relation.column(column(u"time"_s));
    QString value = printValue(relation, time, sql);
    if (time.type == browse::kDate)
        value += u"::timestamp"_s;
    if (time.type != browse::kTimestamptz && m_zone != "UTC"_L1)
        value += u" AT TIME ZONE "_s + db::literal(m_zone);
    return u"date_part('epoch', "_s + value + u')';
}

QString Source::printWall(db::Composer &sql, const QTimeZone &reporting) const
{
    const Column &time = *m_relation.column(column(u"time"_s));
    QString value = printValue(m_relation, time, sql);
    const QString zone = QString::fromUtf8(reporting.id());
    if (time.type == browse::kDate)
        value += u"::timestamp"_s;
    if (time.type == browse::kTimestamptz)
        return u'(' + value + u" AT TIME ZONE "_s + db::literal(zone) + u')';
    if (zone == m_zone)
        return value;
    return u'(' + value + u" AT TIME ZONE "_s + db::literal(m_zone) + u" AT TIME ZONE "_s
        + db::literal(zone) + u')';
}

QString Source::printMs(const browse::Relation &relation, db::Composer &sql) const
{
    const Column *duration = relation.column(column(u"duration"_s));
    if (!duration)
        return u"NULL::float8"_s;
    QString value = printValue(relation, *duration, sql);
    // A number in JSON may be larger than any duration, and than a float.
    if (!duration->isPlain())
        value = u"CASE WHEN "_s + value + u" BETWEEN -1e15 AND 1e15 THEN "_s + value + u" END"_s;
    value = u'(' + value + u")::float8"_s;
    switch (m_domain.durationUnit) {
    case systems::Unit::Seconds:
        return u'(' + value + u" * 1000)"_s;
    case systems::Unit::Nanoseconds:
        return u'(' + value + u" / 1000000)"_s;
    case systems::Unit::Milliseconds:
        break;
    }
    return value;
}

QString Source::printCount() const
{
    if (!records(u"requests"_s))
        return u"count(*)"_s;
    return u"coalesce(sum("_s + db::Identifier(column(u"requests"_s)).quoted() + u"), 0)::bigint"_s;
}

std::vector<const systems::UsageDomain *> usagePlaces(
    const systems::Recognition &recognition, const systems::Match &match)
{
    std::vector<const systems::UsageDomain *> places;
    const systems::Shape &shape = match.shape();
    const systems::UsageDomain *first = systems::usageOf(recognition, match);
    if (first)
        places.push_back(first);
    const auto consider = [&](const systems::UsageDomain &place) {
        if (&place != first
            && systems::readProblem(recognition, match, place.table, {place.time}).isEmpty())
            places.push_back(&place);
    };
    if (shape.usage)
        consider(*shape.usage);
    for (const systems::UsageDomain &place : shape.otherUsage)
        consider(place);
    return places;
}

} // namespace gatehouse::usage
