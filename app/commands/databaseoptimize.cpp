// gatehousectl database optimize: tables, indexes, ANALYZE, figures.
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/optimize.h"

namespace gatehouse::commands {

namespace {

using care::OptimizeFigures;
using care::OptimizeItem;
using care::OptimizePlan;

QJsonObject itemJson(const OptimizeItem &item)
{
    return {{u"step"_s, care::optimizeStepId(item.step)}, {u"name"_s, item.schema + u'.' + item.name()},
        {u"table"_s, item.schema + u'.' + item.table}, {u"statement"_s, item.sql},
        {u"lock"_s, item.lock}, {u"why"_s, item.why}, {u"offered"_s, item.offered},
        {u"barred"_s, item.barred.isEmpty() ? QJsonValue() : QJsonValue(item.barred)}};
}

QJsonArray figuresJson(const std::vector<OptimizeFigures> &all)
{
    QJsonArray array;
    for (const OptimizeFigures &one : all)
        array.append(QJsonObject{{u"table"_s, one.schema + u'.' + one.table},
            {u"rows"_s, one.rows < 0 ? QJsonValue() : QJsonValue(one.rows)},
            {u"bytes"_s, orNull(one.bytes)}, {u"indexBytes"_s, orNull(one.indexBytes)},
            {u"indexes"_s, one.indexes}, {u"changedSinceAnalyze"_s, one.changed},
            {u"analyzed"_s,
                one.analyzed ? QJsonValue(one.analyzed->toString(Qt::ISODate)) : QJsonValue()}});
    return array;
}

void sayFigures(Context &context, const std::vector<OptimizeFigures> &all)
{
    cli::Table table{{Words::tr("Table"), Words::tr("Rows"), Words::tr("Size"), Words::tr("Indexes"),
                         Words::tr("Size of indexes"), Words::tr("Analyzed")},
        {}, {false, true, true, true, true, false}};
    const auto size = [](const std::optional<qint64> &bytes) {
        return bytes ? sizeText(*bytes) : Words::tr("held by somebody");
    };
    for (const OptimizeFigures &one : all)
        table.rows.push_back({one.schema + u'.' + one.table,
            one.rows < 0 ? Words::tr("not counted") : QString::number(one.rows, 'f', 0), size(one.bytes),
            QString::number(one.indexes), size(one.indexBytes),
            one.analyzed ? one.analyzed->toString(u"yyyy-MM-dd HH:mm"_s) : Words::tr("never")});
    context.table(table);
}

void sayPlan(Context &context, const OptimizePlan &plan)
{
    QString step;
    for (const OptimizeItem &item : plan.items) {
        if (const QString title = care::optimizeStepTitle(item.step); title != step) {
            step = title;
            context.say(title);
        }
        for (const QString &line : (item.sql + u';').split(u'\n'))
            context.say(u"  "_s + safeText(line, 2000));
        if (!item.barred.isEmpty())
            context.say(u"    "_s + Words::tr("Not possible: %1").arg(item.barred));
        else
            context.say(u"    "_s + Words::tr("Lock: %1. %2").arg(item.lock, item.why));
        if (!item.offered)
            context.say(u"    "_s + Words::tr("Made only with --slow."));
    }
    context.say(plan.slow);
}

Result<> recordFirst(Context &context, const trail::Actor &actor)
{
    if (context.text("record") != "create"_L1)
        return Done{};
    auto writer = context.open(false);
    if (!writer)
        return writer.error();
    auto made = context.run(
        *writer.value(), [&actor](db::Sql &sql) { return trail::create(sql, actor); });
    return made ? Result<>(Done{}) : Result<>(made.error());
}

QStringList wanted(const Context &context, const OptimizePlan &plan)
{
    const QStringList steps = context.texts("step");
    QStringList keys;
    for (const OptimizeItem &item : plan.items)
        if ((steps.isEmpty() || steps.contains(care::optimizeStepId(item.step)))
            && (item.offered || context.has("slow")))
            keys << item.key();
    return keys;
}

Exit run(Context &context, const db::Session &session, const OptimizePlan &plan, QJsonObject document)
{
    if (auto yes = context.confirm(Words::tr("Do this on %1?").arg(session.options().info.label())); !yes)
        return context.failed(yes.error());
    const trail::Actor actor = thisActor(session);
    if (auto recorded = recordFirst(context, actor); !recorded)
        return context.failed(recorded.error());
    const trail::Policy policy = context.text("record") == "skip"_L1 ? trail::Policy::Optional
                                                                     : trail::Policy::Required;
    care::OptimizeOutcome outcome;
    auto ran = care::optimize(session.options(), plan, policy, actor, context.token(),
        context.progress(), outcome);
    QJsonArray results;
    for (const care::OptimizeResult &one : outcome.results) {
        results.append(QJsonObject{
            {u"item"_s, one.key}, {u"good"_s, one.good}, {u"sentence"_s, one.sentence}});
        if (one.good)
            context.say(one.sentence);
        else
            context.warn(one.key.section(u' ', 1) + u": "_s + one.sentence);
    }
    if (!ran)
        return context.failed(ran.error());
    sayFigures(context, outcome.after);
    using Step = care::OptimizeStep;
    const QJsonObject done{{u"done"_s, true}, {u"tables"_s, outcome.count(Step::Tables)},
        {u"indexes"_s, outcome.count(Step::Indexes)}, {u"analyzed"_s, outcome.count(Step::Analyze)},
        {u"results"_s, results}, {u"failed"_s, QJsonArray::fromStringList(outcome.failed())},
        {u"after"_s, figuresJson(outcome.after)}};
    for (auto it = done.begin(); it != done.end(); ++it)
        document[it.key()] = it.value();
    return context.done(document, outcome.failed().isEmpty() ? Exit::Done : Exit::Differences);
}

Exit optimize(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto planned = context.run(
        *session.value(), [&known](db::Sql &sql) -> Result<OptimizePlan> {
            auto recognition = systems::recognise(sql, known);
            if (!recognition)
                return recognition.error();
            return care::planOptimize(sql, recognition.value());
        });
    if (!planned)
        return context.failed(planned.error());
    const OptimizePlan &plan = planned.value();
    const OptimizePlan part = plan.only(wanted(context, plan));
    QJsonArray steps;
    for (const OptimizeItem &item : plan.items)
        steps.append(itemJson(item));
    QJsonObject document{{u"steps"_s, steps}, {u"before"_s, figuresJson(plan.before)},
        {u"slow"_s, plan.slow}, {u"done"_s, false}};
    const QStringList chosen = context.texts("step");
    if (chosen != QStringList{u"stats"_s})
        sayPlan(context, plan);
    sayFigures(context, plan.before);
    if (!plan.barred.isEmpty() && !context.has("dry-run"))
        return context.failed(refused(plan.barred));
    if (!plan.barred.isEmpty())
        context.warn(plan.barred);
    if (context.has("dry-run") || part.items.empty()) {
        context.say(part.items.empty() ? Words::tr("There is nothing to do.")
                                       : Words::tr("Nothing was changed."));
        return context.done(document);
    }
    return run(context, *session.value(), part, document);
}

} // namespace

std::vector<Command> databaseoptimizeCommands()
{
    return {{"database optimize",
        QT_TRANSLATE_NOOP("Command", "Make missing tables and indexes of the guide, then ANALYZE"),
        withRecord({{"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would be done")},
            {"step", "STEP",
                QT_TRANSLATE_NOOP("Command", "Only this step; may be given several times; stats only shows figures"),
                false, true, Completion::None, {"tables", "indexes", "analyze", "stats"}},
            {"slow", nullptr,
                QT_TRANSLATE_NOOP("Command", "Also the indexes that only slow queries ask for")}}),
        {}, optimize,
        QT_TRANSLATE_NOOP("Command",
            "Shows each statement with its lock, and the figures of the tables before and after. "
            "Indexes are made CONCURRENTLY, one by one; one that fails does not stop the others, and "
            "ends with status 3.")}};
}

} // namespace gatehouse::commands
