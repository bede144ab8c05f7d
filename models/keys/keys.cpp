#include "keys/keys.h"

#include "base/redact.h"
#include "db/composer.h"
#include "keys/words.h"

namespace gatehouse::keys {

namespace {

std::optional<systems::TableFacts> found(
    const systems::Recognition &recognition, const QString &schema, const QString &table)
{
    const systems::TableFacts *facts = table.isEmpty() ? nullptr : recognition.table(schema, table);
    return facts ? std::optional(*facts) : std::nullopt;
}

QString zoneOf(const systems::ZoneRule &rule, const systems::Recognition &recognition)
{
    return rule.zone.isEmpty() ? recognition.serverZone : rule.zone;
}

// Places in the answer of select().
enum Place {
    Id,
    SecretText,
    Name,
    Role,
    OwnerId,
    OwnerLabel,
    LimitNumber,
    Limits,
    Permissions,
    CreatedAt,
    UpdatedAt,
    ExpiresAt,
    DeletedAt,
    Active,
    LastUsed
};

std::optional<QDateTime> timeAt(const db::Row &row, int place)
{
    if (row.isNull(place))
        return std::nullopt;
    return QDateTime::fromMSecsSinceEpoch(row.get<qint64>(place), Qt::UTC);
}

} // namespace

Keys::Keys(systems::Match match, const systems::Recognition &recognition)
    : m_match(std::move(match))
{
    m_table = found(recognition, m_match.schema, domain().table).value_or(systems::TableFacts{});
    m_ownerTable = found(recognition, m_match.schema, domain().ownerTable);
    m_zone = zoneOf(domain().zone, recognition);
    findUsage(recognition);
    judgeAbilities();
}

Result<Keys> Keys::of(const systems::Recognition &recognition, const systems::Match &match)
{
    if (!match.shape().keys)
        return invalid(Words::tr("This back end keeps no API keys in its database."));
    const QString table = match.shape().keys->table;
    if (!recognition.table(match.schema, table)) {
        return invalid(
            Words::tr("The table %1 of the API keys is not in schema %2. Look again after "
                      "the service has created it.")
                .arg(table, match.schema));
    }
    return Keys(match, recognition);
}

void Keys::recordAs(trail::Policy policy, trail::Actor actor)
{
    m_policy = policy;
    m_actor = std::move(actor);
}

// The place that names keys; others (totals per user and day) say nothing about one key.
void Keys::findUsage(const systems::Recognition &recognition)
{
    std::vector<systems::UsageDomain> places = m_match.shape().otherUsage;
    if (m_match.shape().usage)
        places.insert(places.begin(), *m_match.shape().usage);
    for (const systems::UsageDomain &place : places) {
        auto facts = found(recognition, m_match.schema, place.table);
        if (place.keyJoin.isEmpty() || !facts)
            continue;
        m_usage = place;
        m_usageTable = std::move(facts);
        m_usageZone = zoneOf(place.zone, recognition);
        return;
    }
}

void Keys::judgeAbilities()
{
    const auto &keys = domain();
    const QString noRight = Words::tr("This database user may not change %1.").arg(keys.table);
    const QString noColumn = Words::tr("This back end has no column for it.");
    if (!m_table.canInsert)
        m_abilities.create = noRight;
    if (!m_table.canUpdate)
        m_abilities.edit = m_abilities.revoke = m_abilities.rotate = noRight;
    else if (!has(keys.active) && !has(keys.deletedAt))
        m_abilities.revoke = noColumn;
    if (!m_table.canDelete)
        m_abilities.remove = noRight;
    if (!keys.format.hash.isEmpty())
        m_abilities.reveal = Words::tr("Only hashes are stored, so the key cannot be shown again.");
    else if (!readable(keys.secret))
        m_abilities.reveal = Words::tr("This database user may not read the keys themselves.");
    if (!m_usage)
        m_abilities.usage = Words::tr("This back end does not record which key made a request.");
    else if (!usageReadable(m_usage->key) || !usageReadable(m_usage->time))
        m_abilities.usage = Words::tr("This database user may not read %1.").arg(m_usage->table);
    else if (!readable(m_usage->keyJoin == "secret"_L1 ? secretColumn() : keys.id))
        m_abilities.usage =
            Words::tr("Usage is recorded by the key itself, which this database user "
                      "may not read.");
}

bool Keys::readable(const QString &column) const
{
    const systems::ColumnFacts *facts = column.isEmpty() ? nullptr : m_table.column(column);
    return facts && facts->canSelect;
}

bool Keys::usageReadable(const QString &column) const
{
    if (!m_usageTable || column.isEmpty())
        return false;
    const systems::ColumnFacts *facts = m_usageTable->column(column);
    return facts && facts->canSelect;
}

QString Keys::secretColumn() const
{
    return domain().format.hash.isEmpty() || domain().hash.isEmpty() ? domain().secret
                                                                     : domain().hash;
}

QString Keys::select(Composer &sql) const
{
    const auto &keys = domain();
    const auto text = [&](const QString &column) {
        return readable(column) ? u"k."_s + sql.name(column) + u"::text"_s : u"NULL::text"_s;
    };
    const auto time = [&](const QString &column) {
        if (!readable(column))
            return u"NULL::bigint"_s;
        const QString name = u"k."_s + sql.name(column);
        const QString moment =
            keys.zone.withZone ? name : u"%1 AT TIME ZONE %2::text"_s.arg(name, sql.value(m_zone));
        return u"CASE WHEN isfinite(%1) THEN (extract(epoch FROM %2) * 1000)::bigint END"_s.arg(
            name, moment);
    };
    const bool withOwner = m_ownerTable && readable(keys.owner) && m_ownerTable->column(u"id"_s)
        && m_ownerTable->column(keys.ownerLabel) && m_ownerTable->column(keys.ownerLabel)->canSelect
        && m_ownerTable->column(u"id"_s)->canSelect;
    QStringList columns{text(keys.id), text(secretColumn()), text(keys.name), text(keys.role),
        text(keys.owner),
        withOwner ? u"o.%1::text"_s.arg(sql.name(keys.ownerLabel)) : u"NULL::text"_s,
        text(keys.limit), text(keys.limits), text(keys.permissions), time(keys.createdAt),
        time(keys.updatedAt), time(keys.expiresAt), time(keys.deletedAt), text(keys.active),
        time(keys.lastUsedAt)};
    QString from = u" FROM %1 AS k"_s.arg(sql.name(m_match.schema, keys.table));
    if (withOwner) {
        from += u" LEFT JOIN %1 AS o ON o.%2 = k.%3"_s.arg(
            sql.name(m_match.schema, keys.ownerTable), sql.name(u"id"_s), sql.name(keys.owner));
    }
    return u"SELECT "_s + columns.join(u", "_s) + from;
}

QString Keys::listSql(Composer &sql) const
{
    return select(sql) + u" ORDER BY k."_s + sql.name(domain().id);
}

Key Keys::read(const db::Row &row) const
{
    Key key;
    key.id = row.text(Id);
    if (!row.isNull(SecretText)) {
        const QString text = row.text(SecretText);
        if (domain().format.hash.isEmpty()) {
            key.masked = maskKey(text);
            key.fingerprint = fingerprint(text);
            key.published = domain().sampleKeys.contains(text);
        } else {
            // Six digits of the key's own hash, where the back end stores that one.
            key.fingerprint = domain().format.hash == "sha256-hex"_L1
                ? u'#' + text.left(6).toLower()
                : fingerprint(text);
        }
    }
    key.name = row.text(Name);
    key.role = row.text(Role);
    key.ownerId = row.text(OwnerId);
    key.owner = row.text(OwnerLabel);
    if (!row.isNull(LimitNumber))
        key.limit = qint64(row.get<double>(LimitNumber));
    key.limits = row.text(Limits);
    key.permissions = row.text(Permissions);
    key.created = timeAt(row, CreatedAt);
    key.updated = timeAt(row, UpdatedAt);
    key.expires = timeAt(row, ExpiresAt);
    key.deleted = timeAt(row, DeletedAt);
    if (!row.isNull(Active))
        key.active = row.text(Active) == "true"_L1;
    if (const auto used = timeAt(row, LastUsed))
        key.lastUse = {LastUse::Known::At, *used};
    else if (readable(domain().lastUsedAt))
        key.lastUse = {LastUse::Known::Never, {}};
    for (const QString &column : {secretColumn(), domain().name, domain().role, domain().limit,
             domain().limits, domain().permissions, domain().expiresAt, domain().active}) {
        if (has(column) && !readable(column))
            key.unreadable.append(column);
    }
    return key;
}

Result<std::vector<Key>> Keys::list(db::Sql &sql) const
{
    if (!readable(domain().id)) {
        return refused(Words::tr("This database user may not read %1. Ask the database's owner for "
                                 "SELECT on its columns, or connect as another user.")
                           .arg(domain().table));
    }
    Composer composer;
    const QString text = listSql(composer);
    std::vector<Key> keys;
    auto done = sql.stream(text, composer.params(), [&](const db::Row &row) {
        keys.push_back(read(row));
        return true;
    });
    if (!done)
        return done.error();
    return keys;
}

std::vector<LimitUse> Keys::limits(const Key &key) const
{
    std::vector<LimitUse> uses;
    const auto &definitions = domain().limitDefinitions;
    for (size_t i = 0; i < definitions.size(); ++i) {
        const systems::LimitDefinition &definition = definitions[i];
        LimitUse use{
            definition.id, definition.title, definition.note, {}, key.limit, definition.enforced};
        if (key.usage && i < key.usage->windows.size()
            && definition.anchor != systems::Anchor::FirstRequest)
            use.used = key.usage->windows[i];
        uses.push_back(use);
    }
    return uses;
}

std::optional<LimitUse> Keys::enforced(const Key &key) const
{
    for (const LimitUse &use : limits(key)) {
        if (use.enforced)
            return use;
    }
    return std::nullopt;
}

} // namespace gatehouse::keys
