#include "sandbox/sandbox.h"
#include "app/cli/terminal.h"
#include "app/commands/command.h"
#include "app/commands/words.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::commands {
namespace {

QJsonObject toJson(const sandbox::State &state)
{
    QJsonObject json{
        {u"dir"_s, state.dir}, {u"made"_s, state.isMade}, {u"running"_s, state.isRunning}};
    if (!state.isMade)
        return json;
    QJsonArray databases, sources;
    for (const sandbox::Database &database : state.databases) {
        QJsonObject entry{{u"system"_s, database.systemId}, {u"title"_s, database.title}};
        if (state.isRunning) {
            entry.insert(u"database"_s, database.info.database);
            entry.insert(u"url"_s, database.url());
        }
        databases.append(entry);
    }
    for (const sandbox::Source &source : state.sources)
        sources.append(QJsonObject{{u"system"_s, source.systemId}, {u"kind"_s, source.kind},
            {u"path"_s, source.path}, {u"title"_s, source.title}});
    json.insert(u"rows"_s, double(state.rows));
    json.insert(u"dataUntil"_s, state.dataUntil.toString(Qt::ISODateWithMs));
    if (state.isRunning)
        json.insert(u"serverPid"_s, double(state.serverPid));
    json.insert(u"databases"_s, databases);
    json.insert(u"sources"_s, sources);
    return json;
}

void print(Context &context, const sandbox::State &state)
{
    cli::Table databases{{Words::tr("System"), Words::tr("URL")}, {}};
    for (const sandbox::Database &database : state.databases)
        databases.rows.push_back({database.title, database.url()});
    if (state.isRunning) {
        context.table(databases);
        context.say({});
    }
    cli::Table sources{{Words::tr("To migrate from"), Words::tr("Path")}, {}};
    for (const sandbox::Source &source : state.sources)
        sources.rows.push_back({source.title, source.path});
    context.table(sources);
}

Exit up(Context &context)
{
    sandbox::Options options;
    options.dir = context.text("dir");
    options.fresh = context.has("fresh");
    if (context.has("rows")) {
        const auto rows = context.number("rows", 0, sandbox::kFewestRows, sandbox::kMostRows);
        if (!rows)
            return context.wrongUsage(rows.error().text);
        options.rows = rows.value();
    }
    QElapsedTimer timer;
    timer.start();
    const auto state = sandbox::up(options, context.progress(), context.token());
    if (!state)
        return context.failed(state.error());
    const double seconds = double(timer.elapsed()) / 1000;
    print(context, state.value());
    context.say({});
    context.say(Words::tr("The sandbox is ready after %1 s; gatehousectl sandbox down stops it.")
                    .arg(seconds, 0, 'f', 1));
    QJsonObject json = toJson(state.value());
    json.insert(u"seconds"_s, seconds);
    return context.done(json);
}

Exit down(Context &context)
{
    if (context.has("delete")) {
        const auto state = sandbox::status(context.text("dir"));
        if (!state)
            return context.failed(state.error());
        if (auto sure = context.confirm(Words::tr("Delete the sandbox in %1 with everything in it?")
                                            .arg(state.value().dir));
            !sure)
            return context.failed(sure.error());
    }
    const auto stopped = sandbox::down(context.text("dir"), context.has("delete"), context.token());
    if (!stopped)
        return context.failed(stopped.error());
    const auto state = sandbox::status(context.text("dir"));
    if (!state)
        return context.failed(state.error());
    context.say(context.has("delete")
            ? Words::tr("The sandbox is gone.")
            : Words::tr("The sandbox is stopped; its data stay in %1.").arg(state.value().dir));
    return context.done(toJson(state.value()));
}

Exit status(Context &context)
{
    const auto found = sandbox::status(context.text("dir"));
    if (!found)
        return context.failed(found.error());
    const sandbox::State &state = found.value();
    if (!state.isMade)
        context.say(state.isRunning
                ? Words::tr("The sandbox in %1 is being made, or was left half-made.")
                      .arg(state.dir)
                : Words::tr("There is no sandbox in %1.").arg(state.dir));
    else {
        context.say(state.isRunning ? Words::tr("The sandbox runs in %1 (process %2).")
                                          .arg(state.dir)
                                          .arg(state.serverPid)
                                    : Words::tr("The sandbox in %1 does not run.").arg(state.dir));
        context.say(Words::tr("%1 usage rows, up to %2.")
                        .arg(state.rows)
                        .arg(state.dataUntil.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s)));
        context.say({});
        print(context, state);
    }
    return context.done(toJson(state));
}

const Option kDir{"dir", "D",
    QT_TRANSLATE_NOOP("Command", "Folder of the sandbox, instead of the usual one"), false, false,
    Completion::Folder};

} // namespace

std::vector<Command> sandboxCommands()
{
    return {
        {"sandbox up",
            QT_TRANSLATE_NOOP("Command", "Start a private PostgreSQL with five sample databases"),
            {kDir,
                {"rows", "N",
                    QT_TRANSLATE_NOOP("Command",
                        "Usage rows of the largest database, 1000 to 10000000; 120000 if not "
                        "given")},
                {"fresh", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Throw away an older sandbox and make it anew")}},
            {}, up,
            QT_TRANSLATE_NOOP("Command",
                "Prints the URLs of the databases and the paths of sample files to migrate from. "
                "Only the user "
                "who made it can log in. It runs until \"sandbox down\", and is started again by "
                "\"sandbox up\".")},
        {"sandbox down", QT_TRANSLATE_NOOP("Command", "Stop the sandbox"),
            {kDir, {"delete", nullptr, QT_TRANSLATE_NOOP("Command", "Delete its data too")}}, {},
            down},
        {"sandbox status", QT_TRANSLATE_NOOP("Command", "Say whether the sandbox runs, and where"),
            {kDir}, {}, status},
    };
}

} // namespace gatehouse::commands
