#include "app/commands/healthlist.h"

#include "app/commands/words.h"
#include "base/dotenv.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "systems/recognition.h"

#include <QDeadlineTimer>
#include <QProcessEnvironment>
#include <QThread>

namespace gatehouse::commands {

namespace {

using health::Endpoint;

constexpr qint64 kLongestFile = 4 * 1024 * 1024;
constexpr int kLastWordsMs = 3000;

QMap<QString, QString> environment()
{
    QMap<QString, QString> variables;
    const QProcessEnvironment given = QProcessEnvironment::systemEnvironment();
    for (const QString &key : given.keys())
        variables.insert(key, given.value(key));
    return variables;
}

Result<QMap<QString, QString>> variablesOf(Context &context)
{
    if (!context.has("env"))
        return QMap<QString, QString>();
    const auto content = readFile(context.text("env"), kLongestFile);
    if (!content)
        return content.error();
    return parseDotenv(content.value(), environment()).values;
}

Result<std::vector<Endpoint>> ofSystem(
    Context &context, const QString &id, const QMap<QString, QString> &variables)
{
    QStringList notes, known;
    for (const systems::Description &system : systems::allDescriptions(&notes)) {
        known << system.id;
        if (system.id != id)
            continue;
        const auto endpoints = health::endpointsOf(system, variables, &notes);
        for (const QString &note : std::as_const(notes))
            context.warn(note);
        return endpoints;
    }
    return invalid(Words::tr("There is no system \"%1\"; known are %2.")
                       .arg(safeText(id), known.join(u", "_s)));
}

Result<std::vector<Endpoint>> ofDatabase(Context &context, const QMap<QString, QString> &variables)
{
    auto session = context.open();
    if (!session)
        return session.error();
    const std::vector<systems::Description> known = systems::allDescriptions();
    const auto found = context.run(
        *session.value(), [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!found)
        return found.error();
    std::vector<Endpoint> all;
    QStringList ids;
    for (const systems::Match &match : found.value().matches) {
        if (ids.contains(match.system->id))
            continue;
        ids << match.system->id;
        for (Endpoint &endpoint : health::endpointsOf(*match.system, variables))
            all.push_back(std::move(endpoint));
    }
    if (all.empty())
        return invalid(Words::tr("No known system was recognised in this database, so there are no "
                                 "endpoints to look at; name them with --endpoints FILE."));
    return all;
}

Result<std::vector<Endpoint>> unfiltered(Context &context)
{
    if (context.has("endpoints") && (context.has("system") || context.has("env")))
        return invalid(Words::tr("Give --endpoints, or --system and --env, not both."));
    if (context.has("endpoints")) {
        const auto content = readFile(context.text("endpoints"), kLongestFile);
        if (!content)
            return content.error();
        return health::parseEndpoints(content.value(), environment());
    }
    const auto variables = variablesOf(context);
    if (!variables)
        return variables.error();
    if (context.has("system"))
        return ofSystem(context, context.text("system"), variables.value());
    if (namesDatabase(context))
        return ofDatabase(context, variables.value());
    if (!context.has("env"))
        return invalid(Words::tr("No endpoints were named: give --endpoints FILE, --env FILE, "
                                 "--system ID, or a database with --url or --profile."));
    QStringList notes;
    auto all = health::endpointsOf(variables.value(), &notes);
    for (const QString &note : std::as_const(notes))
        context.warn(note);
    if (all.empty())
        return invalid(Words::tr("The file %1 names no endpoint.").arg(context.text("env")));
    return all;
}

} // namespace

std::vector<Option> healthOptions(std::vector<Option> more)
{
    std::vector<Option> all{
        {"endpoints", "FILE",
            QT_TRANSLATE_NOOP("Command", "Take the endpoints from this file (JSON, see below)"),
            false, false, Completion::File},
        {"system", "ID",
            QT_TRANSLATE_NOOP("Command", "Take the usual endpoints of this system, e.g. onelastai")},
        {"env", "FILE",
            QT_TRANSLATE_NOOP("Command",
                "Move them by the variables of this .env file; alone: the endpoints it names"),
            false, false, Completion::File},
    };
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

bool namesDatabase(const Context &context)
{
    return context.has("url") || context.has("profile")
        || !qEnvironmentVariable("GATEHOUSE_URL").isEmpty();
}

Result<std::vector<Endpoint>> healthEndpoints(Context &context)
{
    auto all = unfiltered(context);
    if (!all)
        return all.error();
    std::vector<Endpoint> endpoints = std::move(all).value();
    if (context.has("live-keys"))
        for (Endpoint &endpoint : endpoints)
            endpoint.liveKeys = true;
    return endpoints;
}

Result<> HealthHistory::appendLast(const std::vector<health::Reading> &readings)
{
    if (!session) {
        const auto file = health::fileHistory(path);
        return file ? file.value()->append(readings) : Result<>(file.error());
    }
    const CancelToken tooLate;
    auto future = session->run(
        [readings](db::Sql &sql) { return health::tableHistory(sql)->append(readings); }, tooLate);
    QDeadlineTimer deadline(kLastWordsMs);
    while (!future.isFinished() && !deadline.hasExpired())
        QThread::msleep(10);
    tooLate.cancel();
    return future.result();
}

Result<HealthHistory> healthHistory(Context &context, bool write)
{
    HealthHistory history;
    history.path = health::historyFile();
    if (!namesDatabase(context)) {
        history.where =
            Words::tr("The history of health is kept in %1.").arg(history.path);
        return history;
    }
    auto session = context.open(!write);
    if (!session)
        return session.error();
    const auto status = context.run(
        *session.value(), [](db::Sql &sql) { return health::tablesStatus(sql); });
    if (!status)
        return status.error();
    history.where = status.value().sentence();
    if (status.value().state == health::TablesState::Ready)
        history.session = std::move(session).value();
    return history;
}

QString instantText(qint64 ms)
{
    return ms <= 0 ? QString()
                   : QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace gatehouse::commands
