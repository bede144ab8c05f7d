#include "keys/whatif.h"

#include "db/transaction.h"
#include "keys/usagesql.h"
#include "keys/words.h"

#include <algorithm>
#include <deque>

namespace gatehouse::keys {

namespace {

constexpr qint64 kSecond = 1'000'000, kHour = 3600 * kSecond; // in microseconds
constexpr int kDaySeconds = 86400;

struct Question
{
    QString text;
    db::Params params;
};

QDateTime at(qint64 microseconds)
{
    return QDateTime::fromMSecsSinceEpoch(microseconds / 1000, Qt::UTC);
}

// What has been counted of one key so far.
struct Tally
{
    qint64 requests = 0, sure = 0, replayed = 0, refused = 0;
    std::optional<qint64> first, enough;
    qint64 hour = 0, inHour = 0, worstHour = 0, worst = 0;

    // In the order of time, or one call an hour.
    void refuse(qint64 time, qint64 count = 1)
    {
        refused += count;
        first = std::min(first.value_or(time), time);
        const qint64 now = time / kHour;
        inHour = now == hour ? inHour + count : count;
        hour = now;
        if (inHour > worst) {
            worst = inHour;
            worstHour = now;
        }
    }
};
using Tallies = QHash<QString, Tally>;

QString bounds(UsageSql &u, const Proposal &proposal)
{
    // The snapshot's now() is the end: rows of a clock that runs ahead are not of the period.
    return u.where(qint64(proposal.days) * kDaySeconds) + u" AND "_s + u.time() + u" <= "_s
        + u.moment(u"now()"_s) + u.one(proposal.keyId);
}

Question countQuestion(const Keys &engine, const Proposal &proposal)
{
    Composer c;
    UsageSql u(engine, c);
    const QString text = u"SELECT "_s + u.keyId() + u"::text, count(*) FROM "_s + u.from()
        + u" WHERE "_s + bounds(u, proposal) + u" GROUP BY 1"_s;
    return {text, c.params()};
}

// Only where the requests before it would fill the window can one be refused; what is far from such
// a place is allowed for certain. "near" marks the rest, in one pass over (key, time).
QString weighed(Composer &c, const Keys &engine, const Proposal &proposal)
{
    UsageSql u(engine, c);
    const QString window =
        u"interval '"_s + QString::number(proposal.windowSeconds) + u" seconds'"_s;
    return u"WITH asked AS (SELECT "_s + u.keyId() + u"::text AS key, "_s + u.time()
        + u" AS t FROM "_s + u.from() + u" WHERE "_s + bounds(u, proposal)
        + u"),\nweighed AS (SELECT key, t, coalesce(lag(t, "_s + QString::number(proposal.limit)
        + u") OVER w >= t - "_s + window + u", false) AS tight, count(*) OVER (w RANGE "_s + window
        + u" PRECEDING) AS load FROM asked WINDOW w AS (PARTITION BY key ORDER BY t)),\n"_s
        + u"marked AS (SELECT key, t, tight, load, count(*) FILTER (WHERE tight) OVER "_s
        + u"(PARTITION BY key ORDER BY t RANGE BETWEEN CURRENT ROW AND "_s + window
        + u" FOLLOWING) > 0 AS near FROM weighed)\n"_s;
}

Question sureQuestion(const Keys &engine, const Proposal &proposal)
{
    Composer c;
    const QString text = weighed(c, engine, proposal)
        + u"SELECT key, count(*) FILTER (WHERE NOT near), percentile_disc("_s
        + QString::number(1 - kEnoughShare) + u") WITHIN GROUP (ORDER BY load) FROM marked "_s
        + u"GROUP BY key"_s;
    return {text, c.params()};
}

Question nearQuestion(const Keys &engine, const Proposal &proposal)
{
    Composer c;
    const QString with = weighed(c, engine, proposal);
    UsageSql u(engine, c);
    const QString text = with + u"SELECT key, "_s + u.microseconds(u"t"_s)
        + u", tight FROM marked WHERE near ORDER BY key, t"_s;
    return {text, c.params()};
}

Question fixedQuestion(const Keys &engine, const Proposal &proposal)
{
    Composer c;
    UsageSql u(engine, c);
    const QString limit = QString::number(proposal.limit);
    const QString time = u.microseconds(u.time());
    const QString text = u"WITH asked AS (SELECT "_s + u.keyId() + u"::text AS key, "_s + time
        + u" AS t FROM "_s + u.from() + u" WHERE "_s + bounds(u, proposal)
        + u"),\nnumbered AS (SELECT key, t, row_number() OVER (PARTITION BY key, t / "_s
        + QString::number(proposal.windowSeconds * kSecond)
        + u" ORDER BY t) AS place FROM asked)\nSELECT key, t / "_s + QString::number(kHour)
        + u" AS hour, count(*) FILTER (WHERE place <= "_s + limit
        + u"), count(*) FILTER (WHERE place > "_s + limit + u"), min(t) FILTER (WHERE place > "_s
        + limit + u"), percentile_disc("_s + QString::number(1 - kEnoughShare)
        + u") WITHIN GROUP (ORDER BY place) FROM numbered GROUP BY GROUPING SETS ((key), (key, "_s
        + u"t / "_s + QString::number(kHour) + u")) ORDER BY key, hour"_s;
    return {text, c.params()};
}

Result<> fixed(db::Sql &sql, const Question &ask, Tallies &tallies)
{
    auto done = sql.stream(ask.text, ask.params, [&](const db::Row &row) {
        Tally &tally = tallies[row.text(0)];
        if (row.isNull(1)) { // of the whole period
            tally.enough = row.get<qint64>(5);
            return true;
        }
        tally.sure += row.get<qint64>(2);
        if (const qint64 refused = row.get<qint64>(3); refused > 0)
            tally.refuse(row.get<qint64>(4), refused);
        return true;
    });
    return done ? Result<>(Done{}) : Result<>(done.error());
}

Result<> rolling(db::Sql &sql, const Question &sure, const Question &near, const Proposal &proposal,
    Tallies &tallies)
{
    auto done = sql.stream(sure.text, sure.params, [&](const db::Row &row) {
        Tally &tally = tallies[row.text(0)];
        tally.sure = row.get<qint64>(1);
        tally.enough = row.get<qint64>(2);
        return true;
    });
    if (!done)
        return done.error();
    QString key;
    std::deque<qint64> window; // allowed ones of this key, at most `limit`
    auto replayed = sql.stream(near.text, near.params, [&](const db::Row &row) {
        if (row.text(0) != key) {
            window.clear();
            key = row.text(0);
        }
        Tally &tally = tallies[key];
        const qint64 time = row.get<qint64>(1);
        while (!window.empty() && window.front() < time - proposal.windowSeconds * kSecond)
            window.pop_front();
        if (row.get<bool>(2) && qint64(window.size()) >= proposal.limit) {
            tally.refuse(time);
            return true;
        }
        window.push_back(time);
        ++tally.replayed;
        return true;
    });
    return replayed ? Result<>(Done{}) : Result<>(replayed.error());
}

void addUp(WhatIf &answer, const Tallies &tallies, const std::vector<Key> &known)
{
    Tally all;
    for (auto it = tallies.cbegin(); it != tallies.cend(); ++it) {
        const Tally &tally = *it;
        Replay replay;
        replay.keyId = it.key();
        for (const Key &key : known) {
            if (key.id == replay.keyId) {
                replay.name = key.name;
                replay.fingerprint = key.fingerprint;
            }
        }
        replay.requests = tally.requests;
        replay.allowed = tally.sure + tally.replayed;
        replay.refused = tally.refused;
        replay.enough = tally.enough;
        if (tally.first) {
            replay.first = at(*tally.first);
            replay.worstHour = at(tally.worstHour * kHour);
            replay.worstRefused = tally.worst;
            if (!answer.total.first || *replay.first < *answer.total.first)
                answer.total.first = replay.first;
            if (replay.worstRefused > answer.total.worstRefused) {
                answer.total.worstRefused = replay.worstRefused;
                answer.total.worstHour = replay.worstHour;
            }
        }
        answer.total.requests += replay.requests;
        answer.total.allowed += replay.allowed;
        answer.total.refused += replay.refused;
        answer.keys.push_back(std::move(replay));
    }
    std::sort(answer.keys.begin(), answer.keys.end(), [](const Replay &a, const Replay &b) {
        return std::tuple(-a.refused, -a.requests, a.name, a.keyId)
            < std::tuple(-b.refused, -b.requests, b.name, b.keyId);
    });
}

Result<> check(const Keys &engine, const Proposal &proposal)
{
    if (!engine.abilities().usage.isEmpty())
        return refused(engine.abilities().usage);
    if (proposal.limit < 0 || proposal.limit > kMostLimit)
        return invalid(Words::tr("A limit is a whole number from 0 to %1.").arg(kMostLimit));
    if (proposal.windowSeconds < 1 || proposal.windowSeconds > kMostWindowSeconds)
        return invalid(Words::tr("A window lasts from one second to seven days."));
    if (proposal.days < 1 || proposal.days > kMostDays)
        return invalid(Words::tr("The period lasts from 1 to %1 days.").arg(kMostDays));
    if (proposal.anchor == systems::Anchor::FirstRequest)
        return invalid(Words::tr("A window that begins with the first request depends on the "
                                 "service's memory; choose a rolling or a fixed one."));
    return Done{};
}

} // namespace

bool WhatIf::holds() const
{
    return total.holds()
        && std::all_of(keys.begin(), keys.end(), [](const Replay &one) { return one.holds(); });
}

Proposal proposalOf(const Keys &engine, const Key *key)
{
    Proposal proposal;
    proposal.limit = key && key->limit ? std::clamp<qint64>(*key->limit, 0, kMostLimit)
                                       : engine.domain().defaultLimit;
    proposal.keyId = key ? key->id : QString();
    for (const systems::LimitDefinition &definition : engine.domain().limitDefinitions) {
        if (!definition.enforced)
            continue;
        proposal.windowSeconds = std::clamp(definition.windowSeconds, 1, kMostWindowSeconds);
        if (definition.anchor == systems::Anchor::Calendar)
            proposal.anchor = definition.anchor;
    }
    return proposal;
}

Result<int> windowFromText(const QString &text)
{
    static const QMap<QChar, int> units{{u's', 1}, {u'm', 60}, {u'h', 3600}, {u'd', kDaySeconds}};
    const QString trimmed = text.trimmed();
    bool isNumber = false;
    const qint64 count = trimmed.chopped(trimmed.isEmpty() ? 0 : 1).toLongLong(&isNumber);
    const int unit = trimmed.isEmpty() ? 0 : units.value(trimmed.back(), 0);
    if (!isNumber || unit == 0 || count < 1 || count > kMostWindowSeconds / unit)
        return invalid(
            Words::tr("A window is written like 90s, 5m, 1h or 1d, and lasts seven days at most."));
    return int(count) * unit;
}

QString windowText(int seconds)
{
    if (seconds % kDaySeconds == 0)
        return Words::tr("%n day(s)", nullptr, seconds / kDaySeconds);
    if (seconds % 60 == 0)
        return Words::tr("%n minute(s)", nullptr, seconds / 60);
    return Words::tr("%n second(s)", nullptr, seconds);
}

Result<WhatIf> whatIf(db::Sql &sql, const Keys &engine, const Proposal &proposal)
{
    if (auto fits = check(engine, proposal); !fits)
        return fits.error();
    sql.setStatementTimeout(0); // any number of rows; the caller's token stops it
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    auto known = engine.list(sql);
    if (!known)
        return known.error();
    auto now = sql.fetchOne<qint64>(u"SELECT (extract(epoch FROM now()) * 1000)::bigint"_s);
    if (!now)
        return now.error();
    Tallies tallies;
    const Question count = countQuestion(engine, proposal);
    auto counted = sql.stream(count.text, count.params, [&](const db::Row &row) {
        tallies[row.text(0)].requests = row.get<qint64>(1);
        return true;
    });
    if (!counted)
        return counted.error();
    const bool isRolling = proposal.anchor == systems::Anchor::Rolling;
    const std::vector<Question> asks = isRolling
        ? std::vector{sureQuestion(engine, proposal), nearQuestion(engine, proposal)}
        : std::vector{fixedQuestion(engine, proposal)};
    auto played = isRolling ? rolling(sql, asks[0], asks[1], proposal, tallies)
                            : fixed(sql, asks[0], tallies);
    if (!played)
        return played.error();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    WhatIf answer;
    answer.until = QDateTime::fromMSecsSinceEpoch(now.value(), Qt::UTC);
    answer.from = answer.until.addDays(-proposal.days);
    answer.note = QCoreApplication::translate("System", engine.usage()->note.toUtf8().constData());
    answer.sql.append(db::withLiterals(count.text, count.params));
    for (const Question &ask : asks)
        answer.sql.append(db::withLiterals(ask.text, ask.params));
    addUp(answer, tallies, known.value());
    return answer;
}

} // namespace gatehouse::keys
