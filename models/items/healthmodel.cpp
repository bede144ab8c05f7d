#include "items/healthmodel.h"

#include "health/models.h"
#include "health/probe.h"
#include "items/jobsmodel.h"
#include "items/words.h"

#include <QDateTime>

#include <cmath>
#include <limits>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using health::State;

namespace {

constexpr qint64 kHourMs = 3'600'000;

QString names(const std::optional<std::vector<health::Model>> &models)
{
    return models ? health::modelList(*models) : QString();
}

void addHistory(EndpointRow &row, const health::Summary &history, qint64 now)
{
    row.uptime = health::uptime(history.times);
    const auto hour = history.latenciesFrom(row.stripFrom + (kStripCells - 4) * health::kSlotMs);
    row.p50 = hour.percentile(0.5);
    row.p95 = hour.percentile(0.95);
    for (int i = 0; i < kStripCells; ++i) {
        const qint64 slot = row.stripFrom + i * health::kSlotMs;
        if (const auto found = history.bySlot.find(slot); found != history.bySlot.end())
            row.strip[size_t(i)] = health::stateOf(found->second);
        const auto latency = history.latenciesBySlot.find(slot);
        row.latency << (latency == history.latenciesBySlot.end()
                ? std::numeric_limits<double>::quiet_NaN()
                : latency->second.percentile(0.5).value_or(0));
    }
    const health::Last &last = history.last;
    row.at = last.at;
    // What was seen too long ago says nothing of now.
    if (last.at + last.holdMs > now) {
        row.state = last.shown;
        row.since = last.since;
        row.reason = last.reason;
    } else if (last.at > 0) {
        row.reason = Words::tr("nobody has looked since %1").arg(agoText(last.at, now));
    }
}

QVariant stateExtra(const EndpointRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return row.word;
    case SeverityRole:
        return QVariant::fromValue(stateSeverity(row.state));
    default:
        return {};
    }
}

template <typename Row>
QVariant strong(const Row &, int role)
{
    return role == StrongRole ? QVariant(true) : QVariant();
}

QVariant number(const std::optional<double> &value) { return value ? *value : -1.0; }

constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

} // namespace

bool EndpointRow::operator==(const EndpointRow &other) const
{
    const auto line = [](const EndpointRow &row) {
        QList<double> values = row.latency;
        for (double &value : values)
            value = std::isnan(value) ? -1 : value;
        return values;
    };
    return key == other.key && title == other.title && place == other.place && state == other.state
        && word == other.word && reason == other.reason && pending == other.pending
        && expected == other.expected && loaded == other.loaded && installed == other.installed
        && p50 == other.p50 && p95 == other.p95 && uptime == other.uptime && strip == other.strip
        && stripFrom == other.stripFrom && at == other.at && since == other.since
        && looks == other.looks && line(*this) == line(other);
}

EndpointRow toEndpointRow(const health::Endpoint &endpoint, const EndpointKnown &known, qint64 now)
{
    const health::ProbeSpec *spec = health::probeSpec(endpoint.kind);
    EndpointRow row;
    row.key = endpoint.key();
    row.title = endpoint.title;
    row.place = endpoint.place();
    row.kind = spec ? QLatin1StringView(spec->title) : endpoint.kind;
    row.isModel = spec && spec->hasModels;
    row.expected = endpoint.expectedModel;
    row.strip.fill(State::Unknown);
    row.stripFrom = now - now % health::kSlotMs - (kStripCells - 1) * health::kSlotMs;
    row.reason = Words::tr("not looked at yet");
    if (known.history)
        addHistory(row, *known.history, now);
    if (known.reading) {
        row.state = known.reading->shown;
        row.since = known.reading->shownSince;
        row.at = known.reading->at;
        row.reason = known.reading->reason;
        if (known.reading->measured != known.reading->shown)
            row.pending =
                Words::tr("seen just now: %1").arg(health::stateName(known.reading->measured));
    } else if (known.look && row.state == State::Unknown) {
        row.state = known.look->state;
        row.reason = known.look->reason;
    }
    if (known.look) {
        row.installed = names(known.look->installed);
        row.loaded = names(known.look->loaded);
        if (known.look->loaded && known.look->loaded->empty())
            row.loaded = Words::tr("none");
    }
    if (known.incident && health::isBad(row.state)) {
        row.looks = known.incident->looks;
        row.since = std::min(row.since > 0 ? row.since : now, known.incident->start);
    }
    // The cell of now, before enough of its quarter of an hour has passed to count.
    if (row.strip.back() == State::Unknown)
        row.strip.back() = row.state;
    row.word = health::stateName(row.state);
    return row;
}

Severity stateSeverity(State state)
{
    switch (state) {
    case State::Up:
        return Severity::Good;
    case State::Degraded:
        return Severity::Warn;
    case State::Down:
    case State::WrongModel:
        return Severity::Bad;
    case State::Unknown:
        break;
    }
    return Severity::Unknown;
}

QString uptimeText(const std::optional<double> &uptime)
{
    if (!uptime)
        return u"–"_s;
    // 99.96 % is not all of it.
    const double percent = std::floor(*uptime * 1000) / 10;
    return percent >= 100 ? Words::tr("100 %") : Words::tr("%1 %").arg(percent, 0, 'f', 1);
}

QString latencyText(const EndpointRow &row)
{
    if (!row.p50 || !row.p95)
        return u"–"_s;
    if (*row.p95 < 1000)
        return Words::tr("%1 / %2 ms")
            .arg(*row.p50, 0, 'f', *row.p50 < 10 ? 1 : 0)
            .arg(*row.p95, 0, 'f', *row.p95 < 10 ? 1 : 0);
    return Words::tr("%1 / %2 s").arg(*row.p50 / 1000, 0, 'f', 1).arg(*row.p95 / 1000, 0, 'f', 1);
}

QString agoText(qint64 at, qint64 now)
{
    return Words::tr("%1 ago").arg(durationText(std::max<qint64>(0, now - at) / 1000));
}

QString cellText(const EndpointRow &row, int cell, const QTimeZone &zone)
{
    const qint64 from = row.stripFrom + cell * health::kSlotMs;
    const auto wall = [&zone](qint64 ms) {
        return QDateTime::fromMSecsSinceEpoch(ms, zone).toString(u"HH:mm"_s);
    };
    return Words::tr("%1 to %2: %3")
        .arg(wall(from), wall(from + health::kSlotMs),
            row.strip[size_t(cell)] == State::Unknown ? Words::tr("nobody looked")
                                                      : health::stateName(row.strip[size_t(cell)]));
}

QString stripText(const EndpointRow &row)
{
    return row.uptime
        ? Words::tr("%1: %2, uptime of the last 24 h %3")
              .arg(row.title, row.word, uptimeText(row.uptime))
        : Words::tr("%1: %2, nothing known of the last 24 h").arg(row.title, row.word);
}

std::unique_ptr<EndpointsModel> makeEndpointsModel(QObject *parent)
{
    using Row = EndpointRow;
    EndpointsModel::Columns columns{
        {u"endpoint"_s, Words::tr("Endpoint"), [](const Row &row) { return row.title; }, {}, kLeft,
            strong<Row>},
        {u"place"_s, Words::tr("Place"), [](const Row &row) { return row.place; }},
        {u"kind"_s, Words::tr("Kind"), [](const Row &row) { return row.kind; }},
        {u"state"_s, Words::tr("State"), [](const Row &row) { return row.word; },
            [](const Row &row) { return int(stateSeverity(row.state)); }, kLeft, stateExtra},
        {u"reason"_s, Words::tr("What it says"), [](const Row &row) { return row.reason; }},
        {u"expected"_s, Words::tr("Model expected"), [](const Row &row) { return row.expected; }},
        {u"installed"_s, Words::tr("Installed"), [](const Row &row) { return row.installed; }},
        {u"loaded"_s, Words::tr("Loaded"), [](const Row &row) { return row.loaded; }},
        {u"latency"_s, Words::tr("p50 / p95"), latencyText,
            [](const Row &row) { return number(row.p95); }, kRight, {},
            Words::tr("Latency of the looks of the last hour")},
        {u"uptime"_s, Words::tr("Uptime 24 h"),
            [](const Row &row) { return uptimeText(row.uptime); },
            [](const Row &row) { return number(row.uptime); }, kRight, {},
            Words::tr("Share of the known time in which it was up or degraded")},
    };
    return std::make_unique<EndpointsModel>(
        std::move(columns), [](const Row &row) { return row.key; }, parent);
}

IncidentRow toIncidentRow(const health::Incident &incident, qint64 now, const QTimeZone &zone)
{
    IncidentRow row{incident.endpoint, incident.title, incident.start, incident.end, incident.worst,
        incident.reason, {}, {}};
    const qint64 until = incident.end == 0 ? now : incident.end;
    row.duration = durationText(std::max<qint64>(0, until - incident.start) / 1000);
    row.when = QDateTime::fromMSecsSinceEpoch(incident.start, zone).toString(u"yyyy-MM-dd HH:mm"_s);
    return row;
}

std::unique_ptr<IncidentsModel> makeIncidentsModel(QObject *parent)
{
    using Row = IncidentRow;
    const auto extra = [](const Row &row, int role) -> QVariant {
        if (role == BadgeRole)
            return row.end == 0 ? health::stateName(row.worst) : Words::tr("over");
        if (role == SeverityRole)
            return QVariant::fromValue(row.end == 0 ? stateSeverity(row.worst) : Severity::Good);
        return {};
    };
    IncidentsModel::Columns columns{
        {u"title"_s, Words::tr("Endpoint"), [](const Row &row) { return row.title; }, {}, kLeft,
            strong<Row>},
        {u"state"_s, Words::tr("State"),
            [](const Row &row) { return health::stateName(row.worst); }, {}, kLeft, extra},
        {u"start"_s, Words::tr("Since"), [](const Row &row) { return row.when; },
            [](const Row &row) { return QVariant(row.start); }},
        {u"duration"_s, Words::tr("Duration"), [](const Row &row) { return row.duration; }, {},
            kRight},
        {u"reason"_s, Words::tr("Cause"), [](const Row &row) { return row.reason; }},
    };
    return std::make_unique<IncidentsModel>(
        std::move(columns),
        [](const Row &row) { return row.endpoint + u' ' + QString::number(row.start); }, parent);
}

} // namespace gatehouse::items
