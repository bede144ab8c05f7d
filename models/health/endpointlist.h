// Which endpoints belong to a connection: those of the system's description, or a list of one's
// own, kept in a file of this user that --endpoints of the command line reads too.
#pragma once

#include "health/endpoint.h"

namespace gatehouse::health {

// What parseEndpoints() reads; secrets are never in it.
QByteArray endpointsJson(const std::vector<Endpoint> &endpoints);

struct EndpointList
{
    std::vector<Endpoint> endpoints;
    bool own = false;    // edited by hand; else the description's
    QStringList notes{}; // translated, one sentence each: variables that could not be used
};

struct EndpointSource
{
    QString profileId;
    std::vector<std::shared_ptr<const systems::Description>> systems{};
    QString envFile{}; // moves the description's endpoints and holds secrets; read each time
};

// Any thread; files. The list of one's own is strict like that of --endpoints, but may be empty.
Result<EndpointList> loadEndpoints(const EndpointSource &source);
Result<> saveEndpoints(const QString &profileId, const std::vector<Endpoint> &endpoints);
Result<> forgetEndpoints(const QString &profileId); // the description's count again
QString endpointsFile(const QString &profileId);    // configDir()/health-<digest>.json

// The list of this source together with what its .env names further, by key. `added` counts these.
Result<EndpointList> withEnv(const EndpointSource &source, int *added);

// One translated sentence why it cannot be watched like this; empty when it can.
QString troubleOf(const Endpoint &endpoint);

} // namespace gatehouse::health
