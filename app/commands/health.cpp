#include "app/cli/terminal.h"
#include "app/commands/healthlist.h"
#include "app/commands/healthtell.h"
#include "app/commands/words.h"
#include "health/prober.h"

#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::commands {

namespace {

using health::Endpoint;
using health::Judgement;
using health::State;

QJsonArray modelNames(const std::vector<health::Model> &models)
{
    QJsonArray names;
    for (const health::Model &model : models)
        names.append(health::quoted(model.name));
    return names;
}

QJsonObject toJson(const Endpoint &endpoint, const Judgement &judgement)
{
    QJsonObject json{{u"id"_s, endpoint.id}, {u"title"_s, endpoint.title},
        {u"kind"_s, endpoint.kind}, {u"url"_s, endpoint.url},
        {u"state"_s, health::stateId(judgement.state)}, {u"cause"_s, judgement.cause},
        {u"reason"_s, judgement.reason}};
    json.insert(u"latencyMs"_s,
        judgement.latencyMs < 0 ? QJsonValue() : QJsonValue(judgement.latencyMs));
    if (!judgement.version.isEmpty())
        json.insert(u"version"_s, judgement.version);
    if (!endpoint.expectedModel.isEmpty())
        json.insert(u"expectedModel"_s, endpoint.expectedModel);
    if (judgement.installed)
        json.insert(u"installed"_s, modelNames(*judgement.installed));
    if (judgement.loaded)
        json.insert(u"loaded"_s, modelNames(*judgement.loaded));
    return json;
}

// What is not asked on purpose (a live key) is no failure of anything.
bool counts(const Judgement &judgement)
{
    return judgement.cause != "live-key"_L1 && judgement.cause != "no-key"_L1;
}

Exit check(Context &context)
{
    std::optional<health::Depth> depth;
    if (context.has("depth")) {
        depth = health::depthFromId(context.text("depth"));
        if (!depth)
            return context.wrongUsage(
                Words::tr("--depth is port, version, models or completion."));
    }
    const auto endpoints = healthEndpoints(context);
    if (!endpoints)
        return context.failed(endpoints.error());
    health::Prober prober;
    std::vector<QFuture<health::Look>> looks;
    for (const Endpoint &endpoint : endpoints.value())
        looks.push_back(prober.look(endpoint, depth.value_or(endpoint.depth), context.token()));
    cli::Table table{{Words::tr("Endpoint"), Words::tr("Place"), Words::tr("State"),
                         Words::tr("Answer"), Words::tr("What it says")},
        {}, {false, false, false, true, false}};
    QJsonArray json;
    int well = 0, asked = 0;
    for (size_t i = 0; i < looks.size(); ++i) {
        looks[i].waitForFinished();
        if (context.token().isCancelled())
            return context.failed(cancelled());
        const Endpoint &endpoint = endpoints.value()[i];
        const Judgement judgement = looks[i].result().judgement;
        asked += counts(judgement) ? 1 : 0;
        well += judgement.state == State::Up ? 1 : 0;
        table.rows.push_back({endpoint.title, endpoint.place(),
            health::stateName(judgement.state), health::durationText(judgement.latencyMs),
            judgement.reason});
        json.append(toJson(endpoint, judgement));
    }
    context.table(table);
    context.say({});
    context.say(Words::tr("%1 of %n endpoint(s) (is|are) up.", nullptr, asked).arg(well));
    return context.done(
        QJsonObject{{u"up"_s, well}, {u"asked"_s, asked}, {u"endpoints"_s, json}},
        well == asked ? Exit::Done : Exit::Differences);
}

std::vector<Option> joined(std::vector<Option> all, const std::vector<Option> &more)
{
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace

Exit healthWatch(Context &context);   // healthwatch.cpp
Exit healthHistoryOf(Context &context); // healthhistory.cpp

std::vector<Command> healthCommands()
{
    const Option live{"live-keys", nullptr,
        QT_TRANSLATE_NOOP(
            "Command", "Also ask payment providers with keys for real money (reading only)")};
    return {
        {"health check",
            QT_TRANSLATE_NOOP("Command", "Look once at model servers, back ends and services"),
            healthOptions({{"depth", "DEPTH",
                               QT_TRANSLATE_NOOP("Command",
                                   "port, version, models (the default) or completion, which makes "
                                   "each model answer one word"),
                               false, false, Completion::None,
                               {"port", "version", "models", "completion"}},
                live}),
            {}, check,
            QT_TRANSLATE_NOOP("Command",
                "Exit status 0 when all are up, 3 when something is not. The file of --endpoints "
                "is {\"endpoints\": [{\"kind\": \"ollama\", \"url\": \"http://localhost:11434\", "
                "\"expectedModel\": \"llama3.2:3b\"}]}; further members are id, title, path, "
                "members, constantMembers, depth, intervalSeconds, connectMs, firstByteMs, wholeMs, "
                "user, secretVariable (the variable that holds the key), liveKeys, managementUrl "
                "and realm. Kinds are ollama, llamacpp, vllm, openai, fastapi, rails, http, "
                "metrics, postgres, pgbouncer, redis, prometheus, grafana, keycloak, stripe, "
                "lemon-squeezy and paypal.")},
        {"health watch",
            QT_TRANSLATE_NOOP("Command", "Keep looking, and keep the history of health"),
            joined(healthOptions({{"for", "SECONDS",
                               QT_TRANSLATE_NOOP("Command", "End after this time")},
                {"keep-days", "N",
                    QT_TRANSLATE_NOOP("Command",
                        "Forget single looks after so many days, 90 by default; sums and incidents "
                        "stay")},
                {"in-database", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "Create the tables for the history in the schema gatehouse of this "
                        "database, after a question")},
                {"systemd", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "Print a unit for systemctl --user that runs this command, and end")},
                {"output", "FILE",
                    QT_TRANSLATE_NOOP("Command", "With --systemd: write the unit to this file"),
                    false, false, Completion::File},
                live}),
                alertOptions()),
            {}, healthWatch,
            QT_TRANSLATE_NOOP("Command",
                "Says each change of state. The history goes into the tables of the database when "
                "it has them, else into a file of this user. Ctrl+C ends it. With --json one "
                "document a look. The document that a webhook gets has event (began or ended), "
                "title, state, cause, reason, since, at and text.")},
        {"health history",
            QT_TRANSLATE_NOOP("Command", "Show uptime, latency and incidents"),
            {{"hours", "N", QT_TRANSLATE_NOOP("Command", "The last N hours, 24 by default")},
                {"by-hour", nullptr, QT_TRANSLATE_NOOP("Command", "Show each hour")},
                {"readings", "ENDPOINT",
                    QT_TRANSLATE_NOOP("Command", "Show the newest looks at this endpoint")}},
            {}, healthHistoryOf,
            QT_TRANSLATE_NOOP("Command",
                "Uptime is the share of the known time in which an endpoint was up or degraded; "
                "percentiles are read from all looks together and never averaged.")},
    };
}

} // namespace gatehouse::commands
