#include "db/profile.h"

#include "base/securefile.h"
#include "db/profilejson.h"
#include "db/words.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>
#include <iterator>

namespace gatehouse::db {

namespace {
constexpr qint64 kLargestFile = 4 * 1024 * 1024;
constexpr int kVersion = 1;

struct EnvironmentWord
{
    Environment environment;
    const char *id, *name;
};

constexpr EnvironmentWord kEnvironments[] = {
    {Environment::Development, "development", QT_TRANSLATE_NOOP("Environment", "Development")},
    {Environment::Test, "test", QT_TRANSLATE_NOOP("Environment", "Test")},
    {Environment::Staging, "staging", QT_TRANSLATE_NOOP("Environment", "Staging")},
    {Environment::Production, "production", QT_TRANSLATE_NOOP("Environment", "Production")},
};

const EnvironmentWord &word(Environment environment)
{
    return *std::find_if(std::begin(kEnvironments), std::end(kEnvironments),
        [&](const EnvironmentWord &w) { return w.environment == environment; });
}

QByteArray document(const std::vector<Profile> &profiles)
{
    QJsonArray list;
    for (const Profile &profile : profiles)
        list.append(toJson(profile));
    const QJsonObject root = {
        {u"format"_s, u"gatehouse-profiles"_s}, {u"version"_s, kVersion}, {u"profiles"_s, list}};
    return QJsonDocument(root).toJson();
}

Result<std::vector<Profile>> fromDocument(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (document.isNull())
        return invalid(Words::tr("This is no valid JSON: %1 at byte %2.")
                           .arg(error.errorString())
                           .arg(error.offset));
    const QJsonObject root = document.object();
    if (root.value("format"_L1) != u"gatehouse-profiles"_s || !root.value("profiles"_L1).isArray())
        return invalid(Words::tr("This file holds no connections of Gatehouse."));
    if (root.value("version"_L1).toInt() != kVersion)
        return invalid(
            Words::tr("The connections were written by another version of Gatehouse. Open them "
                      "with that version."));
    std::vector<Profile> profiles;
    for (const QJsonValue &value : root.value("profiles"_L1).toArray()) {
        auto profile = profileFromJson(value.toObject());
        if (!profile)
            return invalid(Words::tr("Connection number %1 cannot be read: %2")
                               .arg(profiles.size() + 1)
                               .arg(profile.error().text));
        profiles.push_back(std::move(profile).value());
    }
    return profiles;
}

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

QString freeName(const QString &name, const std::vector<Profile> &among)
{
    const auto taken = [&](const QString &candidate) {
        return std::any_of(among.begin(), among.end(),
            [&](const Profile &p) { return p.name.compare(candidate, Qt::CaseInsensitive) == 0; });
    };
    QString candidate = name;
    for (int i = 2; taken(candidate); ++i)
        candidate = u"%1 (%2)"_s.arg(name).arg(i);
    return candidate;
}

bool sameButForId(Profile a, const Profile &b)
{
    a.id = b.id;
    a.lastUsed = b.lastUsed;
    a.secretStore = b.secretStore;
    return a == b;
}
} // namespace

ProfileStore::ProfileStore(QString path) : m_path(std::move(path)) { }

Result<std::vector<Profile>> ProfileStore::load() const
{
    if (!QFileInfo::exists(m_path))
        return std::vector<Profile>();
    auto content = readFile(m_path, kLargestFile);
    if (!content)
        return content.error();
    auto profiles = fromDocument(content.value());
    if (!profiles)
        return invalid(
            Words::tr("The saved connections cannot be read, so none is shown. %1 The file is "
                      "kept as it is: mend it, or remove it to begin anew.")
                .arg(profiles.error().text),
            m_path);
    return profiles;
}

Result<> ProfileStore::save(const std::vector<Profile> &profiles) const
{
    if (QFileInfo::exists(m_path) && !load()) {
        const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmsszzz"_s);
        if (!QFile::rename(m_path, m_path + u".broken-"_s + stamp))
            return ioError(
                Words::tr("The saved connections cannot be read and could not be set aside, so "
                          "nothing was written. Check the rights of the file."),
                m_path);
    }
    return writeSecureFile(m_path, document(profiles));
}

QByteArray exportProfiles(const std::vector<Profile> &profiles)
{
    std::vector<Profile> plain = profiles;
    for (Profile &profile : plain) {
        profile.id.clear();
        profile.lastUsed = {};
        profile.secretStore.clear();
    }
    return document(plain);
}

Result<std::vector<Profile>> importProfiles(const QByteArray &json)
{
    auto profiles = fromDocument(json);
    if (!profiles)
        return profiles;
    std::vector<Profile> all = std::move(profiles).value();
    for (Profile &profile : all) {
        profile.id = newId();
        profile.lastUsed = {};
        profile.secretStore.clear();
    }
    return all;
}

void addProfiles(std::vector<Profile> &profiles, std::vector<Profile> added)
{
    for (Profile &profile : added) {
        if (std::any_of(profiles.begin(), profiles.end(),
                [&](const Profile &p) { return sameButForId(p, profile); }))
            continue;
        profile.name = freeName(profile.name, profiles);
        profiles.push_back(std::move(profile));
    }
}

Profile duplicated(const Profile &profile, const std::vector<Profile> &among)
{
    Profile copy = profile;
    copy.id = newId();
    copy.name = freeName(profile.name, among);
    copy.lastUsed = {};
    copy.secretStore.clear();
    return copy;
}

Profile newProfile(const QString &name, const ConnInfo &info)
{
    Profile profile;
    profile.id = newId();
    profile.name = !name.isEmpty() ? name : info.database.isEmpty() ? info.label() : info.database;
    profile.info = info;
    const QString where = info.host + u' ' + info.database + u' ' + name;
    const auto says = [&](const QString &part) {
        return where.contains(part, Qt::CaseInsensitive);
    };
    if (says(u"prod"_s))
        profile.environment = Environment::Production;
    else if (says(u"stag"_s))
        profile.environment = Environment::Staging;
    else if (says(u"test"_s))
        profile.environment = Environment::Test;
    else if (!info.isLocal())
        profile.environment = Environment::Production; // better red once too often
    return profile;
}

QString environmentName(Environment environment)
{
    return QCoreApplication::translate("Environment", word(environment).name);
}

QString environmentId(Environment environment) { return QLatin1StringView(word(environment).id); }

std::optional<Environment> environmentFromId(const QString &id)
{
    for (const EnvironmentWord &w : kEnvironments)
        if (id == QLatin1StringView(w.id))
            return w.environment;
    return {};
}

} // namespace gatehouse::db
