#include "systems/mapping.h"

#include "systems/draftguess.h"
#include "systems/mappingparts.h"

#include <QSet>

#include <algorithm>

namespace gatehouse::systems {

namespace {

bool hasZone(const ColumnFacts &column) { return column.type.contains(u"with time zone"_s); }

// The draft that was saved for a schema before, or null.
const Match *savedBefore(const Recognition &recognition, const QString &schema)
{
    const auto found = std::find_if(recognition.matches.begin(), recognition.matches.end(),
        [&](const Match &match) { return match.system->ownDraft && match.schema == schema; });
    return found == recognition.matches.end() ? nullptr : &*found;
}

} // namespace

Mapping::Mapping(std::shared_ptr<const Recognition> recognition, const QString &schema)
    : m_recognition(std::move(recognition)), m_schema(schema)
{
    Draft draft = draftDescription(*m_recognition, schema);
    m_guesses = std::move(draft.guesses);
    m_description = std::move(draft.description);
    if (const Match *before = savedBefore(*m_recognition, schema)) {
        m_description = *before->system;
        std::swap(m_description.shapes.front(), // the others stay as they are
            *std::find_if(m_description.shapes.begin(), m_description.shapes.end(),
                [&](const Shape &one) { return one.id == before->shapeId; }));
        m_new = false;
    }
    if (!shape().conversations)
        shape().conversations = ConversationsDomain();
}

QStringList Mapping::schemas(const Recognition &recognition)
{
    QSet<QString> all, known;
    for (const TableFacts &table : recognition.tables)
        all.insert(table.schema);
    for (const Match &match : recognition.matches) {
        if (!match.system->ownDraft)
            known.insert(match.schema);
    }
    QStringList list(all.begin(), all.end());
    std::sort(list.begin(), list.end(), [&](const QString &a, const QString &b) {
        const auto order = [&](const QString &schema) {
            return std::tuple(known.contains(schema), schema != u"public"_s, schema);
        };
        return order(a) < order(b);
    });
    return list;
}

QStringList Mapping::tables() const
{
    QStringList names;
    for (const TableFacts &table : m_recognition->tables) {
        if (table.schema == m_schema)
            names.append(table.name);
    }
    names.sort();
    return names;
}

QStringList Mapping::columns(Part part) const
{
    QStringList names;
    if (const TableFacts *table = facts(part)) {
        for (const ColumnFacts &column : table->columns)
            names.append(column.name);
    }
    return names;
}

const TableFacts *Mapping::facts(Part part) const
{
    return m_recognition->table(m_schema, table(part));
}

QString Mapping::table(Part part) const
{
    switch (part) {
    case Part::Keys:
        return shape().keys ? shape().keys->table : QString();
    case Part::Usage:
        return shape().usage ? shape().usage->table : QString();
    case Part::Audit:
        return shape().audit ? shape().audit->table : QString();
    case Part::Sessions:
        return shape().conversations->sessionsTable;
    case Part::Messages:
        return shape().conversations->messagesTable;
    }
    return {};
}

QStringList Mapping::usedTables() const
{
    QStringList used;
    for (const Part part : kAllParts) {
        if (const QString name = table(part); !name.isEmpty() && !used.contains(name))
            used.append(name);
    }
    return used;
}

void Mapping::empty(Part part)
{
    for (const RoleColumn &role : columnsOf(part))
        role.column->clear();
    if (part == Part::Keys)
        shape().keys.reset();
    else if (part == Part::Usage)
        shape().usage.reset();
    else if (part == Part::Audit)
        shape().audit.reset();
    else if (part == Part::Sessions)
        shape().conversations->sessionsTable.clear();
    else
        shape().conversations->messagesTable.clear();
}

void Mapping::setTable(Part part, const QString &name)
{
    if (name == table(part))
        return;
    empty(part);
    if (const TableFacts *chosen = m_recognition->table(m_schema, name))
        begin(part, *chosen);
    const QStringList used = usedTables();
    for (const QString &old : shape().secretColumns.keys()) {
        if (!used.contains(old))
            shape().secretColumns.remove(old);
    }
}

void Mapping::begin(Part part, const TableFacts &chosen)
{
    const QString name = chosen.name;
    if (part == Part::Keys) {
        shape().keys.emplace().table = name;
        shape().keys->format.prefix = u"sk-"_s;
    } else if (part == Part::Usage) {
        shape().usage.emplace().table = name;
        shape().usage->title = u"Requests"_s;
    } else if (part == Part::Audit) {
        shape().audit.emplace().table = name;
    } else if (part == Part::Sessions) {
        shape().conversations->sessionsTable = name;
    } else {
        shape().conversations->messagesTable = name;
    }
    shape().tables[name] = columns(part);
    const Guess guess = guessColumns(chosen, usualOf(part));
    for (const RoleColumn &role : columnsOf(part)) {
        if (const ColumnFacts *column = guess.roles.value(role.role))
            *role.column = column->name;
    }
    if (part == Part::Keys && shape().keys->id.isEmpty())
        shape().keys->id = primaryKey(chosen);
    setUnit(part, unitOf(durationColumn(part)));
    derive(part);
    for (const QString &column : secretLooking(shape(), name))
        setSecret(name, column, true);
}

std::vector<RoleColumn> Mapping::columnsOf(Part part)
{
    if (part == Part::Keys)
        return shape().keys ? roleColumns(*shape().keys) : std::vector<RoleColumn>{};
    if (part == Part::Usage)
        return shape().usage ? roleColumns(*shape().usage) : std::vector<RoleColumn>{};
    if (part == Part::Audit)
        return shape().audit ? roleColumns(*shape().audit) : std::vector<RoleColumn>{};
    std::vector<RoleColumn> roles = roleColumns(*shape().conversations);
    std::erase_if(roles, [part](const RoleColumn &role) {
        return isOfSession(role.role) != (part == Part::Sessions);
    });
    return roles;
}

std::vector<MappedRole> Mapping::roles(Part part) const
{
    std::vector<MappedRole> list;
    Mapping copy = *this; // roleColumns() hands out places to write to
    for (const RoleColumn &role : copy.columnsOf(part))
        list.push_back(
            {role.role, roleTitle(role.role), *role.column, neededRoles(part).contains(role.role)});
    return list;
}

void Mapping::setColumn(Part part, const QString &role, const QString &column)
{
    for (const RoleColumn &each : columnsOf(part)) {
        if (each.role == role)
            *each.column = column;
    }
    if (role == durationRole(part))
        setUnit(part, unitOf(column));
    derive(part);
    if (const bool secret = (part == Part::Keys && (role == u"secret"_s || role == u"hash"_s));
        secret && !column.isEmpty())
        setSecret(table(part), column, true);
}

// What follows from the roles without anybody's choice.
void Mapping::derive(Part part)
{
    const TableFacts *chosen = facts(part);
    if (!chosen)
        return;
    Mapping copy = *this;
    for (const RoleColumn &role : copy.columnsOf(part)) {
        const ColumnFacts *column = chosen->column(*role.column);
        if (role.role != timeRole(part) || !column || hasZone(*column) == zoneRule(part)->withZone)
            continue;
        *zoneRule(part) = hasZone(*column) ? ZoneRule{u"UTC"_s, true} : ZoneRule{QString(), false};
    }
    if (part == Part::Keys) {
        KeysDomain &keys = *shape().keys;
        keys.format.hash = keys.secret.isEmpty() ? u"sha256-hex"_s : QString();
        keys.nameUnique = !keys.name.isEmpty() && chosen->uniqueOn({keys.name});
        if (keys.role.isEmpty())
            keys.roles.clear();
        else if (keys.roles.isEmpty())
            keys.roles = {u"user"_s, u"admin"_s};
        QStringList unknown;
        keys.defaults = suppliedDefaults(keys, *chosen, &unknown);
    }
    if (shape().usage) {
        UsageDomain &usage = *shape().usage;
        const TableFacts *rows = facts(Part::Usage);
        usage.keyJoin = keyJoinOf(usage, shape().keys);
        usage.statusMeaning = statusMeaningOf(rows ? rows->column(usage.status) : nullptr);
        usage.notRecorded = notRecordedBy(usage);
        usage.source = usage.requests.isEmpty() ? u"rows"_s : u"daily"_s;
    }
}

QString Mapping::durationColumn(Part part) const
{
    if (part == Part::Usage)
        return shape().usage ? shape().usage->duration : QString();
    return part == Part::Messages ? shape().conversations->latency : QString();
}

Unit Mapping::unit(Part part) const
{
    return part == Part::Usage && shape().usage ? shape().usage->durationUnit
                                                : shape().conversations->latencyUnit;
}

void Mapping::setUnit(Part part, Unit unit)
{
    if (part == Part::Usage && shape().usage)
        shape().usage->durationUnit = unit;
    else if (part == Part::Messages)
        shape().conversations->latencyUnit = unit;
}

ZoneRule *Mapping::zoneRule(Part part)
{
    if (part == Part::Keys)
        return shape().keys ? &shape().keys->zone : nullptr;
    if (part == Part::Usage)
        return shape().usage ? &shape().usage->zone : nullptr;
    if (part == Part::Audit)
        return shape().audit ? &shape().audit->zone : nullptr;
    return &shape().conversations->zone;
}

QString Mapping::naiveTimeColumn(Part part) const
{
    const TableFacts *chosen = facts(part);
    if (!chosen)
        return {};
    for (const MappedRole &role : roles(part)) {
        const ColumnFacts *column = chosen->column(role.column);
        if (column && role.role == timeRole(part))
            return hasZone(*column) ? QString() : column->name;
    }
    return {};
}

QString Mapping::zone(Part part) const
{
    Mapping copy = *this;
    const ZoneRule *rule = copy.zoneRule(part);
    return rule ? rule->zone : QString();
}

void Mapping::setZone(Part part, const QString &zone)
{
    if (ZoneRule *rule = zoneRule(part); rule && !rule->withZone) {
        rule->zone = zone;
        derive(part);
    }
}

std::vector<std::pair<QString, QString>> Mapping::maskable() const
{
    std::vector<std::pair<QString, QString>> list;
    for (const QString &name : usedTables()) {
        const TableFacts *table = m_recognition->table(m_schema, name);
        for (const ColumnFacts &column : table ? table->columns : std::vector<ColumnFacts>{})
            list.emplace_back(name, column.name);
    }
    return list;
}

bool Mapping::isSecret(const QString &table, const QString &column) const
{
    return shape().secretColumns.value(table).contains(column);
}

void Mapping::setSecret(const QString &table, const QString &column, bool secret)
{
    QStringList &columns = shape().secretColumns[table];
    columns.removeAll(column);
    if (secret)
        columns.append(column);
    if (columns.isEmpty())
        shape().secretColumns.remove(table);
}

} // namespace gatehouse::systems
