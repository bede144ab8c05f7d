#include "app/cli/terminal.h"
#include "app/commands/schemaparts.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "versions/stamp.h"

#include <QJsonArray>

#include <algorithm>

namespace gatehouse::commands {

namespace {

using versions::StampPlan;
using versions::State;

Result<State> chosenState(const OpenSchema &open)
{
    std::vector<State> with;
    QStringList names;
    for (const State &state : open.states) {
        if (state.tool.isEmpty())
            continue;
        with.push_back(state);
        names << safeText(state.schema + u'.' + state.table, 120);
    }
    if (with.empty())
        return refused(Words::tr("No tool keeps versions here. Name the project's folder with "
                                 "--project when it has one."));
    if (with.size() > 1)
        return invalid(
            Words::tr("Several version tables are there: %1. Name a schema with --schema.")
                .arg(names.join(u", "_s)));
    return with.front();
}

Result<StampPlan> planned(Context &context, const OpenSchema &open)
{
    auto state = chosenState(open);
    if (!state)
        return state.error();
    versions::StampWish wish;
    wish.state = state.value();
    wish.target = context.operands().value(0);
    wish.unverified = context.has("unverified");
    const auto match = std::find_if(open.found.matches.begin(), open.found.matches.end(),
        [&wish](const systems::Match &one) { return one.schema == wish.state.schema; });
    return context.run(*open.session, [&](db::Sql &sql) -> Result<StampPlan> {
        if (match != open.found.matches.end()) {
            auto drift = versions::readDrift(sql, open.found, *match);
            if (drift)
                wish.drift = std::move(drift).value();
            else if (drift.error().kind != Error::Kind::Invalid)
                return drift.error();
        }
        return versions::planStamp(sql, wish);
    });
}

QJsonObject planJson(const StampPlan &plan, bool dry)
{
    return {{u"tool"_s, plan.wish.state.tool}, {u"schema"_s, plan.wish.state.schema},
        {u"table"_s, plan.wish.state.table}, {u"before"_s, QJsonArray::fromStringList(plan.before)},
        {u"after"_s, QJsonArray::fromStringList(plan.after)}, {u"sql"_s, plan.sql()},
        {u"verified"_s, plan.verified}, {u"warnings"_s, QJsonArray::fromStringList(plan.warnings)},
        {u"dryRun"_s, dry}};
}

Result<bool> act(Context &context, const OpenSchema &open, const StampPlan &plan)
{
    const trail::Actor actor = trail::thisProcess(
        u"gatehousectl " GATEHOUSE_VERSION ""_s, open.session->options().info.label());
    const QString record = context.text("record", u"require"_s);
    return context.run(*open.session, [&](db::Sql &sql) -> Result<bool> {
        if (record == "create"_L1) {
            if (auto made = trail::create(sql, actor); !made)
                return made.error();
        }
        auto recorder = trail::Recorder::open(
            sql, record == "skip"_L1 ? trail::Policy::Optional : trail::Policy::Required, actor);
        if (!recorder)
            return recorder.error();
        return versions::stamp(sql, plan, recorder.value());
    });
}

Exit stamp(Context &context)
{
    const bool dry = context.has("dry-run");
    auto open = openSchema(context, dry);
    if (!open)
        return context.failed(open.error());
    auto plan = planned(context, open.value());
    if (!plan)
        return context.failed(plan.error());
    context.say(plan.value().verified);
    for (const QString &warning : plan.value().warnings)
        context.warn(warning);
    if (!plan.value().refusal.isEmpty())
        return context.failed(refused(plan.value().refusal));
    context.say(plan.value().sql());
    if (dry) {
        context.say(Words::tr("Nothing was changed."));
        return context.done(planJson(plan.value(), true));
    }
    const QString to = safeText(plan.value().after.join(u", "_s), 120);
    if (auto yes = context.confirm(Words::tr("Stamp %1 with %2? No step is run, no table of the "
                                             "service is touched.")
                                       .arg(safeText(plan.value().wish.state.table, 80), to));
        !yes)
        return context.failed(yes.error());
    auto recorded = act(context, open.value(), plan.value());
    if (!recorded)
        return context.failed(recorded.error());
    context.say(recorded.value() ? Words::tr("Stamped %1, and recorded in the audit trail.").arg(to)
                                 : Words::tr("Stamped %1; it could not be recorded.").arg(to));
    QJsonObject json = planJson(plan.value(), false);
    json.insert(u"recorded"_s, recorded.value());
    return context.done(json);
}

} // namespace

std::vector<Command> schemaStampCommands()
{
    std::vector<Option> options = withProject(
        {{"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would happen")},
            {"unverified", nullptr,
                QT_TRANSLATE_NOOP("Command",
                    "Stamp although the structure differs, or there is nothing to compare with")},
            {"record", "HOW",
                QT_TRANSLATE_NOOP("Command",
                    "What becomes of the audit trail: require (the default) refuses what cannot be "
                    "recorded, create makes it first, skip changes without a record"),
                false, false, Completion::None, {"require", "create", "skip"}}});
    return {{"schema stamp",
        QT_TRANSLATE_NOOP("Command",
            "Verify the structure, then tell the tool which version it is at, without running a "
            "step"),
        std::move(options),
        {{"VERSION", QT_TRANSLATE_NOOP("Command", "The version, or head, the default"), false}},
        stamp,
        QT_TRANSLATE_NOOP("Command",
            "The cure for tables that the service made before its migration tool could. Compares "
            "the structure first and refuses while a difference would break the service. One "
            "transaction, with an entry in the audit trail. Flyway and Prisma are told by their "
            "own commands.")}};
}

} // namespace gatehouse::commands
