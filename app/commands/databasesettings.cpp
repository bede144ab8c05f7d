// gatehousectl database settings and budget (D6, D8).
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "base/securefile.h"
#include "care/budget.h"
#include "care/settings.h"
#include "systems/recognition.h"

#include <QFileInfo>

namespace gatehouse::commands {

namespace {

using care::Advice;

Result<QStringList> systemsHere(Context &context, db::Session &session)
{
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto found =
        context.run(session, [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!found)
        return found.error();
    QStringList ids;
    for (const systems::Match &match : found.value().matches)
        ids << match.system->id;
    return ids;
}

QJsonObject adviceJson(const Advice &a)
{
    static const QStringList levels{u"good"_s, u"info"_s, u"warn"_s};
    return {{u"name"_s, a.name}, {u"level"_s, levels.value(int(a.level))}, {u"now"_s, a.now},
        {u"wanted"_s, a.wanted}, {u"reason"_s, a.reason}, {u"source"_s, a.source},
        {u"restart"_s, a.restart}, {u"statement"_s, a.statement}};
}

Exit settings(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto systems = systemsHere(context, *session.value());
    if (!systems)
        return context.failed(systems.error());
    auto found = context.run(*session.value(),
        [&](db::Sql &sql) { return care::fetchSettings(sql, systems.value()); });
    if (!found)
        return context.failed(found.error());
    const care::Settings &all = found.value();
    cli::Table table{{Words::tr("Setting"), Words::tr("Now"), Words::tr("Better"),
                         Words::tr("Restart"), Words::tr("Why")},
        {}, {}};
    QJsonArray advice, changed;
    for (const Advice &a : all.advice) {
        table.rows.push_back({a.name, a.now, a.wanted.isEmpty() ? u"—"_s : a.wanted,
            a.restart ? Words::tr("yes") : Words::tr("no"), a.reason});
        advice.append(adviceJson(a));
    }
    context.table(table);
    context.say({});
    for (const Advice &a : all.advice)
        if (!a.statement.isEmpty())
            context.say(a.statement + u';');
    const care::Machine &machine = all.figures.machine;
    context.say(machine.known
            ? Words::tr("This machine: %1 of memory, %n processor(s).", nullptr, machine.processors)
                  .arg(sizeText(machine.memory))
            : machine.why);
    cli::Table own{{Words::tr("Changed"), Words::tr("Value"), Words::tr("Default"), Words::tr("By")}, {}, {}};
    for (const care::ServerSetting &one : all.all) {
        if (!one.isChanged())
            continue;
        own.rows.push_back({one.name, one.shown, (one.bootValue + u' ' + one.unit).trimmed(),
            one.file.isEmpty() ? one.source : one.file});
        changed.append(QJsonObject{{u"name"_s, one.name}, {u"value"_s, one.shown},
            {u"default"_s, one.bootValue}, {u"unit"_s, one.unit}, {u"source"_s, one.source},
            {u"file"_s, one.file}, {u"restart"_s, one.needsRestart()},
            {u"pendingRestart"_s, one.pendingRestart}});
    }
    if (context.has("changed"))
        context.table(own);
    return context.done(QJsonObject{{u"advice"_s, advice}, {u"changed"_s, changed},
        {u"machine"_s,
            QJsonObject{{u"known"_s, machine.known}, {u"why"_s, machine.why},
                {u"memoryBytes"_s, machine.memory}, {u"processors"_s, machine.processors}}}});
}

Exit set(Context &context)
{
    const QString name = context.operands().value(0), value = context.operands().value(1);
    if (auto yes = context.confirm(Words::tr("Set %1 to %2 for the whole server?").arg(name, value));
        !yes)
        return context.failed(yes.error());
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    const trail::Policy policy = context.text("record") == "skip"_L1 ? trail::Policy::Optional
                                                                     : trail::Policy::Required;
    const trail::Actor actor = thisActor(*session.value());
    const bool make = context.text("record") == "create"_L1;
    auto done = context.run(*session.value(), [&](db::Sql &sql) -> Result<care::AppliedSetting> {
        if (make)
            if (auto made = trail::create(sql, actor); !made)
                return made.error();
        return care::applySetting(sql, name, value, policy, actor);
    });
    if (!done)
        return context.failed(done.error());
    context.say(done.value().restart
            ? Words::tr("%1 is set to %2; the server takes it at its next restart. It was %3.")
                  .arg(name, value, done.value().before)
            : Words::tr("%1 is %2 now; it was %3.").arg(name, value, done.value().before));
    return context.done(QJsonObject{{u"name"_s, name}, {u"before"_s, done.value().before},
        {u"after"_s, value}, {u"restart"_s, done.value().restart},
        {u"recorded"_s, done.value().recorded}});
}

Exit budget(Context &context)
{
    constexpr qint64 kMostBytes = 1 << 20;
    const auto workers = context.number("workers", 0, 0, 10'000);
    if (!workers)
        return context.wrongUsage(workers.error().text);
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto systems = systemsHere(context, *session.value());
    if (!systems)
        return context.failed(systems.error());
    auto found =
        context.run(*session.value(), [](db::Sql &sql) { return care::fetchBudget(sql); });
    if (!found)
        return context.failed(found.error());
    care::Budget all = std::move(found).value();
    for (const QString &path : context.operands()) {
        auto content = readFile(path, kMostBytes);
        if (!content)
            return context.failed(content.error());
        auto pools =
            care::poolsOf(QFileInfo(path).fileName(), content.value(), systems.value());
        if (!pools)
            return context.failed(pools.error());
        for (const care::PoolPlan &pool : pools.value())
            all.pools.push_back(pool);
    }
    if (context.operands().isEmpty() && !systems.value().isEmpty())
        if (auto pool = care::poolOf(systems.value().front(), {}, systems.value().front()))
            all.pools.push_back(*pool);
    QJsonArray pools, consumers;
    cli::Table table{{Words::tr("Service"), Words::tr("Pool"), Words::tr("More"),
                         Words::tr("Processes"), Words::tr("At most"), Words::tr("From")},
        {}, {false, true, true, true, true, false}};
    for (care::PoolPlan &pool : all.pools) {
        if (workers.value() > 0) {
            pool.workers = int(workers.value());
            pool.workersKnown = true;
        }
        table.rows.push_back({pool.service, QString::number(pool.size),
            QString::number(pool.overflow), QString::number(pool.workers),
            QString::number(pool.most()), pool.from.join(u", "_s)});
        pools.append(QJsonObject{{u"service"_s, pool.service}, {u"system"_s, pool.system},
            {u"size"_s, pool.size}, {u"overflow"_s, pool.overflow}, {u"workers"_s, pool.workers},
            {u"workersKnown"_s, pool.workersKnown}, {u"most"_s, pool.most()},
            {u"from"_s, QJsonArray::fromStringList(pool.from)}, {u"note"_s, pool.note}});
    }
    if (!all.pools.empty())
        context.table(table);
    for (const care::Consumer &one : all.consumers)
        consumers.append(QJsonObject{{u"application"_s, one.application}, {u"user"_s, one.user},
            {u"database"_s, one.database}, {u"connections"_s, one.connections},
            {u"active"_s, one.active}, {u"idleInTransaction"_s, one.idleInTransaction}});
    for (const QString &sentence : all.sentences())
        context.say(sentence);
    return context.done(QJsonObject{{u"maxConnections"_s, all.most},
                            {u"available"_s, all.available()}, {u"used"_s, all.used},
                            {u"wanted"_s, all.wanted()}, {u"fits"_s, all.fits()}, {u"pools"_s, pools},
                            {u"consumers"_s, consumers}},
        all.fits() ? Exit::Done : Exit::Differences);
}

} // namespace

std::vector<Command> databasesettingsCommands()
{
    return {{"database settings",
                QT_TRANSLATE_NOOP("Command", "Settings that could be better, with reason and statement"),
                {{"changed", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Also what differs from its default, and where")}},
                {}, settings},
        {"database set", QT_TRANSLATE_NOOP("Command", "Change one setting of the whole server"),
            withRecord({}),
            {{"NAME", QT_TRANSLATE_NOOP("Command", "The setting")},
                {"VALUE", QT_TRANSLATE_NOOP("Command", "Its value, with its unit")}},
            set},
        {"database budget",
            QT_TRANSLATE_NOOP("Command", "Connections the services may open, against those there are"),
            {{"workers", "N",
                QT_TRANSLATE_NOOP("Command", "Processes of each service, where the files do not say")}},
            {{"FILE", QT_TRANSLATE_NOOP("Command", "A .env or compose file of a service"), false, true,
                Completion::File}},
            budget}};
}

} // namespace gatehouse::commands
