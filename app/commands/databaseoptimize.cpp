// gatehousectl database optimize: tables, indexes, ANALYZE, figures.
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/optimize.h"

namespace gatehouse::commands {

namespace {

Exit optimize(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto planned = context.run(
        *session.value(), [&known](db::Sql &sql) -> Result<care::OptimizePlan> {
            auto recognition = systems::recognise(sql, known);
            if (!recognition)
                return recognition.error();
            return care::planOptimize(sql, recognition.value());
        });
    if (!planned)
        return context.failed(planned.error());
    const care::OptimizePlan &plan = planned.value();
    for (const QString &line : plan.lines())
        context.say(safeText(line, 1000));
    const QJsonArray steps = QJsonArray::fromStringList(plan.lines());
    if (context.has("dry-run") || plan.lines().isEmpty()) {
        context.say(plan.lines().isEmpty() ? Words::tr("There is nothing to do.")
                                           : Words::tr("Nothing was changed."));
        return context.done(QJsonObject{{u"steps"_s, steps}, {u"done"_s, false}});
    }
    if (auto yes = context.confirm(Words::tr("Do this on %1?").arg(session.value()->options().info.label()));
        !yes)
        return context.failed(yes.error());
    const trail::Actor actor = thisActor(*session.value());
    if (context.text("record") == "create"_L1) {
        auto writer = context.open(false);
        if (!writer)
            return context.failed(writer.error());
        auto made = context.run(
            *writer.value(), [&actor](db::Sql &sql) { return trail::create(sql, actor); });
        if (!made)
            return context.failed(made.error());
    }
    const trail::Policy policy = context.text("record") == "skip"_L1 ? trail::Policy::Optional
                                                                     : trail::Policy::Required;
    auto done = care::optimize(session.value()->options(), plan, policy, actor, context.token(),
        context.progress());
    if (!done)
        return context.failed(done.error());
    const care::OptimizeOutcome &o = done.value();
    for (const QString &line : o.said)
        context.say(line);
    for (const QString &line : o.failed)
        context.warn(line);
    return context.done(QJsonObject{{u"steps"_s, steps}, {u"done"_s, true}, {u"tables"_s, o.tables},
                            {u"indexes"_s, o.indexes}, {u"analyzed"_s, o.analyzed},
                            {u"failed"_s, QJsonArray::fromStringList(o.failed)}},
        o.failed.isEmpty() ? Exit::Done : Exit::Differences);
}

} // namespace

std::vector<Command> databaseoptimizeCommands()
{
    return {{"database optimize",
        QT_TRANSLATE_NOOP("Command", "Make missing tables and indexes of the guide, then ANALYZE"),
        withRecord({{"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would be done")}}),
        {}, optimize}};
}

} // namespace gatehouse::commands
