#include "app/cli/terminal.h"
#include "app/commands/backupparts.h"
#include "app/commands/words.h"
#include "backup/restore.h"
#include "backup/tables.h"
#include "backup/unlock.h"
#include "base/safetext.h"

#include <QFileInfo>
#include <QJsonArray>

namespace gatehouse::commands {

namespace {

using backup::Finding;
using backup::Found;
using backup::Swap;

QJsonObject previewJson(const backup::Preview &preview)
{
    static const QStringList weights{u"good"_s, u"warning"_s, u"stop"_s};
    QJsonArray findings, visitors;
    for (const Finding &one : preview.findings)
        findings.append(
            QJsonObject{{u"weight"_s, weights.value(int(one.weight))}, {u"text"_s, one.text}});
    for (const backup::Visitor &one : preview.visitors)
        visitors.append(QJsonObject{{u"user"_s, one.user}, {u"application"_s, one.application},
            {u"address"_s, one.address}, {u"state"_s, one.state}});
    return {{u"possible"_s, preview.possible()}, {u"replaces"_s, preview.replaces},
        {u"findings"_s, findings}, {u"sessions"_s, visitors},
        {u"missingRoles"_s, QJsonArray::fromStringList(preview.missingRoles)},
        {u"missingExtensions"_s, QJsonArray::fromStringList(preview.missingExtensions)},
        {u"estimatedMs"_s,
            preview.estimatedMs < 0 ? QJsonValue() : QJsonValue(preview.estimatedMs)}};
}

void show(Context &context, const backup::Preview &preview)
{
    static const QStringList marks{u"  ok  "_s, u"  !!  "_s, u" stop "_s};
    for (const Finding &one : preview.findings)
        context.say(marks.value(int(one.weight)) + one.text);
    if (preview.visitors.empty())
        return;
    cli::Table table{{Words::tr("Will be disconnected"), Words::tr("Program"), Words::tr("From"),
                         Words::tr("State")},
        {}, {}};
    for (const backup::Visitor &one : preview.visitors)
        table.rows.push_back({one.user, one.application, one.address, one.state});
    context.table(table);
}

// OLD=NEW, where a name may hold = itself: the part that the backup knows counts.
Result<> addMapping(const QString &text, const QStringList &known, backup::RoleFates &fates)
{
    for (qsizetype at = text.indexOf(u'='); at >= 0; at = text.indexOf(u'=', at + 1)) {
        if (known.contains(text.first(at)) && at + 1 < text.size()) {
            fates[text.first(at)] = {backup::RoleFate::Kind::Map, text.mid(at + 1)};
            return Done{};
        }
    }
    return invalid(Words::tr("\"%1\" does not map a role of the backup: write OLD=NEW. Its roles are: "
                             "%2.")
                       .arg(safeText(text), safeText(known.join(u", "_s))));
}

Result<backup::RoleFates> fatesOf(const Context &context, const backup::Manifest &manifest)
{
    backup::RoleFates fates;
    for (const QString &text : context.texts("map-role")) {
        if (auto added = addMapping(text, manifest.roles, fates); !added)
            return added.error();
    }
    for (const QString &role : context.texts("skip-role"))
        fates[role] = {backup::RoleFate::Kind::Skip, {}};
    return fates;
}

// Chosen tables into a schema of their own; the database stays as it is beside it.
Exit restoreSome(Context &context, const Found &found)
{
    if (!found.manifest)
        return context.failed(invalid(found.trouble));
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    backup::TablesPlan plan{session.value()->options(), context.texts("table"),
        context.text("schema", u"restored_"_s + found.manifest->id)};
    if (context.has("into"))
        plan.server.info.database = context.text("into");
    if (auto yes =
            context.confirm(Words::tr("Bring %n table(s) back into the new schema %1 of %2?",
                nullptr, int(plan.tables.size()))
                                .arg(safeText(plan.schema), safeText(plan.server.info.label())));
        !yes)
        return context.failed(yes.error());
    auto done = backup::restoreTables(found, plan, context.token(), context.progress());
    if (!done)
        return context.failed(done.error());
    context.say(
        Words::tr("%1 row(s) of %n table(s) are in the schema %2, the same as in the backup.",
            nullptr, int(plan.tables.size()))
            .arg(QString::number(done.value().rows), safeText(plan.schema)));
    return context.done(QJsonObject{{u"schema"_s, plan.schema}, {u"rows"_s, done.value().rows},
        {u"tables"_s, QJsonArray::fromStringList(plan.tables)}});
}

Exit restore(Context &context)
{
    const auto jobs = context.number("jobs", 1, 1, 64);
    if (!jobs)
        return context.wrongUsage(jobs.error().text);
    if (!context.operands().isEmpty()) {
        if (const QString why = backup::whyNoBackup(context.operands().first()); !why.isEmpty())
            return context.failed(refused(why));
    }
    const auto found = unlockFor(context, chosenBackup(context));
    if (!found)
        return context.failed(found.error());
    if (context.has("table"))
        return restoreSome(context, found.value());
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    backup::RestorePlan plan;
    plan.server = session.value()->options();
    plan.target =
        context.text("into", found.value().manifest ? found.value().manifest->database : QString());
    plan.folder = backupFolder(context);
    plan.jobs = int(jobs.value());
    plan.safety = !context.has("no-safety-backup");
    plan.owners = !context.has("no-owners");
    plan.createRoles = context.has("create-roles");
    if (found.value().manifest) {
        const auto fates = fatesOf(context, *found.value().manifest);
        if (!fates)
            return context.wrongUsage(fates.error().text);
        plan.roles = fates.value();
    }
    if (found.value().key) { // what is there now is as confidential
        const auto kept = context.recoveryKey(db::WhenMissing::Make);
        if (!kept)
            return context.failed(kept.error());
        plan.recovery = kept.value().key;
        if (kept.value().made)
            context.warn(Words::tr("The safety backup is encrypted with your new recovery key, "
                                   "shown only now: %1")
                             .arg(plan.recovery->text().text()));
    }
    session.value()->drop(); // not to be in the way of the names
    if (const auto before = backup::restores(plan.server, context.token())) {
        for (const QString &sentence : before.value().repaired)
            context.warn(sentence);
    }
    auto seen = backup::preview(found.value(), plan, context.token(), context.progress());
    if (!seen)
        return context.failed(seen.error());
    show(context, seen.value());
    if (context.has("dry-run") || !seen.value().possible()) {
        if (!seen.value().possible())
            context.warn(Words::tr("This backup cannot be restored there; nothing was changed."));
        return context.done(
            previewJson(seen.value()), seen.value().possible() ? Exit::Done : Exit::Failed);
    }
    const QString question = seen.value().replaces
        ? Words::tr("Replace the database %1 by the backup %2? The old one is kept aside.")
        : Words::tr("Restore the backup %2 as the new database %1?");
    if (auto yes = context.confirm(question.arg(safeText(plan.target), found.value().name)); !yes)
        return context.failed(yes.error());
    auto done = backup::restore(found.value(), plan, context.token(), context.progress());
    if (!done)
        return context.failed(done.error());
    const Swap &swap = done.value().swap;
    context.say(
        Words::tr("Restored %1 in %2 s, compared with the manifest, and changed the names in "
                  "%3 ms.")
            .arg(safeText(swap.live))
            .arg(double(done.value().restoreMs) / 1000, 0, 'f', 1)
            .arg(done.value().swapMs));
    if (!swap.before.isEmpty())
        context.say(
            Words::tr("The old database is kept as %1; gatehousectl backup undo-restore brings "
                      "it back.")
                .arg(safeText(swap.before)));
    return context.done(QJsonObject{{u"database"_s, swap.live}, {u"before"_s, swap.before},
        {u"safety"_s, swap.safety}, {u"restoreMs"_s, done.value().restoreMs},
        {u"swapMs"_s, done.value().swapMs}, {u"preview"_s, previewJson(seen.value())}});
}

QString stateText(const Swap &swap)
{
    switch (swap.state) {
    case Swap::State::Done:
        return swap.before.isEmpty() ? Words::tr("restored")
                                     : Words::tr("restored, can be taken back");
    case Swap::State::Undone:
        return Words::tr("taken back");
    default:
        break;
    }
    return Words::tr("under way");
}

Exit listRestores(Context &context, const backup::Restores &all)
{
    cli::Table table{{Words::tr("Time (UTC)"), Words::tr("Database"), Words::tr("State"),
                         Words::tr("Kept aside"), Words::tr("Safety backup")},
        {}, {}};
    QJsonArray json;
    for (const Swap &swap : all.swaps) {
        const QString aside = swap.state == Swap::State::Undone ? swap.fresh : swap.before;
        table.rows.push_back({swap.at.toString(Qt::ISODate), swap.live, stateText(swap), aside,
            QFileInfo(swap.safety).fileName()});
        json.append(QJsonObject{{u"id"_s, swap.id}, {u"at"_s, swap.at.toString(Qt::ISODate)},
            {u"database"_s, swap.live}, {u"canUndo"_s, swap.canUndo()}, {u"aside"_s, aside},
            {u"safety"_s, swap.safety}});
    }
    if (all.swaps.empty())
        context.say(Words::tr("No restore of this server is known here."));
    else
        context.table(table);
    return context.done(QJsonObject{
        {u"restores"_s, json}, {u"repaired"_s, QJsonArray::fromStringList(all.repaired)}});
}

Exit undo(Context &context)
{
    const auto hours = context.number("forget", 24, 0, 100000);
    if (!hours)
        return context.wrongUsage(hours.error().text);
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const db::SessionOptions server = session.value()->options();
    session.value()->drop();
    auto all = backup::restores(server, context.token());
    if (!all)
        return context.failed(all.error());
    for (const QString &sentence : all.value().repaired)
        context.warn(sentence);
    if (context.has("list"))
        return listRestores(context, all.value());
    if (context.has("forget")) {
        if (auto yes = context.confirm(
                Words::tr("Drop the databases that restores put aside more than %n hour(s) ago?",
                    nullptr, int(hours.value())));
            !yes)
            return context.failed(yes.error());
        auto dropped = backup::dropAside(server, int(hours.value()), context.token());
        if (!dropped)
            return context.failed(dropped.error());
        context.say(
            Words::tr("%n database(s) (was|were) dropped.", nullptr, int(dropped.value().size())));
        return context.done(
            QJsonObject{{u"dropped"_s, QJsonArray::fromStringList(dropped.value())}});
    }
    if (auto yes = context.confirm(
            Words::tr("Take back the newest restore? Sessions of the database are ended."));
        !yes)
        return context.failed(yes.error());
    auto done = backup::undo(server, context.text("database"), context.token());
    if (!done)
        return context.failed(done.error());
    context.say(
        Words::tr("%1 is the database from before the restore again; the restored one is kept "
                  "as %2.")
            .arg(safeText(done.value().live), safeText(done.value().fresh)));
    return context.done(
        QJsonObject{{u"database"_s, done.value().live}, {u"aside"_s, done.value().fresh}});
}

} // namespace

std::vector<Command> backupRestoreCommands()
{
    const Operand which{"BACKUP",
        QT_TRANSLATE_NOOP("Command",
            "Its name, the beginning of it, or its folder; the newest if "
            "left out"),
        false, false, Completion::Folder};
    return {
        {"backup restore",
            QT_TRANSLATE_NOOP(
                "Command", "Restore a backup beside the database, compare, and swap names"),
            withKeys(withFolder({{"into", "NAME",
                            QT_TRANSLATE_NOOP("Command",
                                "The database to replace or to make; the one of the backup if left "
                                "out")},
                {"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would happen")},
                {"table", "NAME",
                    QT_TRANSLATE_NOOP("Command",
                        "Only the rows of this table, into a schema of their own; nothing is "
                        "swapped"),
                    false, true},
                {"schema", "NAME",
                    QT_TRANSLATE_NOOP("Command", "With --table: the schema that is made for them")},
                {"jobs", "N", QT_TRANSLATE_NOOP("Command", "Restore so many tables at once")},
                {"no-owners", nullptr, QT_TRANSLATE_NOOP("Command", "Leave out owners and rights")},
                {"create-roles", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Create missing roles, without login")},
                {"map-role", "OLD=NEW",
                    QT_TRANSLATE_NOOP("Command",
                        "What belonged to the missing role OLD, and its rights, go to NEW"),
                    false, true},
                {"skip-role", "NAME",
                    QT_TRANSLATE_NOOP("Command",
                        "Leave this missing role out: what belonged to it becomes yours"),
                    false, true},
                {"no-safety-backup", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Do not back up the present database first")}})),
            {which}, restore,
            QT_TRANSLATE_NOOP("Command",
                "The live database is not touched until the restored copy was compared with the "
                "manifest and the present one was backed up. Then both change names in one "
                "transaction. Plain SQL is refused.")},
        {"backup undo-restore",
            QT_TRANSLATE_NOOP("Command", "Bring back the database from before a restore"),
            {{"database", "NAME",
                 QT_TRANSLATE_NOOP("Command", "Of this name, instead of the newest restore")},
                {"list", nullptr, QT_TRANSLATE_NOOP("Command", "Show the restores of this server")},
                {"forget", "HOURS",
                    QT_TRANSLATE_NOOP(
                        "Command", "Drop the databases that were put aside more than HOURS ago")}},
            {}, undo,
            QT_TRANSLATE_NOOP(
                "Command", "What an interrupted restore left is repaired first, and said.")},
    };
}

} // namespace gatehouse::commands
