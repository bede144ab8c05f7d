#include "usage/sourcebuilder.h"

#include "browse/types.h"
#include "systems/needs.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace gatehouse::usage {

namespace {

using browse::Column;
using browse::Show;
using Kind = Field::Kind;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Source)
};

struct Role
{
    QLatin1StringView id;
    systems::Column systems::UsageDomain::*column;
    const char *title;
    Kind kind;
    bool groups;
};

// In the order of the rows tab.
const std::array<Role, 13> kRoles{{
    {"time"_L1, &systems::UsageDomain::time, QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Time"),
        Kind::Time, false},
    {"key"_L1, &systems::UsageDomain::key, QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Key"),
        Kind::Key, true},
    {"actor"_L1, &systems::UsageDomain::actor,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "User"), Kind::Text, true},
    {"endpoint"_L1, &systems::UsageDomain::endpoint,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Endpoint"), Kind::Text, true},
    {"model"_L1, &systems::UsageDomain::model,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Model"), Kind::Text, true},
    {"duration"_L1, &systems::UsageDomain::duration,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Duration"), Kind::Duration, false},
    {"status"_L1, &systems::UsageDomain::status,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Status"), Kind::Text, true},
    {"error"_L1, &systems::UsageDomain::error,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Error"), Kind::Text, false},
    {"tokens"_L1, &systems::UsageDomain::tokens,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Tokens"), Kind::Number, false},
    {"requests"_L1, &systems::UsageDomain::requests,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Requests"), Kind::Number, false},
    {"traceId"_L1, &systems::UsageDomain::traceId,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Trace id"), Kind::Text, false},
    {"data"_L1, &systems::UsageDomain::data,
        QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Request data"), Kind::Json, false},
    {"id"_L1, &systems::UsageDomain::id, QT_TRANSLATE_NOOP("gatehouse::usage::Source", "Id"),
        Kind::Text, false},
}};

const Role *roleNamed(const QString &id)
{
    const auto found = std::find_if(
        kRoles.begin(), kRoles.end(), [&id](const Role &role) { return role.id == id; });
    return found == kRoles.end() ? nullptr : &*found;
}

QString unitName(systems::Unit unit)
{
    switch (unit) {
    case systems::Unit::Seconds:
        return u"s"_s;
    case systems::Unit::Milliseconds:
        return u"ms"_s;
    case systems::Unit::Nanoseconds:
        return u"ns"_s;
    }
    return {};
}

bool isJson(const Column &column)
{
    return column.type == browse::kJson || column.type == browse::kJsonb;
}

} // namespace

QString roleTitle(const QString &role)
{
    const Role *known = roleNamed(role);
    return known ? Words::tr(known->title) : role;
}

Column computedColumn(
    const QString &id, const QString &expression, Show show, quint32 type, const QString &typeName)
{
    Column column;
    column.id = id;
    column.expression = expression;
    column.show = show;
    column.type = type;
    column.typeName = typeName;
    column.wide = false;
    column.sort = browse::Sort::None;
    return column;
}

Column *SourceBuilder::column(const QString &id)
{
    const int index = m_source.m_relation.indexOf(id);
    return index < 0 ? nullptr : &m_source.m_relation.columns[size_t(index)];
}

// A column of the usage table as a sub-select of ours sees it from inside.
QString SourceBuilder::outer(const QString &column) const
{
    return db::Identifier(m_source.m_domain.table).quoted() + u'.'
        + db::Identifier(column).quoted();
}

Result<> SourceBuilder::build(
    browse::Relation table, const systems::UsageDomain &domain, const QString &zone)
{
    m_source.m_domain = domain;
    m_source.m_schema = m_match.schema;
    m_source.m_relation = std::move(table);
    chooseZone(zone);
    mask();
    addRoles();
    if (!m_source.records(u"time"_s))
        return refused(Words::tr("The usage in %1 cannot be shown: its time column \"%2\" is not "
                                 "there, or this role may not read it.")
                           .arg(m_source.table(), domain.time));
    for (auto label = domain.labels.cbegin(); label != domain.labels.cend(); ++label)
        addLabel(label.key(), label.value());
    addKeyNames();
    addInstant();
    addFields();
    return Done{};
}

void SourceBuilder::chooseZone(const QString &zone)
{
    const auto isZone = [](const QString &id) {
        return !id.isEmpty() && QTimeZone(id.toUtf8()).isValid();
    };
    m_source.m_zone = m_source.m_domain.zone.zone;
    if (isZone(zone)) {
        m_source.m_zone = zone;
    } else if (m_source.m_zone.isEmpty() && !m_source.m_domain.zone.withZone) {
        m_source.m_zoneAssumed = true;
        m_source.m_zone = isZone(m_recognition.serverZone) ? m_recognition.serverZone : u"UTC"_s;
    }
    if (!isZone(m_source.m_zone))
        m_source.m_zone = u"UTC"_s;
}

void SourceBuilder::mask()
{
    const QStringList secrets = m_match.shape().secretColumns.value(m_source.m_domain.table);
    for (const QString &secret : secrets) {
        const QStringList parts = secret.split(u'.');
        if (Column *held = column(parts.first()); held && parts.size() == 1)
            held->secret = true;
        else if (held)
            held->secretMembers.push_back(parts.mid(1));
    }
}

void SourceBuilder::addRoles()
{
    const systems::UsageDomain &domain = m_source.m_domain;
    std::vector<Column> roles, rest;
    const systems::TableFacts *facts = m_recognition.table(m_match.schema, domain.table);
    for (const Role &role : kRoles) {
        const QStringList path = domain.jsonPaths.value(role.id);
        const QString name = path.isEmpty() ? domain.*role.column : path.first();
        Column *plain = column(name);
        if (!plain) {
            if (facts && facts->column(name))
                m_source.m_unreadable << role.id;
            continue;
        }
        if (path.size() > 1 && !isJson(*plain))
            continue;
        Column one = *plain;
        if (path.size() > 1) {
            const bool number = role.kind == Kind::Number
                || (role.id == "status"_L1 && domain.statusMeaning == "http"_L1);
            one = browse::memberColumn(*plain, "gatehouse."_L1 + role.id, path.mid(1),
                role.kind == Kind::Duration ? Show::Duration
                    : number                ? Show::Number
                                            : Show::Text);
        }
        m_source.m_columns.insert(role.id, one.id);
        dress(role.id, one);
        roles.push_back(std::move(one));
    }
    for (Column &one : m_source.m_relation.columns) {
        const bool named = std::any_of(
            roles.begin(), roles.end(), [&one](const Column &role) { return role.id == one.id; });
        if (one.show == Show::Time && one.type != browse::kTimestamptz)
            one.zone = m_source.m_zone;
        if (!named)
            rest.push_back(std::move(one));
    }
    roles.insert(roles.end(), rest.begin(), rest.end());
    m_source.m_relation.columns = std::move(roles);
}

void SourceBuilder::dress(const QString &role, Column &column) const
{
    column.title = Words::tr(roleNamed(role)->title);
    if (role == "duration"_L1) {
        column.show = Show::Duration;
        column.unit = unitName(m_source.m_domain.durationUnit);
    }
    if (column.show == Show::Time && column.type != browse::kTimestamptz)
        column.zone = m_source.m_zone;
}

// Where clocks change a time without zone may stand for two instants: rows are told apart by the
// instant the server takes it for, and the index still serves through wider bounds.
void SourceBuilder::addInstant()
{
    const Column *time = column(m_source.column(u"time"_s));
    m_source.m_clockChanges =
        time->type == browse::kTimestamp && hasClockChanges(QTimeZone(m_source.m_zone.toUtf8()));
    if (!m_source.m_clockChanges)
        return;
    Column instant = computedColumn(QString(kInstant),
        db::Identifier(time->id).quoted() + u" AT TIME ZONE "_s + db::literal(m_source.m_zone),
        Show::Time, browse::kTimestamptz, u"timestamp with time zone"_s);
    instant.internal = true;
    m_source.m_relation.columns.push_back(std::move(instant));
}

Field SourceBuilder::fieldOf(const QString &role, const QString &id) const
{
    const browse::Column &held = *m_source.m_relation.column(id);
    const Role *known = roleNamed(role);
    Field field{role, known ? held.title : id, known ? known->kind : Kind::Text, id};
    field.canGroup = known && known->groups && !held.secret;
    field.label = m_source.column(role + "Label"_L1);
    if (field.kind == Kind::Key) {
        field.canGroup = true;
        field.label = m_source.column(u"keyName"_s);
        if (field.label.isEmpty() && !held.secret)
            field.kind = Kind::Text;
    } else if (field.kind == Kind::Duration) {
        field.unit = u"ms"_s;
    } else if (field.kind == Kind::Text && field.label.isEmpty() && held.show == Show::Number) {
        field.kind = Kind::Number;
    } else if (isJson(held)) {
        field.kind = Kind::Json;
        field.hasMembers = true;
    }
    return field;
}

void SourceBuilder::addFields()
{
    auto &fields = m_source.m_fields;
    for (const Role &role : kRoles) {
        if (m_source.records(role.id))
            fields.push_back(fieldOf(role.id, m_source.column(role.id)));
    }
    if (m_source.failed().kind != browse::Condition::Kind::Any)
        fields.push_back({u"outcome"_s, Words::tr("Outcome"), Kind::Outcome, {}});
    if (m_source.records(u"keyName"_s))
        fields.push_back(
            {u"keyState"_s, Words::tr("Key state"), Kind::KeyState, m_source.column(u"key"_s)});
    if (!m_source.isDaily())
        fields.push_back({u"hour"_s, Words::tr("Hour"), Kind::Hour, QString(kHourColumn)});
    fields.push_back({u"weekday"_s, Words::tr("Weekday"), Kind::Weekday, QString(kWeekdayColumn)});
    const QStringList taken = m_source.m_columns.values();
    for (const Column &one : m_source.m_relation.columns) {
        const bool comparable = browse::isTextLike(one.type) || one.type == browse::kUuid
            || one.type == browse::kBool || isJson(one) || one.show == Show::Number;
        if (!one.isPlain() || one.internal || one.secret || taken.contains(one.id) || !comparable
            || m_source.field(one.id))
            continue;
        fields.push_back(fieldOf(one.id, one.id));
    }
}

} // namespace gatehouse::usage
