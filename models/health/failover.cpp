#include "health/failover.h"

#include "base/safetext.h"
#include "health/words.h"

#include <algorithm>
#include <map>

namespace gatehouse::health {

namespace {

constexpr qsizetype kNamesShown = 6;

QString someOf(const QStringList &names)
{
    const QString some = QStringList(names.mid(0, kNamesShown)).join(u", "_s);
    return safeText(names.size() > kNamesShown ? some + u" …"_s : some);
}

} // namespace

std::vector<Route> routesOf(const std::vector<Endpoint> &endpoints)
{
    std::map<QString, Route> routes;
    const auto add = [&routes](const QString &agent, const QString &key) {
        Route &route = routes[agent];
        route.agent = agent;
        if (!route.endpoints.contains(key))
            route.endpoints << key;
    };
    for (const Endpoint &endpoint : endpoints)
        for (const QString &agent : endpoint.agents)
            add(agent, endpoint.key());
    for (const Endpoint &endpoint : endpoints)
        for (const QString &agent : endpoint.fallbackAgents)
            add(agent, endpoint.key());
    std::vector<Route> all;
    for (auto &[agent, route] : routes)
        all.push_back(std::move(route));
    return all;
}

QString servedBy(const Route &route, const QSet<QString> &down)
{
    const auto found = std::find_if(route.endpoints.begin(), route.endpoints.end(),
        [&down](const QString &key) { return !down.contains(key); });
    return found == route.endpoints.end() ? QString() : *found;
}

std::vector<Move> movesWhen(
    const std::vector<Route> &routes, const QSet<QString> &down, const QSet<QString> &fallen)
{
    std::vector<Move> moves;
    const QSet<QString> then = down + fallen;
    for (const Route &route : routes) {
        const QString from = servedBy(route, down), to = servedBy(route, then);
        if (from != to)
            moves.push_back({route.agent, from, to});
    }
    return moves;
}

QStringList moveSentences(const std::vector<Move> &moves, const QHash<QString, QString> &titles)
{
    std::map<QString, QStringList> byTarget; // nobody is the empty key and comes first
    for (const Move &move : moves)
        byTarget[move.to] << move.agent;
    QStringList sentences;
    for (const auto &[to, agents] : byTarget) {
        const int count = int(agents.size());
        sentences << (to.isEmpty()
                ? Words::tr("%n agent(s) (has|have) nobody left: %1", nullptr, count)
                      .arg(someOf(agents))
                : Words::tr("%n agent(s) (goes|go) to %1: %2", nullptr, count)
                      .arg(safeText(titles.value(to, to)), someOf(agents)));
    }
    return sentences;
}

} // namespace gatehouse::health
