// Endpoints and incidents as lists, and what a card says of an endpoint (H3, H4).
#pragma once

#include "health/endpoint.h"
#include "health/historystore.h"
#include "items/tablemodel.h"

#include <QTimeZone>

#include <array>
#include <memory>

namespace gatehouse::items {

inline constexpr int kStripCells = 96;

// What is known of one endpoint at one moment, from its history and this window's newest look.
struct EndpointRow
{
    QString key, title, place, kind; // kind as people call it: "Ollama"
    bool isModel = false;
    health::State state = health::State::Unknown;
    QString word, reason; // translated; reason in one sentence
    QString pending{};    // "2 of 3 looks failed…"; empty: nothing is in doubt
    QString expected{}, loaded{}, installed{}; // names; empty: not told
    std::optional<double> p50, p95;            // ms, of the last hour
    std::optional<double> uptime;              // of 24 h, 0 to 1
    std::array<health::State, kStripCells> strip{};
    qint64 stripFrom = 0;    // ms: where the first cell begins
    QList<double> latency{}; // p50 of each cell; NaN: none
    qint64 at = 0, since = 0;
    int looks = 0; // of the incident that is open
    bool operator==(const EndpointRow &) const;
};

struct EndpointKnown
{
    const health::Summary *history = nullptr;
    const health::Incident *incident = nullptr; // open
    const health::Judgement *look = nullptr;    // newest of this window
    const health::Reading *reading = nullptr;   // the same, when this window watches
};
EndpointRow toEndpointRow(const health::Endpoint &endpoint, const EndpointKnown &known, qint64 now);

Severity stateSeverity(health::State state);
QString uptimeText(const std::optional<double> &uptime); // "99.7 %", "–"
QString latencyText(const EndpointRow &row);             // "41 / 96 ms", "–"
QString agoText(qint64 at, qint64 now);                  // "12 s ago"
QString cellText(const EndpointRow &row, int cell, const QTimeZone &zone);
QString stripText(const EndpointRow &row); // the whole strip in a sentence

using EndpointsModel = TableModel<EndpointRow>;
std::unique_ptr<EndpointsModel> makeEndpointsModel(QObject *parent);

struct IncidentRow
{
    QString endpoint, title;
    qint64 start = 0, end = 0; // end 0: open
    health::State worst = health::State::Down;
    QString reason;
    QString duration, when; // as shown
    bool operator==(const IncidentRow &) const = default;
};
IncidentRow toIncidentRow(const health::Incident &incident, qint64 now, const QTimeZone &zone);
using IncidentsModel = TableModel<IncidentRow>;
std::unique_ptr<IncidentsModel> makeIncidentsModel(QObject *parent);

} // namespace gatehouse::items
