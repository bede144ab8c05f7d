#include "base/dotenv.h"
#include "base/securefile.h"
#include "db/composefile.h"
#include "db/connectionfiles.h"
#include "db/connectiontext.h"
#include "db/words.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::db {

namespace {
constexpr int kPostgresPort = 5432;
constexpr qint64 kLargestFile = 1024 * 1024;

bool isServer(const ComposeService &service)
{
    static const QRegularExpression images(
        u"(?:^|/)(?:postgres|postgresql|postgis|pgvector|timescaledb|timescaledb-ha|citus)(?:$|[:@])"_s);
    const QString image = service.image;
    return images.match(image).hasMatch()
        || (image.isEmpty() && service.environment.contains(u"POSTGRES_PASSWORD"_s));
}

QString hostOf(const ComposePort &port)
{
    const bool everywhere = port.hostIp.isEmpty() || port.hostIp == u"0.0.0.0"_s
        || port.hostIp == u"127.0.0.1"_s || port.hostIp == u"::"_s;
    return everywhere ? u"localhost"_s : port.hostIp;
}

void explainMissing(const ComposeService &service, QStringList &notes)
{
    QStringList missing = service.missing;
    missing.removeDuplicates();
    if (!missing.isEmpty())
        notes << Words::tr(
            "%1 has no value in this file or the .env beside it, so compose fills in "
            "nothing.")
                     .arg(missing.join(u", "_s));
}

// The server itself, as the official image sets it up.
FoundConnection serverOf(const ComposeService &service)
{
    const auto &env = service.environment;
    const auto one = [&](const QString &name) { // bitnami's names too
        return env.value(u"POSTGRES_"_s + name, env.value(u"POSTGRESQL_"_s + name));
    };
    text::Draft draft;
    ConnInfo &info = draft.parsed.info;
    QStringList &notes = draft.parsed.explanations;
    info.user = one(u"USER"_s).isEmpty() ? one(u"USERNAME"_s) : one(u"USER"_s);
    if (info.user.isEmpty())
        info.user = u"postgres"_s;
    info.database = one(u"DB"_s).isEmpty() ? one(u"DATABASE"_s) : one(u"DB"_s);
    if (info.database.isEmpty())
        info.database = info.user;
    draft.parsed.password = Secret(one(u"PASSWORD"_s));
    if (env.contains(u"POSTGRES_PASSWORD_FILE"_s))
        notes << Words::tr(
            "The password is in a file of the container; Gatehouse will ask for it.");
    if (const ComposePort *port = service.portTo(kPostgresPort)) {
        info.host = hostOf(*port);
        info.port = port->published == kPostgresPort ? QString() : QString::number(port->published);
    } else {
        info.host = service.name;
        notes << Words::tr(
            "The service %1 publishes no port, so only the other containers reach it. Add "
            "ports: [\"127.0.0.1:5432:5432\"] to it, or use an SSH tunnel.")
                     .arg(service.name);
    }
    explainMissing(service, notes);
    text::explain(draft);
    return {service.name, std::move(draft.parsed)};
}

// A host that only containers know becomes the published port on this computer.
void relocate(const std::vector<ComposeService> &services, ConnInfo &info, QStringList &notes)
{
    const auto it = std::find_if(services.begin(), services.end(),
        [&](const ComposeService &s) { return s.name == info.host; });
    if (it == services.end())
        return;
    const ComposePort *port = it->portTo(info.port.isEmpty() ? kPostgresPort : info.port.toInt());
    if (!port) {
        notes << Words::tr(
            "%1 is a service of this file that publishes no port, so it cannot be reached "
            "from outside of the containers.")
                     .arg(info.host);
        return;
    }
    notes << Words::tr("%1 is known to the containers only; from here it is %2, port %3.")
                 .arg(info.host, hostOf(*port))
                 .arg(port->published);
    info.host = hostOf(*port);
    info.port = QString::number(port->published);
}

bool isComposeName(const QString &path)
{
    return path.endsWith(u".yml"_s) || path.endsWith(u".yaml"_s);
}

} // namespace

Result<std::vector<FoundConnection>> text::fromCompose(
    const std::vector<ComposeService> &services, QStringList *notes)
{
    std::vector<FoundConnection> found;
    for (const ComposeService &service : services) {
        if (isServer(service)) {
            found.push_back(serverOf(service));
            continue;
        }
        auto others = find(service.environment, notes,
            [&](ConnInfo &info, QStringList &said) { relocate(services, info, said); });
        if (!others)
            continue;
        for (FoundConnection &one : std::move(others).value()) {
            explainMissing(service, one.parsed.explanations);
            one.name = service.name + u": "_s + one.name;
            found.push_back(std::move(one));
        }
    }
    if (found.empty())
        return invalid(
            Words::tr("No service of this compose file is a PostgreSQL server or names one."));
    return found;
}

Result<std::vector<FoundConnection>> readConnections(const QString &path, QStringList *notes)
{
    auto content = readFile(path, kLargestFile);
    if (!content)
        return content.error();
    QMap<QString, QString> variables;
    if (isComposeName(path)) {
        const auto beside = readFile(QFileInfo(path).dir().filePath(u".env"_s), kLargestFile);
        if (beside)
            variables = parseDotenv(beside.value()).values;
    }
    auto found = findConnections(QFileInfo(path).fileName(), content.value(), notes, variables);
    if (!found
        || QFileInfo(path).canonicalFilePath()
            != QFileInfo(defaultServiceFile()).canonicalFilePath())
        return found;
    auto all = std::move(found).value();
    for (FoundConnection &one : all) { // libpq reads this file itself: its password stays in it
        one.parsed.info.service = one.name;
        one.parsed.password = Secret();
    }
    return all;
}

} // namespace gatehouse::db
