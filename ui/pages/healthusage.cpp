#include "ui/pages/healthusage.h"

#include "base/deliver.h"
#include "health/history.h"
#include "ui/words.h"
#include "ui/workspace.h"

namespace gatehouse::ui {

namespace {

using usage::Measure;

constexpr qint64 kHourMs = 3'600'000;
constexpr int kCells = 96, kMostModels = 200;

struct Spans
{
    usage::Span day, hour;
};

template <typename T>
std::optional<qint64> count(const std::optional<T> &value)
{
    return value ? std::optional<qint64>(*value) : std::nullopt;
}

health::Traffic trafficOf(const QString &model, const usage::Tally &tally)
{
    health::Traffic traffic;
    traffic.model = model;
    traffic.requests = tally.requests;
    traffic.failed = count(tally.failed);
    traffic.judged = count(tally.judged);
    traffic.p95Ms = tally.latency.p95;
    return traffic;
}

Result<Done> askModels(
    db::Sql &sql, const usage::Figures &day, const usage::Figures &hour, HealthTraffic &traffic)
{
    const auto all = day.groups(sql, u"model"_s, kMostModels);
    if (!all)
        return all.error();
    const auto late = hour.groups(sql, u"model"_s, kMostModels);
    if (!late)
        return late.error();
    QHash<QString, std::optional<double>> usual;
    for (const usage::Group &group : all.value().groups) {
        if (group.name.label.isEmpty())
            continue;
        traffic.day.push_back({group.name.label, group.requests});
        usual.insert(group.name.label, group.latency.p95);
    }
    for (const usage::Group &group : late.value().groups) {
        if (group.name.label.isEmpty())
            continue;
        health::Traffic one = trafficOf(group.name.label, group);
        one.usualP95Ms = usual.value(group.name.label);
        traffic.hour.push_back(std::move(one));
    }
    traffic.byModel = true;
    return Done{};
}

// What is kept in a member when it could be asked.
template <typename T>
Result<> into(std::optional<T> &member, Result<T> answer)
{
    if (!answer)
        return answer.error();
    member = std::move(answer).value();
    return Done{};
}

bool tellsModels(const usage::Source &source)
{
    const usage::Field *model = source.field(u"model"_s);
    return model && model->canGroup && source.records(u"model"_s);
}

// The back end may write down models elsewhere than requests: in its messages, say.
Result<Done> askModelsIn(db::Sql &sql, const std::shared_ptr<const usage::Source> &source,
    const Spans &spans, HealthTraffic &traffic)
{
    const usage::Filter all;
    const auto day = usage::Figures::of(source, all.within(spans.day), spans.day);
    const auto hour = usage::Figures::of(source, all.within(spans.hour), spans.hour);
    if (!day || !hour)
        return day ? hour.error() : day.error();
    return askModels(sql, day.value(), hour.value(), traffic);
}

Result<HealthTraffic> askAll(
    db::Sql &sql, const std::shared_ptr<const usage::Source> &source, const Spans &spans)
{
    HealthTraffic traffic;
    const usage::Filter all;
    const auto day = usage::Figures::of(source, all.within(spans.day), spans.day);
    const auto hour = usage::Figures::of(source, all.within(spans.hour), spans.hour);
    if (!day || !hour)
        return day ? hour.error() : day.error();
    traffic.recordsErrors = source->field(u"outcome"_s) != nullptr;
    traffic.recordsLatency = source->records(u"duration"_s);
    const auto total = hour.value().totals(sql);
    if (!total)
        return total.error();
    traffic.all = trafficOf({}, total.value());
    if (auto done = into(traffic.requests, day.value().series(sql, Measure::Requests, {}, kCells));
        !done)
        return done.error();
    if (traffic.recordsErrors)
        if (auto done = into(traffic.errors, day.value().series(sql, Measure::Errors, {}, kCells));
            !done)
            return done.error();
    if (traffic.recordsLatency)
        if (auto done =
                into(traffic.latency, day.value().series(sql, Measure::Latency, {}, kCells));
            !done)
            return done.error();
    return traffic;
}

// The first place is the one of requests.
Result<HealthTraffic> askPlaces(db::Sql &sql, const systems::Recognition &recognition,
    const systems::Match &match, const std::vector<const systems::UsageDomain *> &places,
    const Spans &spans)
{
    std::optional<HealthTraffic> traffic;
    for (const systems::UsageDomain *place : places) {
        const auto source = usage::Source::read(sql, recognition, match, *place);
        if (!source && traffic)
            continue; // what is asked besides may be out of reach
        if (!source)
            return source.error();
        if (!traffic) {
            auto all = askAll(sql, source.value(), spans);
            if (!all)
                return all.error();
            traffic = std::move(all).value();
        }
        if (!traffic->byModel && !source.value()->isDaily() && tellsModels(*source.value()))
            if (auto done = askModelsIn(sql, source.value(), spans, *traffic); !done)
                return done.error();
    }
    return *traffic;
}

} // namespace

HealthUsage::HealthUsage(Workspace &workspace, QObject *parent)
    : QObject(parent), m_workspace(workspace)
{
}

HealthUsage::~HealthUsage() { m_token.cancel(); }

void HealthUsage::refresh(qint64 from, qint64 now)
{
    const systems::Match *match = m_workspace.match();
    const auto recognition = m_workspace.chosenRecognition();
    if (m_busy)
        return;
    QString whyNot = match && recognition
        ? systems::whyNoUsage(*recognition, *match)
        : Words::tr("No known back end was recognised in this database.");
    const systems::UsageDomain *place =
        whyNot.isEmpty() ? systems::usageOf(*recognition, *match) : nullptr;
    if (place && place->source == "daily"_L1)
        whyNot = Words::tr("This back end writes down totals of days only.");
    if (!place || !whyNot.isEmpty()) {
        m_answer = HealthTraffic();
        m_answer->whyNot = whyNot;
        Q_EMIT changed();
        return;
    }
    if (!m_session) {
        m_session = m_workspace.link().openJobSession();
        m_session->setReadOnly(true);
    }
    m_busy = true;
    const Spans spans{{from * 1000, (from + kCells * health::kSlotMs) * 1000},
        {(now - kHourMs) * 1000, now * 1000}};
    // The match is handed on with the recognition: these own what the places point to.
    deliver(m_session->run(
                [recognition, chosen = *match, places = usage::usagePlaces(*recognition, *match),
                    spans](
                    db::Sql &sql) { return askPlaces(sql, *recognition, chosen, places, spans); },
                m_token),
        this, [this](const Result<HealthTraffic> &answer) {
            m_busy = false;
            if (answer) {
                m_answer = answer.value();
                Q_EMIT changed();
            } else if (answer.error().kind != Error::Kind::Cancelled) {
                Q_EMIT failed(answer.error());
            }
        });
}

void HealthUsage::drop()
{
    if (m_session && !m_busy)
        m_session->drop();
}

} // namespace gatehouse::ui
