#include "app/cli/terminal.h"
#include "app/commands/healthlist.h"
#include "app/commands/words.h"
#include "base/clock.h"

#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::commands {

namespace {

using health::Incident;
using health::Summary;

constexpr qint64 kHour = 3'600'000;
constexpr int kMostIncidents = 200, kMostReadings = 500;

QString percent(const std::optional<double> &share)
{
    return share ? u"%1 %"_s.arg(100 * *share, 0, 'f', 1) : u"—"_s;
}
QString duration(const std::optional<double> &ms)
{
    return ms ? health::durationText(*ms) : u"—"_s;
}
QJsonValue orNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}
QJsonObject timesJson(const health::StateTimes &times)
{
    QJsonObject json;
    for (int state = 0; state < health::kStates; ++state)
        json.insert(health::stateId(health::State(state)), double(times[size_t(state)]) / 1000);
    return json;
}

std::map<qint64, health::StateTimes> hoursOf(const Summary &summary)
{
    std::map<qint64, health::StateTimes> hours;
    for (const auto &[slot, times] : summary.bySlot)
        for (size_t state = 0; state < times.size(); ++state)
            hours[slot - slot % kHour][state] += times[state];
    return hours;
}

QJsonObject toJson(const Summary &summary)
{
    QJsonArray hours;
    for (const auto &[hour, times] : hoursOf(summary))
        hours.append(QJsonObject{{u"hour"_s, instantText(hour)},
            {u"state"_s, health::stateId(health::stateOf(times))}, {u"seconds"_s, timesJson(times)}});
    return {{u"endpoint"_s, summary.last.endpoint}, {u"title"_s, summary.last.title},
        {u"state"_s, health::stateId(summary.last.shown)}, {u"reason"_s, summary.last.reason},
        {u"since"_s, instantText(summary.last.since)}, {u"lastLook"_s, instantText(summary.last.at)},
        {u"uptime"_s, orNull(health::uptime(summary.times))},
        {u"seconds"_s, timesJson(summary.times)}, {u"looks"_s, summary.latencies.count()},
        {u"p50Ms"_s, orNull(summary.latencies.percentile(0.5))},
        {u"p95Ms"_s, orNull(summary.latencies.percentile(0.95))},
        {u"p99Ms"_s, orNull(summary.latencies.percentile(0.99))}, {u"hours"_s, hours}};
}

QJsonObject toJson(const Incident &incident)
{
    return {{u"endpoint"_s, incident.endpoint}, {u"title"_s, incident.title},
        {u"start"_s, instantText(incident.start)}, {u"end"_s, instantText(incident.end)},
        {u"open"_s, incident.end == 0}, {u"worst"_s, health::stateId(incident.worst)},
        {u"cause"_s, incident.cause}, {u"reason"_s, incident.reason}, {u"looks"_s, incident.looks}};
}

void printHours(Context &context, const std::vector<Summary> &all)
{
    cli::Table table{{Words::tr("Endpoint"), Words::tr("Hour"), Words::tr("State"),
                         Words::tr("Uptime")},
        {}, {false, false, false, true}};
    for (const Summary &summary : all)
        for (const auto &[hour, times] : hoursOf(summary))
            table.rows.push_back({summary.last.title, instantText(hour).left(16),
                health::stateName(health::stateOf(times)), percent(health::uptime(times))});
    context.say({});
    context.table(table);
}

void printIncidents(Context &context, const std::vector<Incident> &incidents, qint64 now)
{
    cli::Table table{{Words::tr("Incident"), Words::tr("State"), Words::tr("From"), Words::tr("To"),
                         Words::tr("Minutes"), Words::tr("Cause")},
        {}, {false, false, false, false, true, false}};
    for (const Incident &one : incidents)
        table.rows.push_back({one.title, health::stateName(one.worst), instantText(one.start),
            one.end == 0 ? Words::tr("open") : instantText(one.end),
            QString::number(double((one.end == 0 ? now : one.end) - one.start) / 60000, 'f', 1),
            one.reason});
    context.say({});
    if (incidents.empty())
        context.say(Words::tr("No incident in this time."));
    else
        context.table(table);
}

Exit readings(Context &context, HealthHistory &history, qint64 from, qint64 now)
{
    const QString wanted = context.text("readings");
    const auto all = history.ask(context, [&](health::History &kept) -> Result<std::vector<health::Reading>> {
        const auto endpoints = kept.endpoints();
        if (!endpoints)
            return endpoints.error();
        for (const health::Last &last : endpoints.value())
            if (last.endpoint == wanted || last.title == wanted)
                return kept.readings(last.endpoint, from, now + 1, kMostReadings);
        return invalid(Words::tr("The history knows no endpoint \"%1\".").arg(wanted));
    });
    if (!all)
        return context.failed(all.error());
    cli::Table table{{Words::tr("Time"), Words::tr("State"), Words::tr("Seen"),
                         Words::tr("Answer"), Words::tr("What it says")},
        {}, {false, false, false, true, false}};
    QJsonArray json;
    for (const health::Reading &one : all.value()) {
        table.rows.push_back({instantText(one.at), health::stateName(one.shown),
            health::stateName(one.measured), health::durationText(one.latencyMs), one.reason});
        json.append(QJsonObject{{u"at"_s, instantText(one.at)},
            {u"state"_s, health::stateId(one.shown)}, {u"seen"_s, health::stateId(one.measured)},
            {u"latencyMs"_s, one.latencyMs < 0 ? QJsonValue() : QJsonValue(one.latencyMs)},
            {u"cause"_s, one.cause}, {u"reason"_s, one.reason}});
    }
    context.table(table);
    return context.done(QJsonObject{{u"endpoint"_s, wanted}, {u"readings"_s, json}});
}

} // namespace

Exit healthHistoryOf(Context &context)
{
    const auto hours = context.number("hours", 24, 1, 24LL * 366);
    if (!hours)
        return context.wrongUsage(hours.error().text);
    std::vector<Incident> incidents; // outlives the session that fills it
    auto opened = healthHistory(context, false);
    if (!opened)
        return context.failed(opened.error());
    HealthHistory history = std::move(opened).value();
    const qint64 now = Clock::system().now().toMSecsSinceEpoch();
    const qint64 from = now - hours.value() * kHour;
    if (context.has("readings"))
        return readings(context, history, from, now);
    const auto all = history.ask(context, [&](health::History &kept) -> Result<std::vector<Summary>> {
        auto found = kept.incidents(from, now + 1, kMostIncidents);
        if (!found)
            return found.error();
        incidents = std::move(found).value();
        return health::summaries(kept, from - from % health::kSlotMs, now + 1);
    });
    if (!all)
        return context.failed(all.error());
    cli::Table table{{Words::tr("Endpoint"), Words::tr("State"), Words::tr("Since"),
                         Words::tr("Uptime"), Words::tr("p50"), Words::tr("p95"), Words::tr("p99")},
        {}, {false, false, false, true, true, true, true}};
    QJsonArray endpoints, incidentsJson;
    for (const Summary &one : all.value()) {
        table.rows.push_back({one.last.title, health::stateName(one.last.shown),
            instantText(one.last.since), percent(health::uptime(one.times)),
            duration(one.latencies.percentile(0.5)), duration(one.latencies.percentile(0.95)),
            duration(one.latencies.percentile(0.99))});
        endpoints.append(toJson(one));
    }
    for (const Incident &one : incidents)
        incidentsJson.append(toJson(one));
    context.table(table);
    if (context.has("by-hour"))
        printHours(context, all.value());
    printIncidents(context, incidents, now);
    context.say({});
    context.say(history.where + u' ' + Words::tr("Times in UTC."));
    return context.done(QJsonObject{{u"from"_s, instantText(from)}, {u"to"_s, instantText(now)},
        {u"endpoints"_s, endpoints}, {u"incidents"_s, incidentsJson}});
}

} // namespace gatehouse::commands
