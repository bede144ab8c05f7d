// gatehousectl database explain (D5).
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/explain.h"

#include <QJsonDocument>

namespace gatehouse::commands {

namespace {

using care::PlanNode;

QString lineOf(const PlanNode &node, bool analyzed, int depth)
{
    QString text = QString(depth * 2, u' ') + node.type;
    if (!node.relation.isEmpty())
        text += Words::tr(" on %1").arg(node.relation);
    if (!node.index.isEmpty())
        text += Words::tr(" by %1").arg(node.index);
    text += analyzed ? Words::tr("  %1 ms, %2 rows")
                           .arg(node.ms, 0, 'f', 2)
                           .arg(qint64(node.realRows))
                     : Words::tr("  cost %1, about %2 rows")
                           .arg(node.cost, 0, 'f', 0)
                           .arg(qint64(node.rows));
    if (!node.condition.isEmpty())
        text += u"  ["_s + node.condition + u']';
    if (!node.filter.isEmpty())
        text += Words::tr("  filter %1").arg(node.filter);
    return node.hot ? text + Words::tr("  <-- most of it") : text;
}

void print(Context &context, const PlanNode &node, bool analyzed, int depth)
{
    context.say(safeText(lineOf(node, analyzed, depth)));
    for (const PlanNode &child : node.children)
        print(context, child, analyzed, depth + 1);
}

Exit explain(Context &context)
{
    const auto seconds = context.number("timeout", 15, 1, 3600);
    if (!seconds)
        return context.wrongUsage(seconds.error().text);
    const QString text = context.operands().join(u' ');
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const bool analyze = context.has("analyze");
    auto plan = context.run(*session.value(), [&](db::Sql &sql) {
        return care::explain(sql, text, analyze, int(seconds.value()) * 1000);
    });
    if (!plan)
        return context.failed(plan.error());
    const care::PlanVerdict verdict = care::judgePlan(plan.value());
    print(context, plan.value().root, plan.value().analyzed, 0);
    context.say({});
    if (plan.value().generic)
        context.say(Words::tr("Planned without knowing the values of $1, $2 ..."));
    QJsonArray points;
    static const QStringList levels{u"good"_s, u"info"_s, u"warn"_s};
    for (const auto &point : verdict.points) {
        context.say(safeText(point.sentence, 1000));
        points.append(QJsonObject{
            {u"level"_s, levels.value(int(point.level))}, {u"text"_s, point.sentence}});
    }
    return context.done(QJsonObject{{u"analyzed"_s, plan.value().analyzed},
        {u"generic"_s, plan.value().generic}, {u"cost"_s, plan.value().root.cost},
        {u"planningMs"_s, plan.value().planningMs}, {u"executionMs"_s, plan.value().executionMs},
        {u"verdict"_s, points}, {u"statements"_s, QJsonArray::fromStringList(verdict.statements)},
        {u"plan"_s, QJsonDocument::fromJson(plan.value().json).array()}});
}

} // namespace

std::vector<Command> databaseexplainCommands()
{
    return {{"database explain",
        QT_TRANSLATE_NOOP("Command", "The plan of a statement as a tree, its hot spot and a verdict"),
        {{"analyze", nullptr,
             QT_TRANSLATE_NOOP("Command",
                 "Run it, in a read-only transaction that is rolled back, and measure")},
            {"timeout", "SECONDS",
                QT_TRANSLATE_NOOP("Command", "How long it may take, 15 without this")}},
        {{"STATEMENT", QT_TRANSLATE_NOOP("Command", "One SQL statement, in quotes"), true, true}},
        explain,
        QT_TRANSLATE_NOOP("Command",
            "Nothing is run without --analyze. A statement with $1, $2 and so on in place of values "
            "is planned without knowing them.")}};
}

} // namespace gatehouse::commands
