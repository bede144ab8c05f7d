#include "app/commands/usagequestion.h"
#include "app/commands/words.h"
#include "usage/rollup.h"

#include <QJsonObject>
#include <QLocale>

namespace gatehouse::commands {

namespace {

using usage::RollupStatus;

trail::Actor actorOf(const db::Session &session)
{
    return trail::thisProcess(u"gatehousectl " GATEHOUSE_VERSION ""_s, session.options().info.label());
}

QJsonObject toJson(const RollupStatus &status)
{
    return {{u"there"_s, status.there}, {u"hours"_s, status.hours}, {u"rows"_s, status.rows},
        {u"until"_s, status.until > 0 ? QJsonValue(usage::instantText(status.until)) : QJsonValue()}};
}

Exit create(Context &context)
{
    auto asked = askUsage(context, false);
    if (auto *no = std::get_if<NoQuestion>(&asked))
        return no->exit;
    const UsageQuestion &question = std::get<UsageQuestion>(asked);
    context.say(usage::rollupScript());
    if (auto sure = context.confirm(Words::tr("Create these tables in the schema gatehouse of this "
                                              "database and fill them?"));
        !sure)
        return context.failed(sure.error());
    const trail::Actor actor = actorOf(*question.session);
    if (auto made = context.run(*question.session,
            [&](db::Sql &sql) { return usage::createRollup(sql, actor); });
        !made)
        return context.failed(made.error());
    const auto done = context.run(*question.session, [&](db::Sql &sql) {
        return usage::refreshRollup(sql, question.figures.shared(), context.progress());
    });
    if (!done)
        return context.failed(done.error());
    context.say(Words::tr("%1 hours of %2 rows are rolled up, after %3 ms.")
                    .arg(done.value().hours)
                    .arg(QLocale().toString(done.value().rows))
                    .arg(done.value().milliseconds));
    return context.done(QJsonObject{{u"hours"_s, done.value().hours}, {u"rows"_s, done.value().rows},
        {u"milliseconds"_s, done.value().milliseconds}});
}

Exit refresh(Context &context)
{
    auto asked = askUsage(context, false);
    if (auto *no = std::get_if<NoQuestion>(&asked))
        return no->exit;
    const UsageQuestion &question = std::get<UsageQuestion>(asked);
    const auto done = context.run(*question.session, [&](db::Sql &sql) {
        return usage::refreshRollup(sql, question.figures.shared(), context.progress());
    });
    if (!done)
        return context.failed(done.error());
    context.say(Words::tr("%1 hours were read again, %2 of them for rows that came late; complete until "
                          "%3, after %4 ms.")
                    .arg(done.value().hours)
                    .arg(done.value().late)
                    .arg(usage::instantText(done.value().until))
                    .arg(done.value().milliseconds));
    return context.done(QJsonObject{{u"hours"_s, done.value().hours}, {u"late"_s, done.value().late},
        {u"until"_s, usage::instantText(done.value().until)},
        {u"milliseconds"_s, done.value().milliseconds}});
}

Exit status(Context &context)
{
    auto asked = askUsage(context);
    if (auto *no = std::get_if<NoQuestion>(&asked))
        return no->exit;
    const UsageQuestion &question = std::get<UsageQuestion>(asked);
    const auto found = context.run(*question.session,
        [&](db::Sql &sql) { return usage::rollupStatus(sql, question.figures.source()); });
    if (!found)
        return context.failed(found.error());
    const RollupStatus &known = found.value();
    context.say(!known.there ? Words::tr("This database has no rollups; gatehousectl database rollup create "
                                         "makes them.")
            : !known.source
            ? Words::tr("There are rollups, but none of %1.").arg(question.figures.source().table())
            : Words::tr("%1 hours of %2 rows, complete until %3 as of the last refresh; percentiles from "
                        "them are at most 2 % off.")
                  .arg(known.hours)
                  .arg(QLocale().toString(known.rows))
                  .arg(usage::instantText(known.until)));
    return context.done(toJson(known));
}

Exit remove(Context &context)
{
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    if (auto sure = context.confirm(Words::tr("Drop the rollups of this database?")); !sure)
        return context.failed(sure.error());
    const trail::Actor actor = actorOf(*session.value());
    if (auto done = context.run(
            *session.value(), [&](db::Sql &sql) { return usage::removeRollup(sql, actor); });
        !done)
        return context.failed(done.error());
    context.say(Words::tr("The rollups are gone."));
    return context.done(QJsonObject{{u"removed"_s, true}});
}

} // namespace

std::vector<Command> rollupCommands()
{
    const std::vector<Option> options = usageOptions();
    return {
        {"database rollup create",
            QT_TRANSLATE_NOOP("Command", "Make hourly rollups of response times, and fill them"), options, {},
            create},
        {"database rollup refresh",
            QT_TRANSLATE_NOOP("Command", "Bring the rollups up to date, late rows included"), options, {},
            refresh},
        {"database rollup status", QT_TRANSLATE_NOOP("Command", "Say how far the rollups are"), options, {},
            status},
        {"database rollup remove", QT_TRANSLATE_NOOP("Command", "Drop the rollups"), {}, {}, remove},
    };
}

} // namespace gatehouse::commands
