#include "audit/source.h"
#include "audit/words.h"
#include "browse/describe.h"
#include "browse/label.h"
#include "browse/types.h"
#include "systems/needs.h"

#include <QTimeZone>

#include <algorithm>
#include <array>

namespace gatehouse::audit {

namespace {

using browse::Column;
using browse::Show;
using systems::AuditDomain;

struct Role
{
    QLatin1StringView id;
    systems::Column AuditDomain::*column;
    const char *title;
};

// In the order of the list.
const std::array<Role, 14> kRoles{{
    {"time"_L1, &AuditDomain::time, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Time")},
    {"severity"_L1, &AuditDomain::severity,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Severity")},
    {"actor"_L1, &AuditDomain::actor, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Actor")},
    {"action"_L1, &AuditDomain::action, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Action")},
    {"objectType"_L1, &AuditDomain::objectType,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Object")},
    {"objectId"_L1, &AuditDomain::objectId,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Object id")},
    {"result"_L1, &AuditDomain::result, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Result")},
    {"ip"_L1, &AuditDomain::ip, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Address")},
    {"traceId"_L1, &AuditDomain::traceId, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Trace id")},
    {"userAgent"_L1, &AuditDomain::userAgent,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Client")},
    {"changes"_L1, &AuditDomain::changes, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Changes")},
    {"metadata"_L1, &AuditDomain::metadata,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Details")},
    {"deletedFlag"_L1, &AuditDomain::deletedFlag,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Soft-deleted")},
    {"id"_L1, &AuditDomain::id, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Id")},
}};

// Columns of our own trail that no description names.
struct OwnRole
{
    QLatin1StringView role, column;
    const char *title;
};
const std::array<OwnRole, 3> kOwnRoles{{
    {"objectLabel"_L1, "object_label"_L1,
        QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Object name")},
    {"before"_L1, "before"_L1, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "Before")},
    {"after"_L1, "after"_L1, QT_TRANSLATE_NOOP("gatehouse::audit::Words", "After")},
}};

AuditDomain ownDomain()
{
    AuditDomain domain;
    domain.table = u"audit_trail"_s;
    domain.id = u"seq"_s;
    domain.time = u"at"_s;
    domain.actor = u"os_user"_s;
    domain.action = u"action"_s;
    domain.objectType = u"object_type"_s;
    domain.objectId = u"object_id"_s;
    domain.zone.withZone = true;
    return domain;
}

bool isJson(const Column &column)
{
    return column.type == browse::kJson || column.type == browse::kJsonb;
}

} // namespace

// Puts a Source together; lives for one call.
class Builder
{
public:
    Builder(browse::Relation table, const AuditDomain &domain)
        : m_relation(std::move(table)), m_domain(domain)
    {
    }

    Result<std::shared_ptr<const Source>> build(const systems::Recognition *recognition,
        const systems::Match *match, const QString &schema, const QString &zone)
    {
        auto source = std::shared_ptr<Source>(new Source);
        m_source = source.get();
        source->m_own = !match;
        source->m_schema = schema;
        source->m_table = m_domain.table;
        source->m_note = m_domain.note;
        source->m_system = match ? systems::translated(match->system->title) : QString();
        source->m_zone = zoneOf(recognition, zone);
        if (match)
            mask(match->shape().secretColumns.value(m_domain.table));
        addRoles();
        if (!source->records(u"time"_s) || !source->records(u"action"_s))
            return refused(Words::tr("The audit trail in %1 cannot be shown: its column for the "
                                     "time or the action is not there, or may not be read.")
                               .arg(source->table()));
        const QStringList label = m_domain.labels.value(u"actor"_s);
        if (match && label.size() == 3)
            addLabel(*recognition, *match, label);
        addFields();
        column(source->column(u"action"_s))->title = Words::tr("What happened");
        source->m_relation = std::make_shared<browse::Relation>(std::move(m_relation));
        return std::shared_ptr<const Source>(std::move(source));
    }

    Result<std::shared_ptr<const Source>> buildFile(const Source::Place &place)
    {
        auto source = std::shared_ptr<Source>(new Source);
        m_source = source.get();
        source->m_file = place.path;
        source->m_zone = place.zone;
        source->m_system = place.kind;
        addRoles();
        addFields();
        column(source->column(u"action"_s))->title = Words::tr("What happened");
        source->m_relation = std::make_shared<browse::Relation>(std::move(m_relation));
        return std::shared_ptr<const Source>(std::move(source));
    }

private:
    QString zoneOf(const systems::Recognition *recognition, const QString &wanted) const
    {
        const auto isZone = [](const QString &id) {
            return !id.isEmpty() && QTimeZone(id.toUtf8()).isValid();
        };
        for (const QString &id :
            {wanted, m_domain.zone.zone, recognition ? recognition->serverZone : QString()})
            if (isZone(id))
                return id;
        return u"UTC"_s;
    }

    Column *column(const QString &id)
    {
        const int index = m_relation.indexOf(id);
        return index < 0 ? nullptr : &m_relation.columns[size_t(index)];
    }

    void mask(const QStringList &secrets)
    {
        for (const QString &secret : secrets) {
            const QStringList parts = secret.split(u'.');
            if (Column *held = column(parts.first()); held && parts.size() == 1)
                held->secret = true;
            else if (held)
                held->secretMembers.push_back(parts.mid(1));
        }
    }

    void take(const QString &role, const QString &title, Column one, std::vector<Column> &roles)
    {
        one.title = title;
        m_source->m_columns.insert(role, one.id);
        roles.push_back(std::move(one));
    }

    void addRoles()
    {
        std::vector<Column> roles;
        for (const Role &role : kRoles) {
            const QStringList path = m_domain.jsonPaths.value(role.id);
            const Column *plain = column(path.isEmpty() ? m_domain.*role.column : path.first());
            if (!plain || (path.size() > 1 && !isJson(*plain)))
                continue;
            take(role.id, Words::tr(role.title),
                path.size() > 1 ? browse::memberColumn(*plain, "gatehouse."_L1 + role.id,
                    path.mid(1), path.last().endsWith("code"_L1) ? Show::Number : Show::Text)
                                : *plain,
                roles);
        }
        for (const OwnRole &role : kOwnRoles)
            if (const Column *plain = m_source->m_own ? column(role.column) : nullptr)
                take(role.role, Words::tr(role.title), *plain, roles);
        for (Column &one : m_relation.columns) {
            const bool named = std::any_of(roles.begin(), roles.end(),
                [&one](const Column &role) { return role.id == one.id; });
            if (!named)
                roles.push_back(std::move(one));
        }
        for (Column &one : roles)
            if (one.show == Show::Time && one.type != browse::kTimestamptz)
                one.zone = m_source->m_zone;
        m_relation.columns = std::move(roles);
    }

    // A name for the actor's id, looked up for the rows that are shown only.
    void addLabel(const systems::Recognition &recognition, const systems::Match &match,
        const QStringList &names)
    {
        const Column *held = column(m_source->column(u"actor"_s));
        const systems::TableFacts *table = recognition.table(match.schema, names[0]);
        if (!held || !table
            || !systems::readProblem(recognition, match, names[0], {names[1], names[2]}).isEmpty())
            return;
        const browse::LabelTable other{db::Identifier(match.schema, names[0]), names[1],
            table->column(names[1])->type, names[2]};
        const Column shown = browse::labelColumn(
            u"gatehouse.actor_label"_s, db::Identifier(match.schema, m_domain.table), *held, other);
        m_relation.lookups.push_back(
            browse::labelLookup(u"actor by label"_s, *held, other, table->uniqueOn({names[2]})));
        m_relation.columns.insert(m_relation.columns.begin() + m_relation.indexOf(held->id), shown);
        m_source->m_columns.insert(u"actorLabel"_s, shown.id);
    }

    void addField(const QString &id, const Column &held)
    {
        Field field{id, held.title.isEmpty() ? held.id : held.title, Field::Kind::Text, held.id};
        if (held.show == Show::Number)
            field.kind = Field::Kind::Number;
        else if (held.type == browse::kBool)
            field.kind = Field::Kind::Bool;
        else if (isJson(held))
            field.kind = Field::Kind::Json;
        m_source->m_fields.push_back(field);
    }

    void addFields()
    {
        QStringList taken{m_source->column(u"time"_s), m_source->column(u"actorLabel"_s)};
        const auto add = [&](const QString &role) {
            const Column *held = column(m_source->column(role));
            if (!held || taken.contains(held->id) || held->secret)
                return;
            addField(role, *held);
            taken << held->id;
        };
        for (const Role &role : kRoles)
            add(role.id);
        for (const OwnRole &role : kOwnRoles)
            add(role.role);
        for (const Column &one : m_relation.columns) {
            const bool comparable = browse::isTextLike(one.type) || one.type == browse::kUuid
                || one.type == browse::kBool || isJson(one) || one.show == Show::Number;
            if (one.isPlain() && !one.internal && !one.secret && comparable
                && !taken.contains(one.id))
                addField(one.id, one);
        }
    }

    browse::Relation m_relation;
    AuditDomain m_domain;
    Source *m_source = nullptr;
};

Result<std::shared_ptr<const Source>> Source::read(db::Sql &sql,
    const systems::Recognition &recognition, const systems::Match &match, const QString &zone)
{
    if (!match.shape().audit)
        return refused(systems::whyNoAudit(recognition, match));
    const AuditDomain &domain = *match.shape().audit;
    auto table = browse::describe(sql, db::Identifier(match.schema, domain.table));
    if (!table)
        return table.error();
    return Builder(std::move(table).value(), domain)
        .build(&recognition, &match, match.schema, zone);
}

Result<std::shared_ptr<const Source>> Source::readOwn(db::Sql &sql)
{
    const QString schema = u"gatehouse"_s;
    auto table = browse::describe(sql, db::Identifier(schema, u"audit_trail"_s));
    if (!table)
        return table.error();
    return Builder(std::move(table).value(), ownDomain()).build(nullptr, nullptr, schema, {});
}

Result<std::shared_ptr<const Source>> Source::ofFile(
    browse::Relation relation, const AuditDomain &domain, const Place &place)
{
    return Builder(std::move(relation), domain).buildFile(place);
}

} // namespace gatehouse::audit
