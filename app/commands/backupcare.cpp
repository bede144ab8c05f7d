#include "app/cli/terminal.h"
#include "app/commands/backupparts.h"
#include "app/commands/words.h"
#include "backup/restore.h"
#include "backup/retention.h"
#include "backup/schedule.h"
#include "base/clock.h"
#include "base/partfolder.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "base/settings.h"
#include "db/profile.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace gatehouse::commands {

namespace {

using backup::Judged;
using backup::Retention;
using backup::Schedule;
using backup::Scheduled;

Result<Retention> rulesOf(const Context &context)
{
    Retention rules;
    const std::pair<const char *, int *> numbers[] = {{"keep-last", &rules.last},
        {"keep-days", &rules.days}, {"daily", &rules.daily}, {"weekly", &rules.weekly},
        {"monthly", &rules.monthly}, {"yearly", &rules.yearly}};
    for (const auto &[option, into] : numbers) {
        const auto number = context.number(option, 0, 1, 100000);
        if (context.has(option) && !number)
            return number.error();
        *into = context.has(option) ? int(number.value()) : 0;
    }
    if (context.has("max-mb")) {
        const auto number = context.number("max-mb", 0, 1, 1'000'000'000);
        if (!number)
            return number.error();
        rules.maxBytes = number.value() * 1'000'000;
    }
    if (rules.isEmpty() && !context.has("old-databases"))
        return invalid(
            Words::tr("Say what to keep, for example --keep-last 7 or --daily 7 --weekly 4."));
    return rules;
}

// What restores put aside more than a day ago on the server of --url or --profile; their names.
Result<QStringList> dropOld(Context &context, bool dry)
{
    auto session = context.open();
    if (!session)
        return session.error();
    const db::SessionOptions server = session.value()->options();
    session.value()->drop();
    auto all = backup::restores(server, context.token());
    if (!all)
        return all.error();
    QStringList names;
    for (const backup::Swap &swap : all.value().swaps) {
        if (backup::isOverdue(swap, Clock::system().now()))
            names.append(swap.state == backup::Swap::State::Undone ? swap.fresh : swap.before);
    }
    if (dry || names.isEmpty()) {
        for (const QString &name : names)
            context.say(Words::tr("The old database %1 would be dropped.").arg(safeText(name)));
        return names;
    }
    if (auto yes = context.confirm(Words::tr("Drop the old databases %1 for good?")
                                       .arg(safeText(names.join(u", "_s))));
        !yes)
        return yes.error();
    return backup::dropAside(server, backup::kAsideHours, context.token());
}

// A folder's backups by rule; how many go. Without a rule nothing is looked at.
struct Pruned
{
    QJsonArray json;
    int going = 0, emptied = 0;
};
Result<Pruned> pruneBackups(Context &context, const Retention &rules, bool dry)
{
    Pruned done;
    if (rules.isEmpty())
        return done;
    const QString folder = backupFolder(context);
    auto all = backup::listBackups(folder);
    if (!all)
        return all.error();
    const QDateTime now = Clock::system().now();
    const std::vector<Judged> judged = backup::judge(all.value(), rules, now);
    cli::Table table{{Words::tr("Backup"), Words::tr("What"), Words::tr("Why")}, {}, {}};
    for (const Judged &one : judged) {
        done.going += one.keep ? 0 : 1;
        table.rows.push_back({one.backup->name,
            one.keep ? Words::tr("stays") : Words::tr("goes to the trash"), one.why});
        done.json.append(
            QJsonObject{{u"name"_s, one.backup->name}, {u"keep"_s, one.keep}, {u"why"_s, one.why}});
    }
    context.table(table);
    if (dry) {
        context.say(
            Words::tr("%n backup(s) would go; nothing was changed.", nullptr, done.going));
        return done;
    }
    if (done.going > 0) {
        if (auto yes = context.confirm(
                Words::tr("Move %n backup(s) to the trash, where (it stays|they stay) for a day?",
                    nullptr, done.going));
            !yes)
            return yes.error();
    }
    for (const Judged &one : judged) {
        if (one.keep)
            continue;
        if (auto gone = backup::throwAway(folder, *one.backup, now); !gone)
            return gone.error();
    }
    PartFolder::removeAbandoned(folder);
    auto emptied = backup::emptyTrash(folder, backup::kTrashHours, now);
    if (!emptied)
        return emptied.error();
    done.emptied = emptied.value();
    context.say(Words::tr("%n backup(s) went to the trash.", nullptr, done.going));
    return done;
}

Exit prune(Context &context)
{
    const auto rules = rulesOf(context);
    if (!rules)
        return context.wrongUsage(rules.error().text);
    const bool dry = context.has("dry-run");
    const auto pruned = pruneBackups(context, rules.value(), dry);
    if (!pruned)
        return context.failed(pruned.error());
    QStringList dropped;
    if (context.has("old-databases")) {
        auto done = dropOld(context, dry);
        if (!done)
            return context.failed(done.error());
        dropped = done.value();
        for (const QString &name : dry ? QStringList() : dropped)
            context.say(Words::tr("Dropped: %1").arg(safeText(name)));
        if (dropped.isEmpty())
            context.say(Words::tr("No restore put a database aside more than a day ago."));
    }
    return context.done(QJsonObject{{u"backups"_s, pruned.value().json}, {u"dryRun"_s, dry},
        {u"thrownAway"_s, dry ? 0 : pruned.value().going},
        {u"emptied"_s, pruned.value().emptied},
        {u"oldDatabases"_s, QJsonArray::fromStringList(dropped)}});
}

Exit listSchedules(Context &context)
{
    cli::Table table{{Words::tr("Schedule"), Words::tr("When"), Words::tr("Next run"),
                         Words::tr("Last run"), Words::tr("State")},
        {}, {}};
    QJsonArray json;
    bool missed = false;
    const std::vector<Scheduled> all =
        backup::schedules(QDateTime::currentDateTime(), context.token());
    for (const Scheduled &one : all) {
        missed = missed || one.missed;
        table.rows.push_back(
            {one.name, one.calendar, one.next.toString(Qt::ISODate), one.last.toString(Qt::ISODate),
                !one.active      ? Words::tr("not active")
                    : one.missed ? Words::tr("missed")
                                 : Words::tr("active")});
        json.append(QJsonObject{{u"name"_s, one.name}, {u"calendar"_s, one.calendar},
            {u"next"_s, one.next.toString(Qt::ISODate)},
            {u"last"_s, one.last.toString(Qt::ISODate)}, {u"active"_s, one.active},
            {u"missed"_s, one.missed}});
    }
    if (all.empty())
        context.say(Words::tr("There is no schedule of this user."));
    else
        context.table(table);
    return context.done(
        QJsonObject{{u"schedules"_s, json}}, missed ? Exit::Differences : Exit::Done);
}

// Better now than at night.
Result<> checkTarget(const QString &name)
{
    const auto all = db::ProfileStore(configDir() + "/profiles.json"_L1).load();
    if (!all)
        return all.error();
    if (std::none_of(all.value().begin(), all.value().end(),
            [&name](const db::Profile &profile) { return profile.name == name; }))
        return invalid(Words::tr("There is no saved connection named \"%1\".").arg(safeText(name)));
    return Done{};
}

Exit schedule(Context &context)
{
    if (context.has("remove")) {
        if (auto done = backup::removeTimer(context.text("remove"), context.token()); !done)
            return context.failed(done.error());
        context.say(Words::tr("The schedule %1 was removed.").arg(context.text("remove")));
        return context.done(QJsonObject{{u"removed"_s, context.text("remove")}});
    }
    if (!context.has("at"))
        return listSchedules(context);
    const auto when = backup::parseWhen(context.text("at"));
    if (!when)
        return context.wrongUsage(when.error().text);
    if (!context.has("target"))
        return context.wrongUsage(Words::tr("Name the saved connection with --target NAME."));
    const QString target = context.text("target");
    if (auto known = checkTarget(target); !known)
        return context.failed(known.error());
    const QStringList folder{u"--folder"_s, backupFolder(context)};
    Schedule plan{context.text("name", u"daily"_s), when.value(),
        QCoreApplication::applicationFilePath(),
        {QStringList{u"--profile"_s, target, u"backup"_s, u"create"_s} + folder}};
    if (context.has("encrypt"))
        plan.runs.front() << u"--encrypt"_s;
    if (context.has("drill"))
        plan.runs.push_back(QStringList{u"backup"_s, u"drill"_s} + folder);
    if (context.has("keep-last")) {
        const auto keep = context.number("keep-last", 7, 1, 100000);
        if (!keep)
            return context.wrongUsage(keep.error().text);
        plan.runs.push_back(QStringList{u"backup"_s, u"prune"_s, u"--yes"_s, u"--keep-last"_s,
                                QString::number(keep.value())}
            + folder);
    }
    const QString cron = backup::cronLine(plan);
    if (context.has("print")) {
        context.say(backup::serviceText(plan));
        context.say(backup::timerText(plan));
        context.say(u"# cron: "_s + cron);
        return context.done(QJsonObject{{u"service"_s, backup::serviceText(plan)},
            {u"timer"_s, backup::timerText(plan)}, {u"cron"_s, cron}});
    }
    if (auto done = backup::installTimer(plan, context.token()); !done) {
        context.warn(Words::tr("For cron, add this line with crontab -e: %1").arg(cron));
        return context.failed(done.error());
    }
    context.say(Words::tr("Backups of %1 run %2 from now on.").arg(target, context.text("at")));
    return context.done(QJsonObject{{u"name"_s, plan.name}, {u"cron"_s, cron}});
}

} // namespace

std::vector<Command> backupCareCommands()
{
    return {
        {"backup prune", QT_TRANSLATE_NOOP("Command", "Throw away backups that no rule keeps"),
            withFolder({{"keep-last", "N", QT_TRANSLATE_NOOP("Command", "Keep the newest N")},
                {"keep-days", "N",
                    QT_TRANSLATE_NOOP("Command", "Keep what is younger than N days")},
                {"daily", "N", QT_TRANSLATE_NOOP("Command", "Keep the newest of N days")},
                {"weekly", "N", QT_TRANSLATE_NOOP("Command", "Keep the newest of N weeks")},
                {"monthly", "N", QT_TRANSLATE_NOOP("Command", "Keep the newest of N months")},
                {"yearly", "N", QT_TRANSLATE_NOOP("Command", "Keep the newest of N years")},
                {"max-mb", "MB",
                    QT_TRANSLATE_NOOP("Command", "Keep at most so much of a database")},
                {"old-databases", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "Also drop the databases that restores put aside more than a day ago, on "
                        "the server of --url or --profile")},
                {"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would happen")}}),
            {}, prune,
            QT_TRANSLATE_NOOP("Command",
                "What is kept is what any of the rules keeps, for each database apart. The last "
                "proven "
                "backup of a database always stays. What goes lies in the folder .trash for a "
                "day.")},
        {"backup schedule",
            QT_TRANSLATE_NOOP("Command", "Back up by a timer, without an open window"),
            withFolder({{"at", "TIME",
                            QT_TRANSLATE_NOOP("Command",
                                "hourly, \"daily 03:15\" or \"weekly Mon 03:15\"; without it the "
                                "schedules are listed")},
                {"target", "PROFILE", QT_TRANSLATE_NOOP("Command", "The saved connection")},
                {"name", "NAME", QT_TRANSLATE_NOOP("Command", "Of the schedule, daily by default")},
                {"encrypt", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Encrypted, with this user's recovery key")},
                {"drill", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Also restore each new backup in a drill")},
                {"keep-last", "N",
                    QT_TRANSLATE_NOOP("Command", "Also throw away all but the newest N")},
                {"print", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Only print the units and the line for cron")},
                {"remove", "NAME", QT_TRANSLATE_NOOP("Command", "Remove this schedule")}}),
            {}, schedule,
            QT_TRANSLATE_NOOP("Command",
                "Makes a timer of systemd for this user; a run that was missed while the machine "
                "was "
                "off is made up for. Where there is no systemd, prints the line for cron. Exit "
                "status "
                "3 when a schedule was missed or is not active.")},
    };
}

} // namespace gatehouse::commands
