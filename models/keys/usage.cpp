#include "keys/usagesql.h"

#include <QHash>

#include <algorithm>

namespace gatehouse::keys {

namespace {

constexpr int kWeekSeconds = kBuckets * kBucketSeconds;
constexpr int kDaySeconds = 86400;
// A key with more rows than this, unseen for a week and without a fitting index, is too costly to
// ask for its exact last use.
constexpr int kMostRowsRead = 20000;
constexpr int kMostShares = 8;

// Places in the answer of figuresSql().
enum Place { IdText, Day, Week, Buckets, Counts, Last, Exact, WeekBegan, Oldest, FirstWindow };

qint64 number(const db::Row &row, int column)
{
    return row.isNull(column) ? 0 : row.get<qint64>(column);
}

QDateTime moment(const db::Row &row, int column)
{
    return QDateTime::fromMSecsSinceEpoch(row.get<qint64>(column), Qt::UTC);
}

LastUse lastUseOf(const db::Row &row, const Key &key)
{
    if (!row.isNull(Last))
        return {LastUse::Known::At, moment(row, Last)};
    if (!row.get<bool>(Exact))
        return {LastUse::Known::Before, moment(row, WeekBegan)};
    // Older rows may have been cleaned up; then nobody knows.
    if (!row.isNull(Oldest) && key.created && *key.created < moment(row, Oldest))
        return {LastUse::Known::Before, moment(row, Oldest)};
    return {LastUse::Known::Never, {}};
}

Usage usageOf(const db::Row &row, size_t windows)
{
    Usage usage;
    usage.day = number(row, Day);
    usage.week = number(row, Week);
    const QStringList buckets = row.get<QStringList>(Buckets);
    const QStringList counts = row.get<QStringList>(Counts);
    for (qsizetype i = 0; i < std::min(buckets.size(), counts.size()); ++i)
        usage.series[size_t(std::clamp(buckets[i].toInt(), 0, kBuckets - 1))] +=
            counts[i].toLongLong();
    for (size_t i = 0; i < windows; ++i)
        usage.windows.push_back(number(row, FirstWindow + int(i)));
    return usage;
}

QString seconds(qint64 count)
{
    return u"now() - interval '"_s + QString::number(count) + u" seconds'"_s;
}

} // namespace

QString Keys::joined() const
{
    return m_usage->keyJoin == "secret"_L1 ? secretColumn() : domain().id;
}

// A moment (timestamptz) as the usage table's time column has it.
QString Keys::usageMoment(Composer &sql, const QString &expression) const
{
    if (m_usage->zone.withZone)
        return expression;
    return u"(("_s + expression + u") AT TIME ZONE "_s + sql.value(m_usageZone) + u"::text)"_s;
}

QString Keys::usageWhere(Composer &sql, qint64 since) const
{
    const QString time = u"u."_s + sql.name(m_usage->time);
    QString where =
        time + u" >= "_s + usageMoment(sql, seconds(since)) + u" AND isfinite("_s + time + u')';
    const QStringList filter = m_usage->filter.split(u'=');
    if (filter.size() == 2)
        where += u" AND u."_s + sql.name(filter[0]) + u" = "_s + sql.value(filter[1]);
    if (usageReadable(m_usage->deletedFlag))
        where += u" AND NOT coalesce(u."_s + sql.name(m_usage->deletedFlag) + u", false)"_s;
    return where;
}

QString Keys::windowStart(Composer &sql, const systems::LimitDefinition &definition) const
{
    const int window = std::min(definition.windowSeconds, kWeekSeconds);
    if (definition.anchor != systems::Anchor::Calendar)
        return usageMoment(sql, seconds(window));
    const bool byDay = window >= kDaySeconds;
    const QString unit = byDay ? u"day"_s : u"hour"_s;
    const int before = std::max(0, window / (byDay ? kDaySeconds : 3600) - 1);
    return usageMoment(sql,
        u"(date_trunc('%1', now() AT TIME ZONE 'UTC') - interval '%2 %1') AT TIME ZONE 'UTC'"_s.arg(
            unit, QString::number(before)));
}

bool Keys::usageLeads(const QStringList &columns) const
{
    return std::any_of(m_usageTable->indexes.begin(), m_usageTable->indexes.end(),
        [&](const systems::IndexFacts &index) {
            return index.valid && !index.partial && index.columns.mid(0, columns.size()) == columns;
        });
}

// The key's side of the join, in a form that the usage column's index can serve.
QString Keys::ownText(Composer &sql) const
{
    const QString own = u"k."_s + sql.name(joined());
    const auto isText = [](const systems::ColumnFacts *column) {
        return column && (column->type == "text"_L1 || column->type.startsWith("character"_L1));
    };
    return isText(m_usageTable->column(m_usage->key)) && !isText(m_table.column(joined()))
        ? own + u"::text"_s
        : own;
}

// For a key without a request in the week: when it was used last, and whether that is certain.
QString Keys::lastUseSql(Composer &sql) const
{
    const QString time = u"u."_s + sql.name(m_usage->time);
    const QString rows = u" FROM "_s + sql.name(m_match.schema, m_usage->table)
        + u" AS u WHERE u."_s + sql.name(m_usage->key) + u" = "_s + ownText(sql)
        + u" AND r.who IS NULL AND isfinite("_s + time + u')';
    if (usageLeads({m_usage->key, m_usage->time}))
        return u"SELECT "_s + time + u" AS at, true AS exact"_s + rows + u" ORDER BY "_s + time
            + u" DESC LIMIT 1"_s;
    if (!usageLeads({m_usage->key}))
        return u"SELECT nullif(r.last, r.last) AS at, r.who IS NOT NULL AS exact"_s;
    const QString most = QString::number(kMostRowsRead);
    return u"SELECT CASE WHEN count(*) <= "_s + most + u" THEN max(s.at) END AS at, count(*) <= "_s
        + most + u" AS exact FROM (SELECT "_s + time + u" AS at"_s + rows + u" LIMIT "_s + most
        + u" + 1) AS s"_s;
}

QString Keys::oldestSql(Composer &sql) const
{
    if (!usageLeads({m_usage->time}))
        return u"NULL::timestamp"_s;
    const QString time = sql.name(m_usage->time);
    return u"(SELECT "_s + time + u" FROM "_s + sql.name(m_match.schema, m_usage->table)
        + u" WHERE isfinite("_s + time + u") ORDER BY "_s + time + u" LIMIT 1)"_s;
}

QString Keys::figuresSql(Composer &sql) const
{
    const QString time = u"u."_s + sql.name(m_usage->time);
    const QString began = usageMoment(sql, seconds(kWeekSeconds));
    const auto ms = [&](const QString &expression) {
        const QString instant = m_usage->zone.withZone
            ? expression
            : expression + u" AT TIME ZONE "_s + sql.value(m_usageZone) + u"::text"_s;
        return u"(extract(epoch FROM "_s + instant + u") * 1000)::bigint"_s;
    };
    QString counts, sums, picks;
    const auto &definitions = domain().limitDefinitions;
    for (size_t i = 0; i < definitions.size(); ++i) {
        const QString w = u"w"_s + QString::number(i);
        counts += u", count(*) FILTER (WHERE "_s + time + u" >= "_s
            + windowStart(sql, definitions[i]) + u") AS "_s + w;
        sums += u", sum("_s + w + u")::bigint AS "_s + w;
        picks += u", r."_s + w;
    }
    return u"WITH recent AS (SELECT u."_s + sql.name(m_usage->key)
        + u" AS who, floor(extract(epoch FROM "_s + time + u" - "_s + began + u") / "_s
        + QString::number(kBucketSeconds) + u")::int AS bucket, count(*) AS n, "_s
        + u"count(*) FILTER (WHERE "_s + time + u" >= "_s + usageMoment(sql, seconds(kDaySeconds))
        + u") AS d, max("_s + time + u") AS last"_s + counts + u" FROM "_s
        + sql.name(m_match.schema, m_usage->table) + u" AS u WHERE "_s
        + usageWhere(sql, kWeekSeconds)
        + u" GROUP BY 1, 2), total AS (SELECT who, sum(d)::bigint AS d, sum(n)::bigint AS n, "_s
        + u"array_agg(bucket) AS buckets, array_agg(n) AS counts, max(last) AS last"_s + sums
        + u" FROM recent GROUP BY who) SELECT k."_s + sql.name(domain().id)
        + u"::text, r.d, r.n, coalesce(r.buckets, '{}'), coalesce(r.counts, '{}'), "_s
        + ms(u"coalesce(r.last, old.at)"_s) + u", coalesce(old.exact, true), "_s + ms(began)
        + u", "_s + ms(oldestSql(sql)) + picks + u" FROM "_s
        + sql.name(m_match.schema, domain().table) + u" AS k LEFT JOIN total AS r ON r.who = "_s
        + ownText(sql) + u" LEFT JOIN LATERAL ("_s + lastUseSql(sql) + u") AS old ON true"_s;
}

Result<std::vector<Key>> Keys::withUsage(db::Sql &sql, std::vector<Key> keys) const
{
    if (!m_abilities.usage.isEmpty())
        return refused(m_abilities.usage);
    QHash<QString, size_t> places;
    for (size_t i = 0; i < keys.size(); ++i)
        places.insert(keys[i].id, i);
    Composer composer;
    const QString text = figuresSql(composer);
    auto done = sql.stream(text, composer.params(), [&](const db::Row &row) {
        const auto place = places.constFind(row.text(IdText));
        if (place == places.cend())
            return true;
        Key &key = keys[*place];
        key.usage = usageOf(row, domain().limitDefinitions.size());
        key.lastUse = lastUseOf(row, key);
        return true;
    });
    if (!done)
        return done.error();
    return keys;
}

Result<Detail> Keys::detail(db::Sql &sql, const Key &key) const
{
    if (!m_abilities.usage.isEmpty())
        return refused(m_abilities.usage);
    Detail detail;
    const auto shares = [&](const QString &column) -> Result<std::vector<Count>> {
        std::vector<Count> counts;
        if (!usageReadable(column))
            return counts;
        Composer c;
        const QString text = u"SELECT u."_s + c.name(column) + u"::text, count(*) FROM "_s
            + c.name(m_match.schema, m_usage->table) + u" AS u JOIN "_s
            + c.name(m_match.schema, domain().table) + u" AS k ON u."_s + c.name(m_usage->key)
            + u" = "_s + ownText(c) + u" WHERE k."_s + c.name(domain().id) + u" = "_s
            + c.value(key.id) + u" AND "_s + usageWhere(c, kWeekSeconds)
            + u" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT "_s + QString::number(kMostShares);
        auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
            counts.push_back({row.text(0), row.get<qint64>(1)});
            return true;
        });
        if (!done)
            return done.error();
        return counts;
    };
    auto models = shares(m_usage->model);
    if (!models)
        return models.error();
    auto endpoints = shares(m_usage->endpoint);
    if (!endpoints)
        return endpoints.error();
    return Detail{std::move(models).value(), std::move(endpoints).value()};
}

Result<std::optional<QMap<QString, int>>> Keys::clients(db::Sql &sql) const
{
    using Answer = std::optional<QMap<QString, int>>;
    if (!m_abilities.usage.isEmpty())
        return Answer{};
    Composer c;
    const UsageSql u(*this, c);
    const QString client = u.client();
    if (client.isEmpty())
        return Answer{};
    QMap<QString, int> counts;
    const QString text = u"SELECT "_s + u.keyId() + u"::text, count(DISTINCT "_s + client
        + u") FROM "_s + u.from() + u" WHERE "_s + u.where(kWeekSeconds) + u" GROUP BY 1"_s;
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        counts.insert(row.text(0), row.get<int>(1));
        return true;
    });
    if (!done)
        return done.error();
    return Answer(counts);
}

} // namespace gatehouse::keys
