// gatehousectl database pool (D7): PgBouncer by its console.
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/pool.h"
#include "db/conninfo.h"

namespace gatehouse::commands {

namespace {

using care::PoolAct;
using care::PoolView;

const QStringList kLevels{u"good"_s, u"notice"_s, u"warn"_s, u"bad"_s};

struct Both
{
    std::unique_ptr<db::Session> database, console;
};

// Without logging in: a paused pool would keep us waiting, and could not be resumed.
Result<db::SessionOptions> namedByUrl(Context &context, bool readOnly)
{
    auto named = db::parseConnection(context.text("url", qEnvironmentVariable("GATEHOUSE_URL")));
    if (!named)
        return named.error();
    db::ParsedConnection connection = std::move(named).value();
    std::shared_ptr<const Secret> password;
    if (!connection.password.isEmpty())
        password = std::make_shared<const Secret>(std::move(connection.password));
    else if (qEnvironmentVariableIsSet("PGPASSWORD"))
        password = std::make_shared<const Secret>(qgetenv("PGPASSWORD"));
    return db::SessionOptions{
        connection.info, password, db::SessionKind::Job, readOnly, QString()};
}

// The console is asked at the connection's own port, or at --port. A profile is opened as ever,
// since its password and its tunnel come with that.
Result<Both> open(Context &context, bool readOnly)
{
    const bool byUrl = !context.has("profile")
        && (context.has("url") || qEnvironmentVariableIsSet("GATEHOUSE_URL"));
    if (!byUrl) {
        auto database = context.open(readOnly);
        if (!database)
            return database.error();
        const auto console = care::consoleOf(database.value()->options(), context.text("port"));
        return Both{std::move(database).value(), std::make_unique<db::Session>(console)};
    }
    auto options = namedByUrl(context, readOnly);
    if (!options)
        return options.error();
    db::SessionOptions console = care::consoleOf(options.value(), context.text("port"));
    auto session = std::make_unique<db::Session>(console);
    const auto opened = context.run(*session, [](db::Sql &) -> Result<> { return Done{}; });
    if (!opened) {
        if (opened.error().sqlState != "28P01"_L1 || options.value().password || !context.canAsk())
            return opened.error();
        auto typed =
            context.askPassword(Words::tr("Password for %1:").arg(console.info.label()));
        if (!typed)
            return typed.error();
        console.password = typed.value();
        session = std::make_unique<db::Session>(console);
    }
    db::SessionOptions database = options.value();
    database.password = console.password;
    return Both{std::make_unique<db::Session>(database), std::move(session)};
}

QJsonArray tableJson(const care::PoolTable &table)
{
    QJsonArray rows;
    for (const QStringList &cells : table.rows) {
        QJsonObject row;
        for (qsizetype i = 0; i < table.columns.size(); ++i)
            row.insert(table.columns[i], cells.value(i));
        rows.append(row);
    }
    return rows;
}

Exit list(Context &context)
{
    auto both = open(context, true);
    if (!both)
        return context.failed(both.error());
    auto found =
        context.run(*both.value().console, [](db::Sql &sql) { return care::fetchPool(sql); });
    if (!found)
        return context.failed(found.error());
    const PoolView &view = found.value();
    context.say(
        Words::tr("PgBouncer %1; this user may %2.")
            .arg(view.version,
                view.admin ? Words::tr("pause, resume and reload") : Words::tr("only look")));
    cli::Table table{
        {Words::tr("Database"), Words::tr("User"), Words::tr("State"), Words::tr("Clients"),
            Words::tr("Waiting"), Words::tr("Servers in use"), Words::tr("Size"), Words::tr("Why")},
        {}, {false, false, false, true, true, true, true, false}};
    QJsonArray pools;
    for (const care::Pool &pool : view.pools) {
        const care::PoolVerdict verdict = care::judgePool(pool);
        table.rows.push_back({safeText(pool.database, 40), safeText(pool.user, 30), verdict.word,
            QString::number(pool.clientsActive), QString::number(pool.clientsWaiting),
            QString::number(pool.serversActive), QString::number(pool.size),
            verdict.reasons.value(0)});
        pools.append(QJsonObject{{u"database"_s, pool.database}, {u"user"_s, pool.user},
            {u"mode"_s, pool.mode}, {u"word"_s, verdict.word},
            {u"level"_s, kLevels[int(verdict.level)]},
            {u"reasons"_s, QJsonArray::fromStringList(verdict.reasons)},
            {u"clientsActive"_s, pool.clientsActive}, {u"clientsWaiting"_s, pool.clientsWaiting},
            {u"serversActive"_s, pool.serversActive}, {u"serversIdle"_s, pool.serversIdle},
            {u"longestWaitSeconds"_s, pool.longestWait}, {u"size"_s, pool.size},
            {u"paused"_s, pool.paused}, {u"disabled"_s, pool.disabled}});
    }
    context.table(table);
    QJsonObject tables;
    for (const care::PoolTable &one : view.tables)
        tables.insert(one.id, tableJson(one));
    return context.done(QJsonObject{{u"version"_s, view.version}, {u"admin"_s, view.admin},
        {u"pools"_s, pools}, {u"shown"_s, tables}});
}

Exit act(Context &context, PoolAct what)
{
    const QString target = context.operands().value(0);
    auto both = open(context, false);
    if (!both)
        return context.failed(both.error());
    auto found =
        context.run(*both.value().console, [](db::Sql &sql) { return care::fetchPool(sql); });
    if (!found)
        return context.failed(found.error());
    if (const QString why = care::whyNoPoolAct(found.value(), what, target); !why.isEmpty())
        return context.failed(refused(why));
    const QStringList preview = care::poolPreview(found.value(), what, target);
    for (const QString &sentence : preview)
        context.say(sentence);
    const QString statement = care::statementOf(what, target);
    if (context.has("dry-run"))
        return context.done(QJsonObject{{u"statement"_s, statement}, {u"done"_s, false},
            {u"preview"_s, QJsonArray::fromStringList(preview)}});
    if (auto yes = context.confirm(Words::tr("Tell PgBouncer %1?").arg(statement)); !yes)
        return context.failed(yes.error());
    const trail::Policy policy =
        context.text("record") == "skip"_L1 ? trail::Policy::Optional : trail::Policy::Required;
    const trail::Actor actor = thisActor(*both.value().database);
    if (context.text("record") == "create"_L1) {
        auto made = context.run(
            *both.value().database, [&actor](db::Sql &sql) { return trail::create(sql, actor); });
        if (!made)
            return context.failed(made.error());
    }
    const auto console = both.value().console->options(),
               database = both.value().database->options();
    both.value().console->drop();
    both.value().database->drop(); // a pool that is paused waits for nobody of ours
    auto done = care::changePool(console, database, what, target, policy, actor, context.token());
    if (!done)
        return context.failed(done.error());
    context.say(done.value().sentence);
    return context.done(QJsonObject{{u"statement"_s, statement}, {u"done"_s, true},
        {u"waits"_s, done.value().waits}, {u"recorded"_s, done.value().recorded},
        {u"preview"_s, QJsonArray::fromStringList(preview)}});
}

Exit pause(Context &context) { return act(context, PoolAct::Pause); }
Exit resume(Context &context) { return act(context, PoolAct::Resume); }
Exit reload(Context &context) { return act(context, PoolAct::Reload); }

Option port()
{
    return {"port", "N",
        QT_TRANSLATE_NOOP("Command", "PgBouncer's port, where it is not the connection's own")};
}

std::vector<Option> actOptions()
{
    return withRecord(
        {port(), {"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would happen")}});
}

} // namespace

std::vector<Command> databasepoolCommands()
{
    const std::vector<Operand> database{{"DATABASE",
        QT_TRANSLATE_NOOP("Command", "As PgBouncer names it; none: every one"), false}};
    return {
        {"database pool",
            QT_TRANSLATE_NOOP(
                "Command", "PgBouncer's pools, clients, servers, figures and settings"),
            {port()}, {}, list},
        {"database pgbouncer pause",
            QT_TRANSLATE_NOOP("Command", "Let a pool finish its work and take no more"),
            actOptions(), database, pause},
        {"database pgbouncer resume", QT_TRANSLATE_NOOP("Command", "Let a paused pool work again"),
            actOptions(), database, resume},
        {"database pgbouncer reload",
            QT_TRANSLATE_NOOP("Command", "Have PgBouncer read its configuration again"),
            actOptions(), {}, reload},
    };
}

} // namespace gatehouse::commands
