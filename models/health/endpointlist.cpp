#include "health/endpointlist.h"

#include "base/dotenv.h"
#include "base/securefile.h"
#include "base/settings.h"
#include "health/probe.h"
#include "health/words.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>

namespace gatehouse::health {

namespace {

constexpr qint64 kLongestFile = 4 * 1024 * 1024;

void put(QJsonObject &object, const char *name, const QString &value)
{
    if (!value.isEmpty())
        object.insert(QLatin1StringView(name), value);
}
void put(QJsonObject &object, const char *name, const QStringList &values)
{
    if (!values.isEmpty())
        object.insert(QLatin1StringView(name), QJsonArray::fromStringList(values));
}

QJsonObject toJson(const Endpoint &one)
{
    QJsonObject object;
    put(object, "id", one.id);
    put(object, "title", one.title);
    put(object, "kind", one.kind);
    put(object, "url", one.url);
    put(object, "path", one.path);
    put(object, "expectedModel", one.expectedModel);
    put(object, "members", one.members);
    put(object, "constantMembers", one.constantMembers);
    put(object, "agents", one.agents);
    put(object, "fallbackAgents", one.fallbackAgents);
    put(object, "user", one.user);
    put(object, "secretVariable", one.secretVariable);
    put(object, "managementUrl", one.managementUrl);
    put(object, "realm", one.realm);
    put(object, "note", one.note);
    object.insert(u"depth"_s, depthId(std::min(one.depth, Depth::Models)));
    object.insert(u"intervalSeconds"_s, one.intervalSeconds);
    object.insert(u"connectMs"_s, one.timeouts.connectMs);
    object.insert(u"firstByteMs"_s, one.timeouts.firstByteMs);
    object.insert(u"wholeMs"_s, one.timeouts.wholeMs);
    if (one.liveKeys)
        object.insert(u"liveKeys"_s, true);
    return object;
}

QMap<QString, QString> environment()
{
    QMap<QString, QString> variables;
    const QProcessEnvironment given = QProcessEnvironment::systemEnvironment();
    for (const QString &key : given.keys())
        variables.insert(key, given.value(key));
    return variables;
}

Result<QMap<QString, QString>> variablesOf(const QString &envFile)
{
    if (envFile.isEmpty())
        return QMap<QString, QString>();
    const auto content = readFile(envFile, kLongestFile);
    if (!content)
        return content.error();
    return parseDotenv(content.value(), environment()).values;
}

Result<EndpointList> ownList(const QByteArray &content, const QMap<QString, QString> &variables)
{
    const QJsonObject object = QJsonDocument::fromJson(content).object();
    if (object.size() == 1 && object.value("endpoints"_L1).isArray()
        && object.value("endpoints"_L1).toArray().isEmpty())
        return EndpointList{{}, true, {}};
    QMap<QString, QString> all = environment();
    all.insert(variables);
    auto parsed = parseEndpoints(content, all);
    if (!parsed)
        return parsed.error();
    return EndpointList{std::move(parsed).value(), true, {}};
}

} // namespace

QByteArray endpointsJson(const std::vector<Endpoint> &endpoints)
{
    QJsonArray list;
    for (const Endpoint &one : endpoints)
        list.append(toJson(one));
    return QJsonDocument(QJsonObject{{u"endpoints"_s, list}}).toJson();
}

QString endpointsFile(const QString &profileId)
{
    const QByteArray digest =
        QCryptographicHash::hash(profileId.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return configDir() + "/health-"_L1 + QString::fromLatin1(digest) + ".json"_L1;
}

Result<EndpointList> loadEndpoints(const EndpointSource &source)
{
    EndpointList list;
    auto variables = variablesOf(source.envFile);
    if (!variables)
        list.notes << variables.error().text;
    const QMap<QString, QString> given =
        variables ? std::move(variables).value() : QMap<QString, QString>();
    if (const QString path = endpointsFile(source.profileId); QFile::exists(path)) {
        const auto content = readFile(path, kLongestFile);
        if (!content)
            return content.error();
        auto own = ownList(content.value(), given);
        if (!own)
            return own.error();
        list.endpoints = std::move(own).value().endpoints;
        list.own = true;
        return list;
    }
    QStringList keys;
    for (const auto &system : source.systems) {
        for (Endpoint &endpoint : endpointsOf(*system, given, &list.notes)) {
            if (keys.contains(endpoint.key()))
                continue;
            keys << endpoint.key();
            list.endpoints.push_back(std::move(endpoint));
        }
    }
    return list;
}

Result<> saveEndpoints(const QString &profileId, const std::vector<Endpoint> &endpoints)
{
    return writeSecureFile(endpointsFile(profileId), endpointsJson(endpoints));
}

Result<> forgetEndpoints(const QString &profileId)
{
    const QString path = endpointsFile(profileId);
    if (QFile::exists(path) && !QFile::remove(path))
        return ioError(
            Words::tr("The list of endpoints %1 could not be removed; is the folder writable?")
                .arg(path));
    return Done{};
}

Result<EndpointList> withEnv(const EndpointSource &source, int *added)
{
    const auto variables = variablesOf(source.envFile);
    if (!variables)
        return variables.error();
    auto list = loadEndpoints(source);
    if (!list)
        return list.error();
    EndpointList all = std::move(list).value();
    QStringList keys;
    for (const Endpoint &one : all.endpoints)
        keys << one.key();
    *added = 0;
    for (Endpoint &one : endpointsOf(variables.value(), &all.notes)) {
        if (keys.contains(one.key()))
            continue;
        keys << one.key();
        all.endpoints.push_back(std::move(one));
        ++*added;
    }
    return all;
}

QString troubleOf(const Endpoint &endpoint)
{
    const ProbeSpec *spec = probeSpec(endpoint.kind);
    if (!spec)
        return Words::tr("Choose what kind of server it is.");
    const auto address = addressFrom(endpoint.url);
    if (!address)
        return Words::tr("An address is needed, like http://localhost:11434, redis://host or "
                         "postgresql://host/database.");
    if (address->secret)
        return Words::tr("Leave the password out of the address, and name the variable that holds "
                         "it.");
    const bool isHttp = address->url.startsWith("http"_L1);
    const bool isRedis = address->url.startsWith("redis"_L1);
    if (spec->wire != (isHttp ? Wire::Http : isRedis ? Wire::Redis : Wire::Postgres))
        return Words::tr("%1 is not asked at such an address.").arg(QLatin1StringView(spec->title));
    if (!endpoint.path.isEmpty() && !endpoint.path.startsWith(u'/'))
        return Words::tr("The path must begin with /.");
    if (const auto parsed = parseEndpoints(endpointsJson({endpoint}), {}); !parsed)
        return parsed.error().text;
    return {};
}

} // namespace gatehouse::health
