#include "app/commands/schemaparts.h"
#include "app/commands/schemasteps.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "versions/mend.h"

#include <QJsonArray>

namespace gatehouse::commands {
namespace {

using namespace versions;

struct OpenMend
{
    OpenSteps open;
    MendStep mend;
};

Result<OpenMend> openMend(Context &context)
{
    auto session = context.open(context.has("dry-run") || context.has("rehearse"));
    if (!session)
        return session.error();
    auto drift = askedDrift(context, *session.value());
    if (!drift)
        return drift.error();
    auto mend = mendStep(drift.value(), context.texts("only"));
    if (!mend)
        return mend.error();
    OpenMend all{{std::move(session).value(), {}}, std::move(mend).value()};
    UpgradePlan &plan = all.open.plan;
    plan.server = all.open.session->options();
    plan.schema = drift.value().schema;
    if (auto good = fillPlan(context, plan); !good)
        return good.error();
    Step step = all.mend.step;
    if (!plan.acceptUnsafe) {
        auto safe = madeSafe(step, Way::Up);
        if (!safe)
            return safe.error();
        step = std::move(safe).value();
    }
    if (!step.upStatements.empty())
        plan.steps = {step};
    return all;
}

// What is true afterwards, well or not: the differences that are there still.
Exit tellLeft(Context &context, const OpenMend &mend, QJsonObject document)
{
    const auto drift = askedDrift(context, *mend.open.session);
    if (!drift)
        return context.failed(drift.error());
    context.say(drift.value().sentence);
    document.insert(u"now"_s, driftJson(drift.value()));
    return context.done(document, drift.value().any() ? Exit::Differences : Exit::Done);
}

Exit run(Context &context, OpenMend &all, QJsonObject document)
{
    UpgradePlan &plan = all.open.plan;
    plan.consent = true;
    if (auto made = makeTrail(context, all.open); !made)
        return context.failed(made.error());
    const auto done = upgrade(plan, context.token(), context.progress(),
        [&context](const QString &line) { context.say(u"  "_s + line); });
    if (!done) {
        if (!plan.steps.front().together)
            context.warn(Words::tr("What ran before it stays; \"gatehousectl schema diff\" says what "
                                   "is left."));
        return context.failed(done.error());
    }
    document.insert(u"outcome"_s, outcomeJson(done.value()));
    return tellLeft(context, all, document);
}

Exit go(Context &context)
{
    Result<OpenMend> opened = openMend(context);
    if (!opened)
        return context.failed(opened.error());
    OpenMend all = std::move(opened).value();
    const QString how = u"gatehousectl schema mend --rehearse"_s;
    for (const QString &left : all.mend.left)
        context.say(Words::tr("Left alone: %1").arg(left));
    QJsonObject document{{u"left"_s, QJsonArray::fromStringList(all.mend.left)},
        {u"cautions"_s, QJsonArray::fromStringList(all.mend.cautions)},
        {u"mended"_s, all.mend.mended}};
    if (all.open.plan.steps.empty()) {
        context.say(Words::tr("There is nothing to mend."));
        return context.done(document, all.mend.left.isEmpty() ? Exit::Done : Exit::Differences);
    }
    if (context.has("rehearse"))
        return rehearseSteps(context, all.open);
    const auto seen = context.run(*all.open.session,
        [&all](db::Sql &sql) { return preview(sql, all.open.plan); });
    if (!seen)
        return context.failed(seen.error());
    show(context, all.open.plan, seen.value());
    for (const QString &caution : all.mend.cautions)
        context.say(Words::tr("Before mending: %1").arg(caution));
    const auto known = knownRehearsal(context, all.open, seen.value(), how);
    document.insert(u"preview"_s, previewJson(all.open.plan, seen.value()));
    document.insert(u"rehearsal"_s, known ? QJsonValue(known->good()) : QJsonValue());
    if (context.has("dry-run"))
        return context.done(document, Exit::Differences);
    if (!seen.value().barred.isEmpty())
        return context.failed(refused(seen.value().barred));
    if (auto enough = rehearsedEnough(context, seen.value(), known, how); !enough)
        return context.failed(enough.error());
    if (auto yes = context.confirm(Words::tr("Mend %n difference(s) of %1?", nullptr, all.mend.mended)
                                       .arg(safeText(all.open.plan.server.info.label())));
        !yes)
        return context.failed(yes.error());
    return run(context, all, document);
}

} // namespace

std::vector<Command> schemaMendCommands()
{
    return {{"schema mend",
        QT_TRANSLATE_NOOP("Command", "Run the SQL that mends what \"schema diff\" found"),
        withComparison(withCopy(withRunning({{"only", "PLACE",
                                                 QT_TRANSLATE_NOOP("Command",
                                                     "Only this difference, as \"schema diff\" "
                                                     "names it, or only this table"),
                                                 false, true},
            {"rehearse", nullptr,
                QT_TRANSLATE_NOOP("Command", "Only try it on a scratch copy, and remember how it went")},
            withoutRehearsal()}))),
        {}, go,
        QT_TRANSLATE_NOOP("Command",
            "Shows each statement with its lock, the sizes and who is in the way, then asks; "
            "statements that would stop the service run in their safe way. What is there without "
            "being expected, and may serve somebody, is left alone. Exit status 3 when differences "
            "are left.")}};
}

} // namespace gatehouse::commands
