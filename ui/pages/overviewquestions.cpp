#include "browse/page.h"
#include "ui/pages/overviewdata.h"
#include "usage/texts.h"

#include <QHash>

namespace gatehouse::ui {

namespace {

using usage::Figures;
using usage::Measure;
using Where = Question::Where;
using Asking = std::function<Result<Fill>(db::Sql &)>;

constexpr int kStackedLines = 4;
constexpr int kTopGroups = 200; // few are shown; the rest tells which keys are gone
constexpr int kLatestChanges = 12;

// `f` runs in the session's thread, `take` puts its answer into place in the window's.
template <typename F, typename Take>
Asking asking(F f, Take take)
{
    return [f, take](db::Sql &sql) -> Result<Fill> {
        auto answer = f(sql);
        if (!answer)
            return answer.error();
        return Fill([take, value = std::move(answer).value()](
                        Overview &overview) { take(overview, value); });
    };
}

// The usual one: a figure that is kept in `member`.
template <typename Answer, typename F>
Asking figure(std::optional<Answer> Overview::*member, F f)
{
    return asking(std::move(f),
        [member](Overview &overview, const Answer &answer) { overview.*member = answer; });
}

bool hasFigures(const Overview &o) { return o.figures.has_value(); }
bool hasTotals(const Overview &o) { return o.figures && o.fresh.contains(u"totals"_s); }

int countPoints(const Overview &o)
{
    return o.isDaily() ? kOverviewDays : pointsFor(o.totals->requests, 1800);
}

Asking askSource(const Overview &o)
{
    return asking(
        [recognition = o.recognition, match = *o.match, place = o.place](db::Sql &sql) {
            return usage::Source::read(sql, *recognition, match, *place);
        },
        [](Overview &overview, const std::shared_ptr<const usage::Source> &source) {
            overview.source = source;
            overview.resolve();
        });
}

Asking askTotals(const Overview &o)
{
    return figure(
        &Overview::totals, [figures = *o.figures](db::Sql &sql) { return figures.totals(sql); });
}

Asking askRequests(const Overview &o)
{
    return figure(&Overview::requests,
        [figures = *o.figures, by = o.splitBy(), points = countPoints(o)](db::Sql &sql) {
            return figures.series(sql, Measure::Requests, by, points, kStackedLines);
        });
}

Asking askLatency(const Overview &o)
{
    // A percentile needs more rows than a count.
    return figure(&Overview::latency,
        [figures = *o.figures, points = pointsFor(o.totals->requests, 9600)](
            db::Sql &sql) { return figures.series(sql, Measure::Latency, {}, points); });
}

Asking askBefore(const Overview &o)
{
    return figure(
        &Overview::before, [figures = *o.figures](db::Sql &sql) -> Result<usage::Totals> {
            const auto before = figures.previous();
            return before ? before.value().totals(sql) : Result<usage::Totals>(before.error());
        });
}

Asking askErrors(const Overview &o)
{
    return figure(
        &Overview::errors, [figures = *o.figures, points = countPoints(o)](db::Sql &sql) {
            return figures.series(sql, Measure::Errors, {}, points);
        });
}

Asking askTop(const Overview &o)
{
    return figure(&Overview::top, [figures = *o.figures, by = o.topBy()](
                                      db::Sql &sql) { return figures.groups(sql, by, kTopGroups); });
}

// An empty day wants to be explained: when was the last request before it?
Asking askNewest(const Overview &o)
{
    return asking(
        [source = o.source, zone = o.zone()](db::Sql &sql) -> Result<std::optional<qint64>> {
            sql.setStatementTimeout(usage::kFiguresTimeoutMs);
            const auto page = browse::fetchPage(
                sql, {source->rows(browse::Condition::all({}), usage::kEver, zone), {}, false, 1});
            if (!page)
                return page.error();
            if (page.value().rows() == 0)
                return std::optional<qint64>();
            const int time = page.value().indexOf(source->column(u"time"_s));
            return usage::microsecondsOf(*source, page.value().cell(0, time));
        },
        [](Overview &overview, const std::optional<qint64> &newest) { overview.newest = newest; });
}

Asking askKeys(const Overview &o)
{
    return asking([engine = *o.engine](db::Sql &sql) { return engine.list(sql); },
        [](Overview &overview, std::vector<keys::Key> keys) {
            QHash<QString, const keys::Key *> known; // their figures stay until new ones come
            if (overview.keys) {
                for (const keys::Key &old : *overview.keys)
                    known.insert(old.id, &old);
            }
            for (keys::Key &key : keys) {
                const keys::Key *old = known.value(key.id);
                if (!old)
                    continue;
                key.usage = old->usage;
                if (key.lastUse.known == keys::LastUse::Known::Nothing)
                    key.lastUse = old->lastUse;
            }
            overview.keys = std::move(keys);
        });
}

Asking askUse(const Overview &o)
{
    return asking(
        [engine = *o.engine, keys = *o.keys](db::Sql &sql) {
            sql.setStatementTimeout(usage::kFiguresTimeoutMs);
            return engine.withUsage(sql, keys);
        },
        [](Overview &overview, const std::vector<keys::Key> &keys) {
            overview.keys = keys;
            overview.keysHaveUse = true;
        });
}

Asking askChanges(const Overview &)
{
    using Answer = std::pair<trail::Status, std::vector<trail::Told>>;
    return asking(
        [](db::Sql &sql) -> Result<Answer> {
            auto status = trail::status(sql);
            if (!status)
                return status.error();
            const bool there = status.value().state != trail::State::Absent
                && status.value().state != trail::State::Foreign;
            if (!there || !status.value().mayRead)
                return Answer{status.value(), {}};
            auto latest = trail::latest(sql, kLatestChanges);
            if (!latest)
                return latest.error();
            return Answer{status.value(), std::move(latest).value()};
        },
        [](Overview &overview, const Answer &answer) {
            overview.trail = answer.first;
            overview.changes = answer.second;
        });
}

// Reads files, in the session's thread like every answer here; no statement.
Asking askBackups(const Overview &o)
{
    return asking(
        [folder = o.backupFolder](db::Sql &) { return backup::listBackups(folder); },
        [](Overview &overview, const std::vector<backup::Found> &all) { overview.backups = all; });
}

Asking askHealth(const Overview &o)
{
    return figure(&Overview::health,
        [place = o.healthPlace, now = o.now.toMSecsSinceEpoch()](
            db::Sql &sql) { return readHealth(sql, place, now); });
}

} // namespace

// In the order of their weight to the reader: what comes first is on the screen first.
const std::vector<Question> &overviewQuestions()
{
    static const std::vector<Question> questions{
        {"keys", Where::Pages, [](const Overview &o) { return o.engine.has_value(); }, askKeys},
        {"changes", Where::Pages, [](const Overview &) { return true; }, askChanges},
        {"backups", Where::Pages, [](const Overview &) { return true; }, askBackups},
        {"health", Where::Pages, [](const Overview &o) { return bool(o.match); }, askHealth},
        {"source", Where::Figures, [](const Overview &o) { return o.place && !o.source; },
            askSource},
        {"totals", Where::Figures, hasFigures, askTotals},
        {"requests", Where::Figures, hasTotals, askRequests},
        {"latency", Where::Figures,
            [](const Overview &o) { return hasTotals(o) && o.records(u"duration"_s); }, askLatency},
        {"before", Where::Figures, hasFigures, askBefore},
        {"errors", Where::Figures,
            [](const Overview &o) { return hasTotals(o) && o.source->field(u"outcome"_s); },
            askErrors},
        {"top", Where::Figures,
            [](const Overview &o) { return o.figures && !o.topBy().isEmpty(); }, askTop},
        {"use", Where::Figures,
            [](const Overview &o) {
                return o.engine && o.engine->abilities().usage.isEmpty()
                    && o.fresh.contains(u"keys"_s);
            },
            askUse},
        {"newest", Where::Figures,
            [](const Overview &o) { return hasTotals(o) && o.totals->requests == 0; },
            askNewest},
    };
    return questions;
}

} // namespace gatehouse::ui
