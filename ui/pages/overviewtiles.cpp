#include "ui/pages/overviewtiles.h"

#include "ui/pages/overviewhealth.h"
#include "ui/words.h"
#include "usage/texts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatehouse::ui {

namespace {

using items::Severity;
using keys::Mark;

bool always(const Overview &) { return true; }
QStringList sqlOf(const QStringList &a, const QStringList &b) { return a + b; }

template <typename T>
QStringList sqlOf(const std::optional<T> &answer)
{
    return answer ? answer->sql : QStringList();
}

TileFace notRecorded()
{
    return {{}, Words::tr("by this back end"), Severity::None, {}, Words::tr("not recorded")};
}

// Recorded perhaps, but this role may not read it, or the table is not there yet.
TileFace noPlace(const Overview &o)
{
    const systems::Shape *shape = o.match ? &o.match->shape() : nullptr;
    if (!shape || (!shape->usage && shape->otherUsage.empty()))
        return notRecorded();
    return {{}, o.whyNoUsage, Severity::None, {}, Words::tr("not available")};
}

QString ranged(const Overview &o, const QString &what)
{
    return o.isDaily() ? Words::tr("%1, %2 days").arg(what).arg(kOverviewDays)
                       : Words::tr("%1, 24 h").arg(what);
}

QString againstBefore(const Overview &o, const QString &change)
{
    return o.isDaily() ? Words::tr("%1 on the days before").arg(change)
                       : Words::tr("%1 on the day before").arg(change);
}

QString withNote(const Overview &o, const QString &sentence)
{
    if (!o.place)
        return o.whyNoUsage;
    const QString note = o.source ? o.source->note() : QString();
    return note.isEmpty() ? sentence : sentence + u' ' + note;
}

QList<double> sumOfLines(const usage::Series &series)
{
    QList<double> sums(series.buckets.count(), 0);
    for (const usage::Line &line : series.lines) {
        for (qsizetype i = 0; i < sums.size(); ++i)
            sums[i] += line.values[size_t(i)];
    }
    return sums;
}

// --- requests

QString requestsTitle(const Overview &o) { return ranged(o, o.noun()); }

QString requestsExplanation(const Overview &o)
{
    return withNote(o, Words::tr("Counted by the server in %1, over the %2.")
                           .arg(o.source ? o.source->table() : QString(), o.rangeText()));
}

std::optional<TileFace> requestsFace(const Overview &o)
{
    if (!o.place)
        return noPlace(o);
    if (!o.totals)
        return std::nullopt;
    TileFace face{usage::countText(o.totals->requests), {}};
    if (o.before && o.before->requests > 0) {
        face.comparison = againstBefore(o,
            usage::changeText(double(o.totals->requests), double(o.before->requests)));
        if (o.totals->requests > o.before->requests)
            face.verdict = Severity::Good;
    } else if (o.before) {
        face.comparison = Words::tr("none in the same time before");
    }
    if (o.requests)
        face.series = Overview::whole(o.requests->buckets, sumOfLines(*o.requests));
    return face;
}

CheckAsking requestsCheck(const Overview &o)
{
    if (!o.figures)
        return {};
    return [figures = *o.figures, by = o.splitBy()](db::Sql &sql) {
        return by.isEmpty() ? figures.checkDays(sql) : figures.checkGroups(sql, by);
    };
}

// --- errors

QString errorsTitle(const Overview &o) { return ranged(o, Words::tr("Error rate")); }

QString errorsExplanation(const Overview &o)
{
    return withNote(o,
        Words::tr("Failed ones among those whose outcome is recorded, over the %1.")
            .arg(o.rangeText()));
}

std::optional<TileFace> errorsFace(const Overview &o)
{
    if (!o.place)
        return noPlace(o);
    if (o.source && !o.source->field(u"outcome"_s))
        return notRecorded();
    if (!o.totals)
        return std::nullopt;
    const std::optional<double> rate = o.totals->errorRate();
    if (!rate)
        return TileFace{u"–"_s, Words::tr("nothing to judge")};
    TileFace face{usage::rateText(rate), {}};
    if (const auto before = o.before ? o.before->errorRate() : std::nullopt) {
        const double points = (*rate - *before) * 100;
        const bool same = std::abs(points) < 0.05;
        const QString sign = same ? u"±"_s : points > 0 ? u"+"_s : u"−"_s;
        face.comparison = againstBefore(o,
            Words::tr("%1 points").arg(sign + QLocale().toString(std::abs(points), 'f', 1)));
        face.verdict = same ? Severity::None
            : points < 0    ? Severity::Good
            : points >= 1   ? Severity::Bad
                            : Severity::Warn;
    } else if (o.before) {
        face.comparison = Words::tr("%1 failed").arg(usage::countText(o.totals->failed.value_or(0)));
    }
    if (o.errors && o.requests && o.errors->buckets.count() == o.requests->buckets.count()) {
        const QList<double> all = sumOfLines(*o.requests), failed = sumOfLines(*o.errors);
        for (qsizetype i = 0; i < all.size(); ++i)
            face.series += all[i] > 0 ? failed[i] / all[i]
                                      : std::numeric_limits<double>::quiet_NaN();
        face.series = Overview::whole(o.errors->buckets, face.series);
    }
    return face;
}

CheckAsking errorsCheck(const Overview &o)
{
    if (!o.figures || !o.source->field(u"outcome"_s))
        return {};
    std::vector<usage::Chip> parts{
        {u"outcome"_s, usage::Compare::Is, {QString(usage::kFailed)}},
        {u"outcome"_s, usage::Compare::Is, {QString(usage::kOk)}}};
    if (o.records(u"status"_s))
        parts.push_back({u"status"_s, usage::Compare::Missing, {}});
    return [figures = *o.figures, parts](db::Sql &sql) { return figures.checkParts(sql, parts); };
}

// --- latency

QString latencyTitle(const Overview &o) { return ranged(o, Words::tr("p95 latency")); }

QString latencyExplanation(const Overview &o)
{
    const bool rough = o.totals && !o.totals->latency.exact;
    return withNote(o,
        rough ? Words::tr("95 of 100 took at most this long; from a histogram of the server, at "
                          "most 2 % off.")
              : Words::tr("95 of 100 took at most this long; computed exactly by the server."));
}

std::optional<TileFace> latencyFace(const Overview &o)
{
    if (!o.place)
        return noPlace(o);
    if (o.source && !o.records(u"duration"_s))
        return notRecorded();
    if (!o.totals)
        return std::nullopt;
    const auto &p95 = o.totals->latency.p95;
    if (!p95)
        return TileFace{u"–"_s, Words::tr("nothing to measure")};
    TileFace face{usage::msText(p95), {}};
    if (const auto before = o.before ? o.before->latency.p95 : std::nullopt) {
        const double change = *p95 - *before;
        const bool same = std::abs(change) < 0.005 * *before;
        face.comparison = againstBefore(o,
            (same             ? u"±"_s
                    : change > 0 ? u"+"_s
                                 : u"−"_s)
                + usage::msText(std::abs(change)));
        face.verdict = same                    ? Severity::None
            : change < 0                       ? Severity::Good
            : change > 0.5 * *before           ? Severity::Bad
            : change > 0.1 * *before           ? Severity::Warn
                                               : Severity::None;
    } else if (o.before) {
        face.comparison = Words::tr("median %1").arg(usage::msText(o.totals->latency.p50));
    }
    if (o.latency) {
        const std::vector<double> &values = o.latency->lines[1].values;
        face.series = Overview::whole(
            o.latency->buckets, QList<double>(values.begin(), values.end()));
    }
    return face;
}

CheckAsking latencyCheck(const Overview &o)
{
    if (!o.figures || !o.totals || !o.totals->latency.p95)
        return {};
    const QString p95 = QString::number(*o.totals->latency.p95, 'g', QLocale::FloatingPointShortest);
    const std::vector<usage::Chip> parts{{u"duration"_s, usage::Compare::AtMost, {p95}},
        {u"duration"_s, usage::Compare::Above, {p95}},
        {u"duration"_s, usage::Compare::Missing, {}}};
    return [figures = *o.figures, parts](db::Sql &sql) { return figures.checkParts(sql, parts); };
}

// --- keys

QString keysTitle(const Overview &) { return Words::tr("Active keys"); }

QString keysExplanation(const Overview &o)
{
    if (!o.engine)
        return o.whyNoKeys;
    const QString what = Words::tr("Keys that are neither revoked nor expired.");
    return o.keysHaveUse
        ? what + u' ' + Words::tr("The line shows how many were in use, for 7 days.")
        : what;
}

std::optional<TileFace> keysFace(const Overview &o)
{
    if (!o.keys)
        return std::nullopt;
    int active = 0, over = 0, near = 0, quiet = 0;
    QList<double> inUse(o.keysHaveUse ? keys::kBuckets : 0, 0);
    for (const keys::Key &key : *o.keys) {
        if (keys::stateOf(key, o.now) == keys::State::Active)
            ++active;
        const auto use = o.engine->enforced(key);
        const Mark mark = keys::badgeOf(key, use ? use->used : std::nullopt, o.now).mark;
        over += mark == Mark::OverLimit;
        near += mark == Mark::NearLimit;
        quiet += mark == Mark::Idle || mark == Mark::NeverUsed;
        for (qsizetype i = 0; key.usage && i < inUse.size(); ++i)
            inUse[i] += key.usage->series[size_t(i)] > 0;
    }
    TileFace face{usage::countText(active), {}, Severity::None, inUse};
    if (over > 0) {
        face.comparison = Words::tr("%n at the limit now", nullptr, over);
        face.verdict = Severity::Warn;
    } else if (near > 0) {
        face.comparison = Words::tr("%n near the limit", nullptr, near);
        face.verdict = Severity::Warn;
    } else if (quiet > 0) {
        face.comparison = Words::tr("%n idle or never used", nullptr, quiet);
    } else {
        face.comparison = Words::tr("of %n in all", nullptr, int(o.keys->size()));
    }
    return face;
}

QStringList keysSql(const Overview &o) { return o.engine ? o.engine->statements() : QStringList(); }

CheckAsking keysCheck(const Overview &o)
{
    if (!o.engine)
        return {};
    return [engine = *o.engine](db::Sql &sql) -> Result<usage::Check> {
        auto rows = engine.checkRows(sql);
        if (!rows)
            return rows.error();
        return usage::Check{rows.value().listed, rows.value().rows, rows.value().sql};
    };
}

// --- who used it, where the back end keeps no keys

QString usersTitle(const Overview &o) { return ranged(o, Words::tr("Users")); }
QString usersExplanation(const Overview &o)
{
    return Words::tr("Different users among the rows of the %1.").arg(o.rangeText());
}

std::optional<TileFace> usersFace(const Overview &o)
{
    if (!o.top)
        return std::nullopt;
    const auto known = std::count_if(o.top->groups.begin(), o.top->groups.end(),
        [](const usage::Group &group) { return !group.name.value.isEmpty(); });
    TileFace face{usage::countText(qint64(known) + o.top->others), {}};
    if (!o.top->groups.empty() && o.top->sum > 0)
        face.comparison = Words::tr("the busiest made %1")
                              .arg(usage::rateText(
                                  double(o.top->groups.front().requests) / double(o.top->sum)));
    return face;
}

CheckAsking usersCheck(const Overview &o)
{
    if (!o.figures)
        return {};
    return [figures = *o.figures](db::Sql &sql) { return figures.checkGroups(sql, u"actor"_s); };
}

// --- tokens, where somebody counts them

QString tokensTitle(const Overview &o) { return ranged(o, Words::tr("Tokens")); }
QString tokensExplanation(const Overview &o)
{
    return Words::tr("Tokens as the back end wrote them down, over the %1.").arg(o.rangeText());
}

std::optional<TileFace> tokensFace(const Overview &o)
{
    if (!o.totals)
        return std::nullopt;
    TileFace face{o.totals->tokens ? usage::countText(*o.totals->tokens) : u"–"_s, {}};
    if (o.totals->tokens && o.before && o.before->tokens.value_or(0) > 0)
        face.comparison = againstBefore(o,
            usage::changeText(double(*o.totals->tokens), double(*o.before->tokens)));
    return face;
}

CheckAsking noCheck(const Overview &) { return {}; }

} // namespace

PageTarget usageTarget(
    const Overview &overview, const QString &tab, const std::optional<usage::Chip> &chip)
{
    usage::Filter filter = overview.filter();
    if (chip)
        filter.chips.push_back(*chip);
    return {u"usage"_s, {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, tab}}};
}

const std::vector<TileSpec> &overviewTiles()
{
    static const std::vector<TileSpec> tiles{
        {"requests", {u"source"_s, u"totals"_s}, always, requestsTitle, requestsExplanation,
            requestsFace,
            [](const Overview &o) { return sqlOf(sqlOf(o.totals), sqlOf(o.requests)); },
            requestsCheck, [](const Overview &o) { return usageTarget(o, u"rows"_s); }},
        {"errors", {u"source"_s, u"totals"_s}, always, errorsTitle, errorsExplanation, errorsFace,
            [](const Overview &o) { return sqlOf(sqlOf(o.totals), sqlOf(o.errors)); },
            errorsCheck,
            [](const Overview &o) {
                return usageTarget(o, u"rows"_s,
                    usage::Chip{u"outcome"_s, usage::Compare::Is, {QString(usage::kFailed)}});
            }},
        {"latency", {u"source"_s, u"totals"_s}, always, latencyTitle, latencyExplanation,
            latencyFace,
            [](const Overview &o) { return sqlOf(sqlOf(o.totals), sqlOf(o.latency)); },
            latencyCheck, [](const Overview &o) { return usageTarget(o, u"percentiles"_s); }},
        {"keys", {u"keys"_s}, [](const Overview &o) { return o.engine.has_value(); }, keysTitle,
            keysExplanation, keysFace, keysSql, keysCheck,
            [](const Overview &) {
                return PageTarget{u"keys"_s, {{u"state"_s, u"active"_s}}};
            }},
        {"users", {u"source"_s, u"top"_s},
            [](const Overview &o) { return !o.engine && o.topBy() == "actor"_L1; }, usersTitle,
            usersExplanation, usersFace, [](const Overview &o) { return sqlOf(o.top); },
            usersCheck, [](const Overview &o) { return usageTarget(o, u"rows"_s); }},
        healthTile(),
        {"tokens", {u"source"_s, u"totals"_s},
            [](const Overview &o) { return o.records(u"tokens"_s); }, tokensTitle,
            tokensExplanation, tokensFace, [](const Overview &o) { return sqlOf(o.totals); },
            noCheck, [](const Overview &o) { return usageTarget(o, u"rows"_s); }},
        backupsTile(),
    };
    return tiles;
}

} // namespace gatehouse::ui
