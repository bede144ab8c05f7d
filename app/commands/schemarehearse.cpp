#include "app/commands/schemasteps.h"
#include "app/commands/words.h"
#include "backup/load.h"
#include "backup/scratch.h"
#include "base/safetext.h"
#include "versions/rehearsal.h"

#include <QDir>
#include <QJsonArray>

namespace gatehouse::commands {
namespace {

using namespace versions;

struct Source
{
    QString name;
    decltype(RehearsalPlan::fill) fill;
};

Result<Source> source(const Context &context, const db::SessionOptions &from, bool ledgerExists)
{
    const QString kind = context.text("from", u"schema"_s);
    if (kind != "backup"_L1) {
        backup::ScratchPlan plan{from, {}, kind == "data"_L1};
        if (ledgerExists)
            plan.alsoData = QStringList{u"gatehouse.schema_steps"_s, u"gatehouse.schema_statements"_s};
        return Source{kind,
            [plan](const db::SessionOptions &scratch, const CancelToken &token,
                const ReportProgress &) mutable -> Result<> {
                plan.into = scratch;
                return backup::copyInto(plan, token);
            }};
    }
    const QString given = context.text("folder");
    const QString folder = given.isEmpty() ? backup::defaultFolder() : QDir(given).absolutePath();
    auto all = backup::listBackups(folder);
    if (!all)
        return all.error();
    const backup::Found *newest = backup::newestProven(all.value(), from.info.database);
    if (!newest)
        return refused(Words::tr("There is no proven backup of %1 in %2 to rehearse on. Make one: "
                                 "gatehousectl backup create.")
                           .arg(safeText(from.info.database), folder));
    return Source{newest->name,
        [found = *newest](const db::SessionOptions &scratch, const CancelToken &token,
            const ReportProgress &report) -> Result<> {
            auto loaded = backup::load(
                found, {scratch.info, scratch.password, 1, false, {}}, token, report);
            if (!loaded)
                return loaded.error();
            return Done{};
        }};
}

Exit go(Context &context)
{
    auto opened = openSteps(context, Way::Up, true);
    if (!opened)
        return context.failed(opened.error());
    OpenSteps open = std::move(opened).value();
    return rehearseSteps(context, open);
}

} // namespace

Exit rehearseSteps(Context &context, OpenSteps &open)
{
    const auto kept = context.run(*open.session, [](db::Sql &sql) { return ledger(sql); });
    if (!kept)
        return context.failed(kept.error());
    auto from = source(context, open.plan.server, kept.value().exists);
    if (!from)
        return context.failed(from.error());
    open.session->drop();
    RehearsalPlan plan{open.plan, from.value().name, from.value().fill, context.has("private")};
    const auto done = rehearse(plan, context.token(), context.progress());
    if (!done)
        return context.failed(done.error());
    const Rehearsal &told = done.value();
    if (told.steps.isEmpty() && told.good())
        context.say(Words::tr("Every step is applied; there was nothing to rehearse."));
    else if (told.good())
        context.say(told.sentence());
    for (const QString &finding : told.findings)
        context.warn(finding);
    for (const QString &note : told.notes)
        context.say(Words::tr("Note: %1").arg(note));
    return context.done(
        QJsonObject{{u"good"_s, told.good()}, {u"source"_s, told.source},
            {u"steps"_s, QJsonArray::fromStringList(told.steps)},
            {u"findings"_s, QJsonArray::fromStringList(told.findings)},
            {u"notes"_s, QJsonArray::fromStringList(told.notes)}, {u"oneWay"_s, told.oneWay},
            {u"upMs"_s, told.upMs}, {u"downMs"_s, told.downMs}, {u"againMs"_s, told.againMs},
            {u"rows"_s, told.rows}},
        told.good() ? Exit::Done : Exit::Differences);
}

std::optional<Rehearsal> knownRehearsal(
    Context &context, OpenSteps &open, const Preview &preview, const QString &how)
{
    std::vector<Task> tasks;
    for (const PreviewStep &step : preview.steps)
        tasks.push_back(step.task);
    const auto key = context.run(*open.session,
        [&](db::Sql &sql) { return rehearsalKey(sql, open.plan, tasks); });
    auto known = key ? remembered(key.value()) : std::optional<Rehearsal>();
    if (known)
        context.say(known->sentence());
    else if (preview.wantsRehearsal())
        context.say(Words::tr("This was not rehearsed on this layout yet: %1.").arg(how));
    return known;
}

Result<> rehearsedEnough(const Context &context, const Preview &preview,
    const std::optional<Rehearsal> &known, const QString &how)
{
    if (context.has("without-rehearsal") || !preview.wantsRehearsal() || (known && known->good()))
        return Done{};
    if (known)
        return refused(
            Words::tr("Nothing was changed: the rehearsal of this failed. Mend what it found and "
                      "rehearse again with %1; --without-rehearsal runs it all the same.")
                .arg(how),
            known->findings.join(u' '));
    return refused(
        Words::tr("Nothing was changed: this was not rehearsed on this layout. Try it on a scratch "
                  "copy first with %1; --without-rehearsal runs it all the same.")
            .arg(how));
}

Option withoutRehearsal()
{
    return {"without-rehearsal", nullptr,
        QT_TRANSLATE_NOOP("Command", "Run it although no rehearsal of it went well")};
}

std::vector<Option> withCopy(std::vector<Option> own)
{
    own.push_back({"from", "WHAT",
        QT_TRANSLATE_NOOP("Command",
            "What the copy is made of: the definitions alone (schema), the rows too (data), or the "
            "newest proven backup (backup)"),
        false, false, Completion::None, {"schema", "data", "backup"}});
    own.push_back({"private", nullptr,
        QT_TRANSLATE_NOOP("Command",
            "In a PostgreSQL of our own on this machine, also where the server would let us create "
            "a database")});
    return own;
}

std::vector<Command> schemaRehearseCommands()
{
    return {{"schema rehearse",
        QT_TRANSLATE_NOOP("Command", "Try the pending steps up, down and up on a scratch copy"),
        withSteps(withCopy({
            {"to", "STEP",
                QT_TRANSLATE_NOOP("Command", "The last step to rehearse, instead of all")},
            {"safe", nullptr,
                QT_TRANSLATE_NOOP(
                    "Command", "Use the safe way of statements that would stop the service")},
            {"as-written", nullptr,
                QT_TRANSLATE_NOOP(
                    "Command", "Run statements although they would stop the service")},
            {"folder", "DIR",
                QT_TRANSLATE_NOOP(
                    "Command", "Where backups lie, instead of the folder of this user"),
                false, false, Completion::Folder}})),
        {}, go,
        QT_TRANSLATE_NOOP("Command",
            "The copy is a database beside the real one where this role may create it, else a "
            "private PostgreSQL, and is dropped afterwards. Definitions and contents are compared "
            "after each turn. Exit status 3 when the rehearsal failed. The result is remembered for "
            "these steps and this layout.")}};
}

} // namespace gatehouse::commands
