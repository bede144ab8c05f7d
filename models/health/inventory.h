// Models that are used, configured, installed and loaded, side by side (H7); and what their use
// says of their health (H5). Pure.
#pragma once

#include "health/judgement.h"

namespace gatehouse::health {

// What an endpoint is meant to serve, and what it has. None: nobody looked, or the kind cannot
// tell.
struct Held
{
    QString endpoint; // title
    QString expected;
    std::optional<std::vector<Model>> installed{}, loaded{};
};

// Requests to one model as a back end wrote them down, over some time.
struct Traffic
{
    QString model;
    qint64 requests = 0;
    std::optional<qint64> failed{}, judged{};    // none: it does not write down how they ended
    std::optional<double> p95Ms{}, usualP95Ms{}; // none: no durations
    int minutes = 60;
    bool operator==(const Traffic &) const = default;
};

// Up, degraded or down by error rate and latency; Unknown without traffic, or where the back end
// records neither. Only a rate of enough requests counts.
Judgement judgeTraffic(const Traffic &traffic);

struct ModelUse
{
    QString model;
    qint64 requests = 0;
};

struct ModelRow
{
    QString name;
    std::optional<qint64> used;                // requests; none: use is not recorded by model
    QStringList configured, installed, loaded; // titles of endpoints
    qint64 bytes = -1;
    QString finding{}; // translated; empty: all as it should be
    bool isBad = false;
    bool operator==(const ModelRow &) const = default;
};

// Names are compared as sameModel() does. What stands out comes first, then the most used. `used`
// none: the back end does not record which model served.
std::vector<ModelRow> inventoryOf(
    const std::vector<Held> &held, const std::optional<std::vector<ModelUse>> &used);

} // namespace gatehouse::health
