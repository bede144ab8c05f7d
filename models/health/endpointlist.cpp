#include "health/endpointlist.h"

#include "base/dotenv.h"
#include "base/securefile.h"
#include "base/settings.h"
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

Result<EndpointList> endpointsOfEnv(const QString &path)
{
    const auto variables = variablesOf(path);
    if (!variables)
        return variables.error();
    EndpointList list;
    list.own = true;
    list.endpoints = endpointsOf(variables.value(), &list.notes);
    if (list.endpoints.empty())
        return invalid(Words::tr("The file %1 names no endpoint.").arg(path));
    return list;
}

} // namespace gatehouse::health
