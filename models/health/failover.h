// Which model serves which agent, and who takes over when one falls (H6). Pure.
#pragma once

#include "health/endpoint.h"

#include <QSet>

namespace gatehouse::health {

// One agent: the endpoints that may serve it, in the order in which they are tried. The first that
// is not down serves it, as the back ends do.
struct Route
{
    QString agent;
    QStringList endpoints; // keys
    bool operator==(const Route &) const = default;
};

// By name of the agent. An endpoint that is nobody's first is only ever a fallback.
std::vector<Route> routesOf(const std::vector<Endpoint> &endpoints);

// The key of the endpoint that serves it while these are down; empty: nobody does.
QString servedBy(const Route &route, const QSet<QString> &down);

struct Move
{
    QString agent, from, to; // keys; from empty: was not served before; to empty: nobody takes over
    bool operator==(const Move &) const = default;
};

// What happens to whom when `fallen` go down as well.
std::vector<Move> movesWhen(
    const std::vector<Route> &routes, const QSet<QString> &down, const QSet<QString> &fallen);

// "4 agents go to llama3.2: neochat, memora…", one sentence for each that takes over, those that
// nobody serves first. `titles` by key.
QStringList moveSentences(const std::vector<Move> &moves, const QHash<QString, QString> &titles);

} // namespace gatehouse::health
