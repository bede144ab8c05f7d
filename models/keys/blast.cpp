#include "keys/blast.h"

#include "base/redact.h"
#include "keys/usagesql.h"
#include "keys/words.h"

#include <QLocale>

#include <algorithm>

namespace gatehouse::keys {

namespace {

constexpr int kMostCounts = 8;
constexpr int kLongestLabel = 120;
constexpr qint64 kDaySeconds = 86400;

// Which of the grouping sets a row belongs to.
enum Part { Models, Endpoints, Clients, Hours, Whole };

struct Place
{
    int part = 0;
    QString label;
    int weekday = 0, hour = 0;
    qint64 count = 0, place = 0, groups = 0;
    std::optional<QDateTime> first, last;

    static Place fromRow(const db::Row &row)
    {
        const auto time = [&](int column) {
            return row.isNull(column)
                ? std::optional<QDateTime>()
                : QDateTime::fromMSecsSinceEpoch(row.get<qint64>(column), Qt::UTC);
        };
        Place place{row.get<int>(0), redact(row.text(1)), 0, 0, row.get<qint64>(4),
            row.get<qint64>(5), row.get<qint64>(6), time(7), time(8)};
        if (place.part == Hours) {
            place.weekday = row.get<int>(2);
            place.hour = row.get<int>(3);
        }
        return place;
    }
};

// One scan for all of it.
QString blastSql(Composer &c, UsageSql &u, Blast &wanted, const QStringList &ids)
{
    const auto label = [](bool &known, const QString &expression) {
        known = !expression.isEmpty();
        return known ? u"left("_s + expression + u", "_s + QString::number(kLongestLabel) + u')'
                     : u"NULL::text"_s;
    };
    const QString local = u.instant() + u" AT TIME ZONE "_s + c.value(wanted.zone) + u"::text"_s;
    QString text = u"WITH asked AS (SELECT "_s + label(wanted.knowsModels, u.model())
        + u" AS model, "_s + label(wanted.knowsEndpoints, u.endpoint()) + u" AS endpoint, "_s
        + label(wanted.knowsClients, u.client()) + u" AS client, extract(isodow FROM "_s + local
        + u")::int AS weekday, extract(hour FROM "_s + local + u")::int AS hour, "_s
        + u"(extract(epoch FROM "_s + u.instant() + u") * 1000)::bigint AS ms FROM "_s + u.from()
        + u" WHERE "_s + u.where(kBlastDays * kDaySeconds) + u" AND "_s + u.keyId()
        + u"::text = ANY("_s + c.value(db::toParam(ids)) + u"::text[])), "_s;
    text += u"counted AS (SELECT CASE WHEN grouping(model) = 0 THEN 0 WHEN grouping(endpoint) = 0 "
            "THEN 1 WHEN grouping(client) = 0 THEN 2 WHEN grouping(hour) = 0 THEN 3 ELSE 4 END AS "
            "part, "
            "coalesce(model, endpoint, client) AS label, weekday, hour, count(*) AS n, "
            "min(ms) AS first, max(ms) AS last FROM asked GROUP BY GROUPING SETS "
            "((model), (endpoint), (client), (weekday, hour), ())), "
            "placed AS (SELECT counted.*, row_number() OVER (PARTITION BY part ORDER BY n DESC, "
            "label) AS place, count(*) OVER (PARTITION BY part) AS groups FROM counted) "
            "SELECT part, label, weekday, hour, n, place, groups, first, last FROM placed "
            "WHERE part >= 3 OR place <= "_s
        + QString::number(kMostCounts) + u" ORDER BY part, place"_s;
    return text;
}

void take(Blast &blast, const Place &place)
{
    const auto add = [&](std::vector<Count> &list, qint64 &others, bool known) {
        if (!known)
            return;
        list.push_back({place.label, place.count});
        others = std::max<qint64>(0, place.groups - kMostCounts);
    };
    switch (Part(place.part)) {
    case Models:
        add(blast.models, blast.otherModels, blast.knowsModels);
        break;
    case Endpoints:
        add(blast.endpoints, blast.otherEndpoints, blast.knowsEndpoints);
        break;
    case Clients:
        add(blast.clients, blast.otherClients, blast.knowsClients);
        break;
    case Hours:
        blast.hours[size_t(place.weekday - 1) % 7][size_t(place.hour) % 24] += place.count;
        break;
    case Whole:
        blast.requests = place.count;
        blast.first = place.first;
        blast.last = place.last;
        break;
    }
}

QString shares(const std::vector<Count> &counts, qint64 others)
{
    QStringList parts;
    for (const Count &count : counts)
        parts.append(Words::tr("%1 (%2)").arg(
            count.label.isEmpty() ? Words::tr("without a name") : count.label,
            QLocale().toString(count.count)));
    QString text = parts.join(u", "_s);
    if (others > 0)
        text += u' ' + Words::tr("and %Ln more", nullptr, int(others));
    return text;
}

} // namespace

bool Blast::holds() const
{
    qint64 sum = 0;
    for (const auto &day : hours)
        for (qint64 count : day)
            sum += count;
    return sum == requests;
}

QuietHour quietestOf(const std::array<std::array<qint64, 24>, 7> &hours)
{
    constexpr int kHours = 7 * 24;
    const auto at = [&](int hour) {
        const int wrapped = (hour + kHours) % kHours;
        return hours[size_t(wrapped / 24)][size_t(wrapped % 24)];
    };
    int best = 0;
    for (int hour = 1; hour < kHours; ++hour) {
        const auto weight = [&](int one) { return std::pair(at(one), at(one - 1) + at(one + 1)); };
        if (weight(hour) < weight(best))
            best = hour;
    }
    return {best / 24 + 1, best % 24, at(best)};
}

QString hourText(const QuietHour &hour, const QString &zone)
{
    const auto clock = [](int value) { return u"%1:00"_s.arg(value, 2, 10, QChar(u'0')); };
    return Words::tr("%1 %2 to %3 %4, %Ln request(s)", nullptr, int(hour.requests))
        .arg(QLocale().standaloneDayName(hour.weekday), clock(hour.hour), clock(hour.hour + 1),
            zone);
}

std::vector<std::pair<QString, QString>> linesOf(const Blast &blast)
{
    const auto recorded = [](bool known, const QString &text) {
        return known ? text : Words::tr("not recorded by this back end");
    };
    std::vector<std::pair<QString, QString>> lines{
        {Words::tr("Requests in %1 days").arg(kBlastDays), QLocale().toString(blast.requests)}};
    if (blast.requests == 0)
        return lines;
    if (blast.last)
        lines.emplace_back(
            Words::tr("Last request"), blast.last->toString(u"yyyy-MM-dd HH:mm 'UTC'"_s));
    lines.emplace_back(Words::tr("Clients"),
        recorded(blast.knowsClients, shares(blast.clients, blast.otherClients)));
    lines.emplace_back(
        Words::tr("Models"), recorded(blast.knowsModels, shares(blast.models, blast.otherModels)));
    lines.emplace_back(Words::tr("Endpoints"),
        recorded(blast.knowsEndpoints, shares(blast.endpoints, blast.otherEndpoints)));
    if (blast.quietest)
        lines.emplace_back(Words::tr("Quietest hour"), hourText(*blast.quietest, blast.zone));
    if (blast.busiest)
        lines.emplace_back(Words::tr("Busiest hour"), hourText(*blast.busiest, blast.zone));
    return lines;
}

Result<Blast> blast(
    db::Sql &sql, const Keys &engine, const std::vector<Key> &keys, const QString &zone)
{
    if (!engine.abilities().usage.isEmpty())
        return refused(engine.abilities().usage);
    QStringList ids;
    for (const Key &key : keys)
        ids.append(key.id);
    Composer c;
    UsageSql u(engine, c);
    Blast answer;
    answer.zone = zone;
    const QString text = blastSql(c, u, answer, ids);
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        take(answer, Place::fromRow(row));
        return true;
    });
    if (!done)
        return done.error();
    answer.sql.append(db::withLiterals(text, c.params()));
    if (answer.requests == 0)
        return answer;
    answer.quietest = quietestOf(answer.hours);
    QuietHour most;
    for (int hour = 0; hour < 7 * 24; ++hour) {
        const qint64 count = answer.hours[size_t(hour / 24)][size_t(hour % 24)];
        if (count > most.requests)
            most = {hour / 24 + 1, hour % 24, count};
    }
    answer.busiest = most;
    return answer;
}

} // namespace gatehouse::keys
