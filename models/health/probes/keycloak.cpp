// Facts 2.5: health is on the management port (25+, 9000), before that on the main one, and off
// unless it was enabled; then the discovery document shows that the realm works. Old installations
// have /auth in their paths.
#include "health/probe.h"
#include "health/words.h"

#include <QJsonArray>

namespace gatehouse::health {
namespace {

constexpr int kManagementPort = 9000;

QString managementUrl(const Endpoint &endpoint)
{
    if (!endpoint.managementUrl.isEmpty())
        return endpoint.managementUrl;
    QUrl url = endpoint.base();
    url.setPort(kManagementPort); // its scheme follows the main one
    url.setPath({});
    return url.toString();
}

QString realmPath(const Endpoint &endpoint)
{
    const QString realm = endpoint.realm.isEmpty() ? u"master"_s : endpoint.realm;
    return u"/realms/"_s + QString::fromLatin1(QUrl::toPercentEncoding(realm))
        + "/.well-known/openid-configuration"_L1;
}

// What a health page says; nothing when this is none.
std::optional<QString> healthOf(const Answer &answer)
{
    if (answer.outcome != Outcome::Complete || (answer.status != 200 && answer.status != 503))
        return std::nullopt;
    const auto object = jsonObject(answer);
    if (!object || !object->value("status"_L1).isString())
        return std::nullopt;
    return object->value("status"_L1).toString();
}

bool isDiscovery(const Answer &answer)
{
    const auto object = answer.ok() ? jsonObject(answer) : std::optional<QJsonObject>();
    return object && object->value("issuer"_L1).isString();
}

// Addresses are written with /auth for versions that have it no more, and without it for those that do.
Endpoint withoutAuth(Endpoint endpoint)
{
    while (endpoint.url.endsWith(u'/'))
        endpoint.url.chop(1);
    if (endpoint.url.endsWith("/auth"_L1))
        endpoint.url.chop(5);
    return endpoint;
}

std::optional<Ask> next(const Endpoint &given, Depth depth, const Answers &answers)
{
    const Endpoint endpoint = withoutAuth(given);
    Ask management = get(endpoint, u"management"_s, {});
    management.url = joined(managementUrl(endpoint), u"/health/ready");
    std::vector<Ask> asks{management, get(endpoint, u"main"_s, u"/health/ready"),
        get(endpoint, u"discovery"_s, realmPath(endpoint)),
        get(endpoint, u"legacy"_s, u"/auth"_s + realmPath(endpoint))};
    if (answers.size() >= asks.size())
        return std::nullopt;
    if (!answers.empty()) {
        const Answer &last = answers.back();
        const bool ready = healthOf(last) == u"UP"_s;
        const bool asksOfRealm = !endpoint.realm.isEmpty() && depth >= Depth::Models;
        if (isDiscovery(last) || (healthOf(last) && !ready) || (ready && !asksOfRealm))
            return std::nullopt;
        if (ready) {
            Ask discovery = asks[2];
            if (!answerTo(answers, discovery.id))
                return discovery;
        }
        // A realm that is not there is 404 on both paths; a dead server need not be asked again.
        if (last.id == "discovery"_L1 && last.outcome != Outcome::Complete)
            return std::nullopt;
    }
    for (Ask &ask : asks)
        if (!answerTo(answers, ask.id))
            return std::move(ask);
    return std::nullopt;
}

QString failedChecks(const Answer &answer)
{
    QStringList names;
    const auto object = jsonObject(answer);
    for (const QJsonValue check : object->value("checks"_L1).toArray())
        if (check[u"status"].toString() != "UP"_L1 && names.size() < 3)
            names << quoted(check[u"name"].toString());
    return names.join(u", "_s);
}

const Answer *healthAnswer(const Answers &answers)
{
    for (const Answer &answer : answers)
        if (healthOf(answer))
            return &answer;
    return nullptr;
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const QString realm = quoted(endpoint.realm.isEmpty() ? u"master"_s : endpoint.realm);
    const Answer *health = healthAnswer(answers);
    const auto discovered = std::find_if(answers.begin(), answers.end(), isDiscovery);
    if (health && healthOf(*health) != u"UP"_s) {
        const QString failed = failedChecks(*health);
        return bad(State::Down, "not-ready",
            failed.isEmpty()
                ? Words::tr("Keycloak answers that it is not ready; look into its log.")
                : Words::tr("Keycloak answers that it is not ready: %1; look into its log.")
                      .arg(failed));
    }
    if (discovered != answers.end())
        return up(health
                ? Words::tr("Keycloak is ready, and the realm %1 answers.").arg(realm)
                : Words::tr("The realm %1 answers; whether all is ready cannot be seen: health is "
                            "not enabled, or port %2 is closed from here.")
                      .arg(realm)
                      .arg(QUrl(managementUrl(endpoint)).port(kManagementPort)));
    if (health && answers.back().outcome == Outcome::Complete && &answers.back() != health)
        return bad(State::Degraded, "no-realm",
            Words::tr("Keycloak is ready, and has no realm %1; import it or correct the name.")
                .arg(realm));
    if (health)
        return up(Words::tr("Keycloak is ready."));
    const Answer *asked = answerTo(answers, u"discovery"_s);
    if (asked && asked->status == 404 && errorWords(*asked).startsWith("Realm does not exist"_L1))
        return bad(State::Degraded, "no-realm",
            Words::tr("Keycloak answers, and has no realm %1; import it or correct the name.")
                .arg(realm));
    // The main address tells more than the management port, which is often closed.
    const Answer *main = answerTo(answers, u"main"_s);
    const Answer &told = answers.back().outcome == Outcome::Complete || !main ? answers.back() : *main;
    return judgeHttp(endpoint, told, u"Keycloak"_s).value_or(badJson(told, u"Keycloak"_s));
}

} // namespace

ProbeSpec keycloakProbe() { return {"keycloak", "Keycloak", Wire::Http, 8080, next, judge}; }

} // namespace gatehouse::health
