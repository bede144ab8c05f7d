#include "app/cli/terminal.h"
#include "app/commands/schemaparts.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "versions/sentence.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace gatehouse::commands {

namespace {

using versions::Drift;
using versions::State;
using versions::Verdict;

constexpr size_t kShown = 40; // revisions, without --all

QString marks(const versions::Revision &one)
{
    QStringList all;
    if (one.failed)
        all << Words::tr("failed half way");
    else if (one.noFile)
        all << Words::tr("applied, NO FILE");
    else
        all << (one.applied ? Words::tr("applied") : Words::tr("pending"));
    if (one.edited)
        all << Words::tr("edited");
    if (one.current)
        all << Words::tr("current");
    if (one.head)
        all << Words::tr("head");
    return all.join(u", "_s);
}

void printState(Context &context, const State &state, bool whole)
{
    context.say(Words::tr("Schema %1: %2").arg(safeText(state.schema, 80), state.sentence));
    cli::Table table{
        {Words::tr("Version"), Words::tr("State"), Words::tr("Comes after"), Words::tr("Title")},
        {}};
    const size_t from =
        whole || state.revisions.size() <= kShown ? 0 : state.revisions.size() - kShown;
    for (size_t i = from; i < state.revisions.size(); ++i) {
        const versions::Revision &one = state.revisions[i];
        table.rows.push_back(
            {one.id, marks(one), (one.parents + one.depends).join(u", "_s), one.title});
    }
    if (from > 0)
        context.say(Words::tr("%n older step(s) left out; --all shows them.", nullptr, int(from)));
    if (!table.rows.empty())
        context.table(table);
    for (const versions::Issue &issue : state.issues)
        context.say(u"  "_s + issue.text);
}

Exit status(Context &context)
{
    auto open = openSchema(context, true);
    if (!open)
        return context.failed(open.error());
    QJsonArray json;
    bool fine = true;
    for (const State &state : open.value().states) {
        printState(context, state, context.has("all"));
        context.say({});
        json.append(stateJson(state));
        fine = fine && (state.verdict == Verdict::Current || state.verdict == Verdict::None);
    }
    if (open.value().states.empty())
        context.say(Words::tr("No version table and no known system was found."));
    return context.done(QJsonObject{{u"states"_s, json}}, fine ? Exit::Done : Exit::Differences);
}

void printTree(Context &context, const std::vector<catalog::Difference> &all)
{
    static const char *const marks[] = {"  ", "! ", "X "};
    for (const catalog::Difference &one : all) {
        if (!one.children.empty()) {
            context.say(safeText(one.where(), 120));
            printTree(context, one.children);
            continue;
        }
        context.say(u"  "_s + QString::fromLatin1(marks[int(one.severity)]) + catalog::sentence(one)
            + u' ' + one.why);
    }
}

Exit tell(Context &context, const Drift &drift)
{
    context.say(Words::tr("Schema %1. %2").arg(safeText(drift.schema, 80), drift.sentence));
    const QString script = catalog::mendScript(drift.differences, drift.schema);
    if (context.has("sql"))
        context.say(script);
    else
        printTree(context, drift.differences);
    QJsonObject json = driftJson(drift);
    if (context.has("sql"))
        json.insert(u"sql"_s, script);
    return context.done(json, drift.any() ? Exit::Differences : Exit::Done);
}

Exit diff(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto drift = askedDrift(context, *session.value());
    return drift ? tell(context, drift.value()) : context.failed(drift.error());
}

Exit layout(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const QString schema = context.text("schema", u"public"_s);
    auto found = context.run(
        *session.value(), [&schema](db::Sql &sql) { return catalog::read(sql, schema); });
    if (!found)
        return context.failed(found.error());
    const QJsonObject json = catalog::toJson(found.value());
    if (!context.json())
        context.say(QString::fromUtf8(QJsonDocument(json).toJson()).trimmed());
    return context.done(json);
}

} // namespace

std::vector<Command> schemaCommands()
{
    std::vector<Command> all{
        {"schema status",
            QT_TRANSLATE_NOOP("Command",
                "Say which version the schema is at, as Alembic, Rails, Flyway, golang-migrate, "
                "Django or Prisma keep it"),
            withProject({{"all", nullptr, QT_TRANSLATE_NOOP("Command", "Show every step")}}), {},
            status,
            QT_TRANSLATE_NOOP("Command",
                "Exit status 3 when a schema is not at its newest version: steps pending, not "
                "stamped, several heads, a step that failed half way, a file that is missing or "
                "was edited.")},
        {"schema diff",
            QT_TRANSLATE_NOOP(
                "Command", "Compare the live structure with the one that its system should have"),
            withComparison({{"sql", nullptr,
                    QT_TRANSLATE_NOOP(
                        "Command", "Print the SQL that would mend it, to be reviewed")}}),
            {}, diff,
            QT_TRANSLATE_NOOP("Command",
                "Reads catalogs only and changes nothing. X breaks the service, ! costs speed or "
                "protection, the rest is harmless. Exit status 3 when there are differences.")},
        {"schema layout",
            QT_TRANSLATE_NOOP("Command", "Print the structure of a schema as JSON, to be compared"),
            {{"schema", "NAME", QT_TRANSLATE_NOOP("Command", "The schema, public by default")}}, {},
            layout},
    };
    for (Command &one : schemaStampCommands())
        all.push_back(std::move(one));
    return all;
}

} // namespace gatehouse::commands
