#include "app/commands/schemasteps.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "versions/rehearsal.h"

#include <QJsonArray>

namespace gatehouse::commands {
namespace {

using namespace versions;

std::function<void(const QString &)> lines(Context &context)
{
    return [&context](const QString &line) { context.say(u"  "_s + line); };
}

// After a failure: what is true now, since a step that runs statement by statement may be half.
Exit tellFailed(Context &context, OpenSteps &open, const Error &error)
{
    const auto stand = context.run(*open.session, [&open](db::Sql &sql) {
        return standings(sql, open.plan.schema, open.plan.steps);
    });
    bool half = false;
    for (size_t i = 0; stand && i < stand.value().size(); ++i) {
        const Standing &one = stand.value().at(i);
        if (!one.isHalf())
            continue;
        half = true;
        context.warn(open.plan.steps.at(i).id + u": "_s + one.sentence(open.plan.steps.at(i)));
        context.warn(one.state == Standing::State::HalfUp
                ? Words::tr("gatehousectl schema upgrade finishes it, gatehousectl schema downgrade "
                            "undoes it.")
                : Words::tr("gatehousectl schema downgrade finishes it."));
    }
    return half && error.kind != Error::Kind::Connection && error.kind != Error::Kind::Cancelled
        ? context.failed(error, Exit::Differences)
        : context.failed(error);
}

Exit mend(Context &context, OpenSteps &open)
{
    open.plan.consent = true;
    if (auto yes = context.confirm(
            Words::tr("Build the invalid indexes of %1 anew, beside the running service?")
                .arg(safeText(open.plan.schema)));
        !yes)
        return context.failed(yes.error());
    open.session->drop();
    const auto done =
        mendIndexes(open.plan, context.token(), context.progress(), lines(context));
    if (!done)
        return context.failed(done.error());
    context.say(Words::tr("%n invalid index(es) (was|were) mended.", nullptr,
        int(done.value().rebuilt.size())));
    return context.done(outcomeJson(done.value()));
}

Exit go(Context &context, Way way)
{
    auto opened = openSteps(context, way, context.has("dry-run"));
    if (!opened)
        return context.failed(opened.error());
    OpenSteps open = std::move(opened).value();
    UpgradePlan &plan = open.plan;
    if (way == Way::Up && context.has("mend-indexes"))
        return mend(context, open);
    const auto seen =
        context.run(*open.session, [&plan](db::Sql &sql) { return preview(sql, plan); });
    if (!seen)
        return context.failed(seen.error());
    show(context, plan, seen.value());
    QJsonObject document = previewJson(plan, seen.value());
    const QString how = u"gatehousectl schema rehearse"_s;
    std::optional<Rehearsal> known;
    if (way == Way::Up && !seen.value().steps.empty()) {
        known = knownRehearsal(context, open, seen.value(), how);
        document.insert(u"rehearsal"_s, known ? QJsonValue(known->good()) : QJsonValue());
    }
    if (!seen.value().barred.isEmpty() && !context.has("dry-run"))
        return context.failed(refused(seen.value().barred));
    if (seen.value().nothingToDo() || context.has("dry-run")) {
        if (seen.value().nothingToDo())
            context.say(way == Way::Up ? Words::tr("Every step is applied; there is nothing to do.")
                                       : Words::tr("No step is applied; there is nothing to undo."));
        return context.done(document);
    }
    if (way == Way::Up) {
        if (auto enough = rehearsedEnough(context, seen.value(), known, how); !enough)
            return context.failed(enough.error());
    }
    const int steps = int(seen.value().steps.size());
    if (auto yes = context.confirm(way == Way::Up
                ? Words::tr("Apply %n step(s) to %1?", nullptr, steps)
                      .arg(safeText(plan.server.info.label()))
                : Words::tr("Undo %n step(s) of %1?", nullptr, steps)
                      .arg(safeText(plan.server.info.label())));
        !yes)
        return context.failed(yes.error());
    plan.consent = true;
    if (auto made = makeTrail(context, open); !made)
        return context.failed(made.error());
    const auto done = upgrade(plan, context.token(), context.progress(), lines(context));
    if (!done)
        return tellFailed(context, open, done.error());
    context.say(done.value().nothingToDo()
            ? Words::tr("Another program did it meanwhile; there was nothing left to do.")
            : Words::tr("Done: %n step(s).", nullptr, int(done.value().acts.size())));
    QJsonObject told = outcomeJson(done.value());
    told.insert(u"preview"_s, document);
    return context.done(told);
}

std::vector<Option> stepping(std::vector<Option> own)
{
    own.push_back({"safe", nullptr,
        QT_TRANSLATE_NOOP(
            "Command", "Use the safe way of statements that would stop the service")});
    return withSteps(withRunning(std::move(own)));
}

} // namespace

std::vector<Command> schemaupgradeCommands()
{
    std::vector<Command> all{
        {"schema upgrade",
            QT_TRANSLATE_NOOP("Command", "Apply upgrade steps beside the running service"),
            stepping({{"to", "STEP",
                             QT_TRANSLATE_NOOP("Command", "The last step to apply, instead of all")},
                withoutRehearsal(),
                {"mend-indexes", nullptr,
                    QT_TRANSLATE_NOOP(
                        "Command", "Only build anew the indexes that a failed build left invalid")}}),
            {}, [](Context &context) { return go(context, Way::Up); },
            QT_TRANSLATE_NOOP("Command",
                "Shows the SQL, its locks, the sizes and who is in the way, then asks. Refuses steps "
                "that were not rehearsed on this layout. A step that was begun and did not end is "
                "finished. Exit status 3 when a step is half applied: "
                "the output says at which statement.")},
        {"schema downgrade",
            QT_TRANSLATE_NOOP("Command", "Undo the newest applied step, or a half-applied one"),
            stepping({{"to", "STEP",
                QT_TRANSLATE_NOOP("Command", "The first step to undo, with all after it")}}),
            {}, [](Context &context) { return go(context, Way::Down); },
            QT_TRANSLATE_NOOP("Command",
                "What it destroys is said before, and needs a proven backup or --no-backup.")},
    };
    for (Command &command : schemaRehearseCommands())
        all.push_back(std::move(command));
    for (Command &command : schemaMendCommands())
        all.push_back(std::move(command));
    return all;
}

} // namespace gatehouse::commands
