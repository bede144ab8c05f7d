#include "db/profilejson.h"
#include "db/words.h"

#include <QCoreApplication>
#include <QJsonValue>
#include <QTimeZone>

namespace gatehouse::db {

namespace {

// Takes members out one by one; what is left at the end is unknown. The first trouble stays.
class Reader
{
public:
    explicit Reader(QJsonObject json) : m_json(std::move(json)) { }

    void read(const char *key, QString &value)
    {
        const QJsonValue found = take(key);
        if (found.isString())
            value = found.toString();
        else if (!found.isUndefined())
            fail(Words::tr("“%1” is no text.").arg(QLatin1StringView(key)));
        if (value.contains(QChar(0)))
            fail(Words::tr("“%1” holds a NUL character.").arg(QLatin1StringView(key)));
    }
    void read(const char *key, bool &value)
    {
        const QJsonValue found = take(key);
        if (found.isBool())
            value = found.toBool();
        else if (!found.isUndefined())
            fail(Words::tr("“%1” is neither true nor false.").arg(QLatin1StringView(key)));
    }
    void read(const char *key, int &value, int least, int most)
    {
        const QJsonValue found = take(key);
        if (found.isUndefined())
            return;
        const double number = found.toDouble(least - 1);
        if (!found.isDouble() || number < least || number > most || number != int(number))
            return fail(Words::tr("“%1” is no whole number from %2 to %3.")
                            .arg(QLatin1StringView(key))
                            .arg(least)
                            .arg(most));
        value = int(number);
    }
    void read(const char *key, QDateTime &value)
    {
        QString text;
        read(key, text);
        value = QDateTime::fromString(text, Qt::ISODateWithMs).toUTC();
        if (!text.isEmpty() && !value.isValid())
            fail(Words::tr("“%1” is no date.").arg(QLatin1StringView(key)));
    }
    template <typename T>
    void read(const char *key, T &value, std::optional<T> (*fromText)(const QString &))
    {
        QString text;
        read(key, text);
        if (text.isEmpty())
            return;
        if (const auto known = fromText(text))
            value = *known;
        else
            fail(Words::tr("“%1” has a value that is not known: %2.")
                     .arg(QLatin1StringView(key), text));
    }
    QJsonObject object(const char *key)
    {
        const QJsonValue found = take(key);
        if (!found.isUndefined() && !found.isObject())
            fail(Words::tr("“%1” is no object.").arg(QLatin1StringView(key)));
        return found.toObject();
    }
    void fail(const QString &text)
    {
        if (m_trouble.isEmpty())
            m_trouble = text;
    }
    void join(const Reader &other)
    {
        if (!other.m_trouble.isEmpty())
            fail(other.m_trouble);
    }
    void finish()
    {
        if (m_json.isEmpty())
            return;
        const QString key = m_json.begin().key();
        fail(key.contains(u"password"_s, Qt::CaseInsensitive)
                ? Words::tr("“%1” does not belong here: passwords are kept in the keychain.")
                      .arg(key)
                : Words::tr("“%1” is not known.").arg(key));
    }
    const QString &trouble() const { return m_trouble; }

private:
    QJsonValue take(const char *key) { return m_json.take(QLatin1StringView(key)); }

    QJsonObject m_json;
    QString m_trouble;
};

void put(QJsonObject &json, const char *key, const QString &value)
{
    if (!value.isEmpty())
        json.insert(QLatin1StringView(key), value);
}

QJsonObject toJson(const ConnInfo &info)
{
    QJsonObject json;
    put(json, "host", info.host);
    put(json, "port", info.port);
    put(json, "database", info.database);
    put(json, "user", info.user);
    put(json, "tls", tlsName(info.tls));
    put(json, "rootCert", info.rootCert);
    put(json, "clientCert", info.clientCert);
    put(json, "clientKey", info.clientKey);
    put(json, "service", info.service);
    QJsonObject extra;
    for (auto it = info.extra.begin(); it != info.extra.end(); ++it)
        if (isExtraKeyword(it.key()))
            extra.insert(it.key(), it.value());
    if (!extra.isEmpty())
        json.insert("extra"_L1, extra);
    return json;
}

ConnInfo infoFromJson(Reader &outer, const char *key)
{
    ConnInfo info;
    Reader reader(outer.object(key));
    reader.read("host", info.host);
    reader.read("port", info.port);
    reader.read("database", info.database);
    reader.read("user", info.user);
    reader.read("tls", info.tls, tlsFromName);
    reader.read("rootCert", info.rootCert);
    reader.read("clientCert", info.clientCert);
    reader.read("clientKey", info.clientKey);
    reader.read("service", info.service);
    const QJsonObject extra = reader.object("extra");
    Reader words(extra);
    for (auto it = extra.begin(); it != extra.end(); ++it)
        if (isExtraKeyword(it.key())) {
            QString value;
            words.read(it.key().toLatin1().constData(), value);
            info.extra.insert(it.key(), value);
        }
    words.finish();
    reader.join(words);
    reader.finish();
    outer.join(reader);
    return info;
}
} // namespace

QJsonObject toJson(const Profile &profile)
{
    QJsonObject json;
    put(json, "id", profile.id);
    put(json, "name", profile.name);
    put(json, "group", profile.group);
    put(json, "notes", profile.notes);
    put(json, "environment", environmentId(profile.environment));
    put(json, "color", profile.color);
    json.insert("connection"_L1, toJson(profile.info));
    if (profile.standby != ConnInfo())
        json.insert("standby"_L1, toJson(profile.standby));
    if (profile.tunnel != SshTunnel()) {
        QJsonObject tunnel;
        put(tunnel, "target", profile.tunnel.target);
        if (profile.tunnel.port > 0)
            tunnel.insert("port"_L1, profile.tunnel.port);
        json.insert("tunnel"_L1, tunnel);
    }
    put(json, "role", profile.role);
    put(json, "zone", profile.zone);
    json.insert("unlockMinutes"_L1, profile.unlockMinutes);
    json.insert("keepPassword"_L1, profile.keepPassword);
    put(json, "secretStore", profile.secretStore);
    if (profile.lastUsed.isValid())
        put(json, "lastUsed", profile.lastUsed.toUTC().toString(Qt::ISODateWithMs));
    return json;
}

Result<Profile> profileFromJson(const QJsonObject &json)
{
    Profile profile;
    Reader reader(json);
    reader.read("id", profile.id);
    reader.read("name", profile.name);
    reader.read("group", profile.group);
    reader.read("notes", profile.notes);
    reader.read("environment", profile.environment, environmentFromId);
    reader.read("color", profile.color);
    profile.info = infoFromJson(reader, "connection");
    profile.standby = infoFromJson(reader, "standby");
    Reader tunnel(reader.object("tunnel"));
    tunnel.read("target", profile.tunnel.target);
    tunnel.read("port", profile.tunnel.port, 0, 65535);
    tunnel.finish();
    reader.join(tunnel);
    reader.read("role", profile.role);
    reader.read("zone", profile.zone);
    reader.read("unlockMinutes", profile.unlockMinutes, 1, 24 * 60);
    reader.read("keepPassword", profile.keepPassword);
    reader.read("secretStore", profile.secretStore);
    reader.read("lastUsed", profile.lastUsed);
    reader.finish();
    if (profile.name.isEmpty())
        reader.fail(Words::tr("A connection has no name."));
    if (!QTimeZone::isTimeZoneIdAvailable(profile.zone.toLatin1()))
        reader.fail(
            Words::tr("“%1” has a value that is not known: %2.").arg(u"zone"_s, profile.zone));
    if (!reader.trouble().isEmpty())
        return invalid(reader.trouble());
    return profile;
}

} // namespace gatehouse::db
