#include "health/endpoint.h"

#include "base/redact.h"
#include "health/judgement.h"
#include "health/probe.h"
#include "health/words.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::health {

namespace {

constexpr qsizetype kMostEndpoints = 1000;

// Reads one object of the file; the first trouble is kept and names its place.
class Reader
{
public:
    Reader(const QJsonObject &object, QString place) : m_object(object), m_place(std::move(place)) { }

    QString text(QLatin1StringView name)
    {
        const QJsonValue value = take(name);
        if (!value.isUndefined() && !value.isString())
            fail(name, Words::tr("it must be a text"));
        return value.toString();
    }
    bool flag(QLatin1StringView name)
    {
        const QJsonValue value = take(name);
        if (!value.isUndefined() && !value.isBool())
            fail(name, Words::tr("it must be true or false"));
        return value.toBool();
    }
    int number(QLatin1StringView name, int fallback, int lowest, int highest)
    {
        const QJsonValue value = take(name);
        if (value.isUndefined())
            return fallback;
        const double number = value.toDouble(-1);
        if (!value.isDouble() || number != int(number) || number < lowest || number > highest)
            fail(name,
                Words::tr("it must be a whole number from %1 to %2").arg(lowest).arg(highest));
        return int(number);
    }
    QStringList texts(QLatin1StringView name)
    {
        const QJsonValue value = take(name);
        QStringList list;
        for (const QJsonValue one : value.toArray()) {
            if (!one.isString())
                fail(name, Words::tr("it must be a list of texts"));
            list << one.toString();
        }
        if (!value.isUndefined() && !value.isArray())
            fail(name, Words::tr("it must be a list of texts"));
        return list;
    }
    void fail(QLatin1StringView name, const QString &why)
    {
        if (m_trouble.isEmpty())
            m_trouble = Words::tr("The list of endpoints cannot be used: %1.%2: %3.")
                            .arg(m_place, QString(name), why);
    }
    QString trouble()
    {
        for (auto it = m_object.begin(); m_trouble.isEmpty() && it != m_object.end(); ++it) {
            if (m_taken.contains(it.key()))
                continue;
            static const QStringList secrets{
                u"secret"_s, u"password"_s, u"key"_s, u"token"_s, u"apiKey"_s, u"api_key"_s};
            m_trouble = secrets.contains(it.key())
                ? Words::tr("The list of endpoints cannot be used: %1.%2: secrets do not belong into "
                            "this file; name the variable that holds it in \"secretVariable\".")
                      .arg(m_place, quoted(it.key()))
                : Words::tr("The list of endpoints cannot be used: %1.%2 is not known.")
                      .arg(m_place, quoted(it.key()));
        }
        return m_trouble;
    }

private:
    QJsonValue take(QLatin1StringView name)
    {
        m_taken << name;
        return m_object.contains(name) ? m_object.value(name) : QJsonValue(QJsonValue::Undefined);
    }
    QJsonObject m_object;
    QString m_place, m_trouble;
    QStringList m_taken;
};

QString kinds()
{
    QStringList all;
    for (const ProbeSpec &spec : allProbes())
        all << QLatin1StringView(spec.id);
    return all.join(u", "_s);
}

void readAddress(Reader &reader, Endpoint &endpoint)
{
    endpoint.kind = reader.text("kind"_L1);
    const ProbeSpec *spec = probeSpec(endpoint.kind);
    if (!spec)
        reader.fail("kind"_L1, Words::tr("it must be one of %1").arg(kinds()));
    const auto address = addressFrom(reader.text("url"_L1));
    if (!address) {
        reader.fail("url"_L1,
            Words::tr("it must be an address like http://localhost:11434, redis://host or "
                      "postgresql://host/database, without secrets"));
        return;
    }
    const bool isHttp = address->url.startsWith("http"_L1);
    const bool isRedis = address->url.startsWith("redis"_L1);
    const Wire wire = isHttp ? Wire::Http : isRedis ? Wire::Redis : Wire::Postgres;
    if (spec && spec->wire != wire)
        reader.fail("url"_L1, Words::tr("this kind is not asked by such an address"));
    if (address->secret)
        reader.fail("url"_L1,
            Words::tr("secrets do not belong into this file; name the variable that holds it in "
                      "\"secretVariable\""));
    endpoint.url = address->url;
    endpoint.user = address->user;
}

void readSecret(Reader &reader, Endpoint &endpoint, const QMap<QString, QString> &variables)
{
    if (const QString user = reader.text("user"_L1); !user.isEmpty())
        endpoint.user = user;
    endpoint.secretVariable = reader.text("secretVariable"_L1);
    endpoint.liveKeys = reader.flag("liveKeys"_L1);
    const QString value = variables.value(endpoint.secretVariable);
    if (endpoint.secretVariable.isEmpty() || value.isEmpty())
        return; // the judge says that there is none
    // A variable may also hold a whole address with the secret in it: REDIS_URL.
    if (value.contains("://"_L1)) {
        if (const auto address = addressFrom(value); address && address->secret)
            endpoint.secret = address->secret;
        return;
    }
    addSecret(value);
    endpoint.secret = std::make_shared<const Secret>(value);
}

void readTimes(Reader &reader, Endpoint &endpoint)
{
    endpoint.intervalSeconds = reader.number("intervalSeconds"_L1, 60, 1, 86400);
    Timeouts &timeouts = endpoint.timeouts;
    timeouts.connectMs = reader.number("connectMs"_L1, timeouts.connectMs, 10, 60000);
    timeouts.firstByteMs = reader.number("firstByteMs"_L1, timeouts.firstByteMs, 10, 600000);
    timeouts.wholeMs = reader.number(
        "wholeMs"_L1, std::max(timeouts.wholeMs, timeouts.firstByteMs), 10, 600000);
    const QString depth = reader.text("depth"_L1);
    const auto known = depth.isEmpty() ? std::optional(Depth::Models) : depthFromId(depth);
    if (!known || *known == Depth::Completion)
        reader.fail("depth"_L1, Words::tr("it must be port, version or models"));
    endpoint.depth = known.value_or(Depth::Models);
}

Result<Endpoint> endpointFrom(
    const QJsonValue &value, const QString &place, const QMap<QString, QString> &variables)
{
    if (!value.isObject())
        return invalid(
            Words::tr("The list of endpoints cannot be used: %1 is no object.").arg(place));
    Reader reader(value.toObject(), place);
    Endpoint endpoint;
    readAddress(reader, endpoint);
    endpoint.id = reader.text("id"_L1).left(100);
    endpoint.title = reader.text("title"_L1).left(100);
    endpoint.path = reader.text("path"_L1);
    if (!endpoint.path.isEmpty() && !endpoint.path.startsWith(u'/'))
        reader.fail("path"_L1, Words::tr("it must begin with /"));
    endpoint.expectedModel = reader.text("expectedModel"_L1).left(300);
    endpoint.members = reader.texts("members"_L1);
    endpoint.constantMembers = reader.texts("constantMembers"_L1);
    endpoint.agents = reader.texts("agents"_L1);
    endpoint.fallbackAgents = reader.texts("fallbackAgents"_L1);
    endpoint.realm = reader.text("realm"_L1).left(100);
    endpoint.note = reader.text("note"_L1).left(1000);
    if (const QString management = reader.text("managementUrl"_L1); !management.isEmpty()) {
        const auto address = addressFrom(management);
        if (!address || !address->url.startsWith("http"_L1))
            reader.fail("managementUrl"_L1, Words::tr("it must be a http or https address"));
        else
            endpoint.managementUrl = address->url;
    }
    readTimes(reader, endpoint);
    readSecret(reader, endpoint, variables);
    if (const QString trouble = reader.trouble(); !trouble.isEmpty())
        return invalid(trouble);
    if (endpoint.title.isEmpty())
        endpoint.title = endpoint.id.isEmpty()
            ? QLatin1StringView(probeSpec(endpoint.kind)->title) + u' ' + endpoint.place()
            : endpoint.id;
    if (endpoint.id.isEmpty())
        endpoint.id = endpoint.key();
    return endpoint;
}

} // namespace

Result<std::vector<Endpoint>> parseEndpoints(
    const QByteArray &json, const QMap<QString, QString> &variables)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return invalid(Words::tr("The list of endpoints is no JSON: there is a mistake at byte %1.")
                           .arg(error.offset),
            error.errorString());
    const QJsonObject object = document.object();
    if (!object.value("endpoints"_L1).isArray() || object.size() != 1)
        return invalid(Words::tr("The list of endpoints must be one object with the list "
                                 "\"endpoints\" in it, and nothing else."));
    const QJsonArray list = object.value("endpoints"_L1).toArray();
    if (list.isEmpty() || list.size() > kMostEndpoints)
        return invalid(Words::tr("The list of endpoints has %1 entries; 1 to %2 can be watched.")
                           .arg(list.size())
                           .arg(kMostEndpoints));
    std::vector<Endpoint> all;
    QStringList keys;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString place = u"endpoints[%1]"_s.arg(i);
        auto endpoint = endpointFrom(list.at(i), place, variables);
        if (!endpoint)
            return endpoint.error();
        if (keys.contains(endpoint.value().key()))
            return invalid(Words::tr("The list of endpoints cannot be used: %1 is there already.")
                               .arg(place));
        keys << endpoint.value().key();
        all.push_back(std::move(endpoint).value());
    }
    return all;
}

} // namespace gatehouse::health
