#include "systems/draftguess.h"

#include "base/result.h"

#include <QRegularExpression>
#include <QSet>

namespace gatehouse::systems {

namespace {

bool fits(TypeClass wanted, const QString &type)
{
    const TypeClass is = typeClass(type);
    return wanted == TypeClass::Any || wanted == is
        || (wanted == TypeClass::Json && type == u"text"_s);
}

// The most usual fitting column that no earlier role has.
const ColumnFacts *find(
    const TableFacts &table, const UsualColumn &usual, const QSet<QString> &taken)
{
    const ColumnFacts *best = nullptr;
    qsizetype bestPlace = -1;
    for (const ColumnFacts &column : table.columns) {
        const qsizetype place = usualPlace(usual.names, column.name);
        if (place >= 0 && !taken.contains(column.name) && fits(usual.type, column.type)
            && (!best || place < bestPlace)) {
            best = &column;
            bestPlace = place;
        }
    }
    return best;
}

} // namespace

Guess guessColumns(const TableFacts &table, const UsualTable &usual)
{
    Guess guess{&table, {}, 0};
    QSet<QString> taken;
    for (const UsualColumn &column : usual.columns) {
        if (const ColumnFacts *found = find(table, column, taken)) {
            guess.roles.insert(QString::fromLatin1(column.role), found);
            taken.insert(found->name);
        }
    }
    guess.score = int(guess.roles.size()) * 4;
    return guess;
}

Guess guessRoles(const TableFacts &table, const UsualTable &usual)
{
    const qsizetype place = usualPlace(usual.names, table.name);
    if (place < 0)
        return {&table, {}, 0};
    Guess guess = guessColumns(table, usual);
    for (const UsualColumn &column : usual.columns) {
        if (column.needed && !guess.roles.contains(QString::fromLatin1(column.role)))
            return {&table, {}, 0};
    }
    guess.score += place < 4 ? 3 : place < 8 ? 1 : 0;
    return guess;
}

QString primaryKey(const TableFacts &table)
{
    for (const IndexFacts &index : table.indexes) {
        if (index.primary && index.columns.size() == 1)
            return index.columns.first();
    }
    return {};
}

std::vector<Default> suppliedDefaults(
    const KeysDomain &keys, const TableFacts &table, QStringList *unknown)
{
    const QString now = keys.zone.withZone ? u"now"_s
        : keys.zone.zone == u"UTC"_s       ? u"now_utc"_s
                                           : u"now_local"_s;
    const QMap<QString, QString> values{{keys.createdAt, now}, {keys.updatedAt, now},
        {keys.active, u"true"_s}, {keys.role, u"'user'"_s}, {keys.permissions, u"'[]'"_s},
        {keys.limits, u"'{}'"_s}};
    const QSet<QString> asked{keys.secret, keys.hash, keys.name, keys.owner, keys.limit};
    std::vector<Default> defaults;
    for (const ColumnFacts &column : table.columns) {
        if (!column.notNull || column.hasDefault || asked.contains(column.name))
            continue;
        if (values.contains(column.name))
            defaults.push_back({column.name, values.value(column.name)});
        else if (column.name == keys.id && column.type == u"uuid"_s)
            defaults.push_back({column.name, u"uuid"_s});
        else
            unknown->append(column.name);
    }
    return defaults;
}

QString statusMeaningOf(const ColumnFacts *status)
{
    if (!status)
        return {};
    const TypeClass type = typeClass(status->type);
    return type == TypeClass::Flag  ? u"success"_s
        : type == TypeClass::Number ? u"http"_s
                                    : u"word"_s;
}

QString keyJoinOf(const UsageDomain &usage, const std::optional<KeysDomain> &keys)
{
    if (!keys || usage.key.isEmpty())
        return {};
    const QString plain = plainName(usage.key);
    if (plain.contains(u"hash"_s))
        return u"hash"_s;
    if (plain.endsWith(u"id"_s))
        return u"id"_s;
    return keys->secret.isEmpty() ? u"hash"_s : u"secret"_s;
}

QStringList notRecordedBy(const UsageDomain &usage)
{
    static const QStringList told{
        u"key"_s, u"model"_s, u"duration"_s, u"status"_s, u"tokens"_s, u"traceId"_s};
    UsageDomain copy = usage;
    QStringList missing;
    for (const RoleColumn &role : roleColumns(copy)) {
        if (role.column->isEmpty() && told.contains(role.role))
            missing.append(role.role);
    }
    return missing;
}

Unit unitOf(const QString &column)
{
    const QString plain = plainName(column);
    return plain.endsWith(u"ms"_s) ? Unit::Milliseconds
        : plain.endsWith(u"ns"_s)  ? Unit::Nanoseconds
                                   : Unit::Seconds;
}

QStringList secretLooking(const Shape &shape, const QString &table)
{
    static const QRegularExpression secret(
        u"password|passwd|secret|token(?!s|_?count|_?id)|api_?key(?!_?id)|key_?hash|private_?key|credential"_s,
        QRegularExpression::CaseInsensitiveOption);
    QSet<QString> roles;
    if (shape.keys && shape.keys->table == table)
        roles = {shape.keys->secret, shape.keys->hash};
    if (shape.usage && shape.usage->table == table && shape.usage->keyJoin != u"id"_s)
        roles.insert(shape.usage->key);
    QStringList columns;
    for (const QString &column : shape.tables.value(table)) {
        if (roles.contains(column) || secret.match(column).hasMatch())
            columns.append(column);
    }
    return columns;
}

} // namespace gatehouse::systems
