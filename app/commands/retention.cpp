#include "app/commands/retentionparts.h"

#include "app/cli/terminal.h"
#include "app/commands/words.h"
#include "base/clock.h"
#include "base/safetext.h"

#include <QJsonArray>
#include <QLocale>

namespace gatehouse::commands {

namespace {

using retention::Choice;
using retention::Hold;
using retention::Origin;
using retention::Preview;
using retention::Rule;

QString daysText(std::optional<int> days)
{
    return !days ? Words::tr("nothing chosen")
        : *days == 0
        ? Words::tr("never")
        : Words::tr("%n day(s)", nullptr, *days);
}

Exit listRules(Context &context)
{
    auto open = openRules(context, true);
    if (!open)
        return context.failed(open.error());
    cli::Table table{{Words::tr("Rule"), Words::tr("Time"), Words::tr("What they say"),
                         Words::tr("Chosen"), Words::tr("How"), Words::tr("Archive")},
        {}, {}};
    QJsonArray json;
    for (const Rule &rule : open.value().rules) {
        table.rows.push_back({rule.schema + u'.' + rule.id, rule.column, originsText(rule),
            daysText(rule.choice.days), rule.choice.soft ? Words::tr("flag") : Words::tr("delete"),
            rule.choice.archive.isEmpty() ? u"–"_s : rule.choice.archive});
        json.append(toJson(rule));
    }
    if (open.value().rules.empty())
        context.say(Words::tr("No rule is known for this database; make one with retention choose "
                              "TABLE --column TIME --days N."));
    else
        context.table(table);
    for (const Rule &rule : open.value().rules)
        for (const Hold &hold : rule.choice.holds)
            context.say(Words::tr("%1 keeps rows whose %2 is %3, whatever their age.")
                            .arg(safeText(rule.id, 60), safeText(hold.column, 60),
                                safeText(hold.values.join(u", "_s), 200)));
    for (const QString &note : open.value().elsewhere)
        context.say(note);
    return context.done(QJsonObject{{u"rules"_s, json},
        {u"elsewhere"_s, QJsonArray::fromStringList(open.value().elsewhere)}});
}

Result<Hold> holdOf(const QString &text)
{
    const qsizetype at = text.indexOf(u'=');
    if (at < 1 || at + 1 == text.size())
        return invalid(Words::tr("A hold is COLUMN=VALUE, and \"%1\" is not.").arg(safeText(text, 60)));
    return Hold{text.left(at), {text.mid(at + 1)}, {}};
}

Result<> takeHolds(const Context &context, Choice &choice)
{
    if (context.has("no-holds"))
        choice.holds.clear();
    for (const QString &text : context.texts("hold")) {
        auto hold = holdOf(text);
        if (!hold)
            return hold.error();
        const auto same = std::find_if(choice.holds.begin(), choice.holds.end(),
            [&hold](const Hold &one) { return one.column == hold.value().column; });
        if (same == choice.holds.end())
            choice.holds.push_back(hold.value());
        else if (!same->values.contains(hold.value().values.first()))
            same->values << hold.value().values;
    }
    return Done{};
}

Exit choose(Context &context)
{
    auto open = openRules(context, true);
    if (!open)
        return context.failed(open.error());
    const QString name = context.operands().first();
    auto rules = chosenRules(context, open.value());
    if (!rules && !context.has("column"))
        return context.failed(rules.error());
    Rule rule;
    if (rules) {
        rule = rules.value().front();
    } else { // one of the user's own
        rule.schema = context.text("schema", u"public"_s);
        rule.id = rule.table = name.section(u'.', -1);
        rule.column = rule.choice.column = context.text("column");
    }
    Choice choice = rule.choice;
    if (context.has("unchoose"))
        choice = Choice{};
    if (context.has("days") || context.has("source")) {
        auto days = daysOf(context, rule);
        if (!days)
            return context.wrongUsage(days.error().text);
        choice.days = days.value();
        choice.origin = context.text("source", u"own"_s);
    }
    choice.soft = context.has("soft") || (choice.soft && !context.has("hard"));
    if (context.has("archive"))
        choice.archive = context.text("archive");
    if (context.has("no-archive"))
        choice.archive.clear();
    if (auto held = takeHolds(context, choice); !held)
        return context.wrongUsage(held.error().text);
    rule.choice = choice;
    if (!rule.column.isEmpty() && !context.has("unchoose")) {
        auto live = context.run(*open.value().session,
            [&rule](db::Sql &sql) { return retention::readTables(sql, {rule}); });
        if (!live)
            return context.failed(live.error());
        rule = live.value().front();
        if (!rule.problem.isEmpty())
            return context.failed(refused(rule.problem));
    }
    if (auto kept = retention::saveChoice(retention::choicesFile(), open.value().database,
            rule.schema, rule.id, choice);
        !kept)
        return context.failed(kept.error());
    context.say(Words::tr("%1: %2, kept in %3.")
                    .arg(safeText(rule.id, 80), daysText(choice.days), retention::choicesFile()));
    return context.done(toJson(rule));
}

QJsonObject previewJson(const Preview &preview)
{
    QJsonArray days, wholes, consequences;
    for (const retention::Day &day : preview.days)
        days.append(QJsonObject{{u"day"_s, day.day}, {u"rows"_s, day.rows}, {u"bytes"_s, day.bytes}});
    for (const retention::Whole &one : preview.wholes)
        wholes.append(
            QJsonObject{{u"partition"_s, one.name}, {u"rows"_s, one.rows}, {u"bytes"_s, one.bytes}});
    for (const retention::Consequence &one : preview.consequences)
        consequences.append(QJsonObject{{u"table"_s, one.table}, {u"constraint"_s, one.constraint},
            {u"rows"_s, one.rows}, {u"stops"_s, one.stops}});
    return {{u"rule"_s, preview.rule.schema + u'.' + preview.rule.id},
        {u"days"_s, preview.cut.days}, {u"before"_s, preview.cut.text}, {u"rows"_s, preview.rows},
        {u"bytes"_s, preview.bytes}, {u"held"_s, preview.held}, {u"byDay"_s, days},
        {u"partitions"_s, wholes}, {u"references"_s, consequences},
        {u"refusal"_s, preview.refusal}, {u"milliseconds"_s, preview.milliseconds}};
}

void printPreview(Context &context, const Preview &preview)
{
    const QLocale locale;
    context.say(Words::tr("%1: older than %2 days is before %3 by the server's clock.")
                    .arg(safeText(preview.rule.schema + u'.' + preview.rule.id, 120))
                    .arg(preview.cut.days)
                    .arg(preview.cut.text.left(19)));
    cli::Table table{{Words::tr("Day"), Words::tr("Rows"), Words::tr("Bytes")}, {}, {false, true, true}};
    for (const retention::Day &day : preview.days)
        table.rows.push_back(
            {day.day, locale.toString(day.rows), locale.formattedDataSize(day.bytes)});
    table.rows.push_back({Words::tr("In all"), locale.toString(preview.rows),
        locale.formattedDataSize(preview.bytes)});
    context.table(table);
    for (const retention::Whole &one : preview.wholes)
        context.say(Words::tr("The partition %1 goes as a whole: %2 rows, %3 on disk.")
                        .arg(safeText(one.name, 80), locale.toString(one.rows),
                            locale.formattedDataSize(one.bytes)));
    for (const retention::Consequence &one : preview.consequences)
        context.say(Words::tr("%1 rows of %2 refer to them (%3).")
                        .arg(locale.toString(one.rows), one.table, one.constraint));
    if (preview.held > 0)
        context.say(
            Words::tr("%n old row(s) (is|are) kept by a legal hold.", nullptr, int(preview.held)));
    if (!preview.refusal.isEmpty())
        context.warn(preview.refusal);
}

QJsonObject printForecast(Context &context, const retention::Growth &growth,
    const retention::Forecast &forecast, std::optional<qint64> free)
{
    const QLocale locale;
    context.say(Words::tr("It grows by %1 a day (%2 rows, the mean of %3 days), and has %4 now.")
                    .arg(locale.formattedDataSize(qint64(growth.bytesPerDay)),
                        locale.toString(growth.rowsPerDay, 'f', 0))
                    .arg(growth.overDays)
                    .arg(locale.formattedDataSize(growth.bytes)));
    if (forecast.keptBytes)
        context.say(Words::tr("Kept for that long it comes to about %1.")
                        .arg(locale.formattedDataSize(qint64(*forecast.keptBytes))));
    if (forecast.fullOn)
        context.say(Words::tr("With nothing deleted the disk (%1 free) is full on %2.")
                        .arg(locale.formattedDataSize(*free),
                            forecast.fullOn->toString(Qt::ISODate)));
    else if (!free)
        context.say(Words::tr("How much space the server's disk has is not known here; say it with "
                              "--free-gb."));
    return {{u"rowsPerDay"_s, growth.rowsPerDay}, {u"bytesPerDay"_s, growth.bytesPerDay},
        {u"bytes"_s, growth.bytes},
        {u"keptBytes"_s, forecast.keptBytes ? QJsonValue(*forecast.keptBytes) : QJsonValue()},
        {u"freeBytes"_s, free ? QJsonValue(*free) : QJsonValue()},
        {u"fullOn"_s,
            forecast.fullOn ? QJsonValue(forecast.fullOn->toString(Qt::ISODate)) : QJsonValue()}};
}

Result<std::optional<qint64>> freeBytes(Context &context, const OpenRules &open)
{
    if (context.has("free-gb")) {
        const auto number = context.number("free-gb", 0, 0, 10'000'000);
        if (!number)
            return number.error();
        return std::optional<qint64>(number.value() * 1'000'000'000);
    }
    const QString host = open.session->options().info.host;
    return context.run(
        *open.session, [&host](db::Sql &sql) { return retention::freeSpace(sql, host); });
}

Exit previewRules(Context &context)
{
    auto open = openRules(context, true);
    if (!open)
        return context.failed(open.error());
    const auto rules = chosenRules(context, open.value());
    if (!rules)
        return context.failed(rules.error());
    const auto free = freeBytes(context, open.value());
    if (!free)
        return context.failed(free.error());
    QJsonArray json;
    for (const Rule &rule : rules.value()) {
        auto days = daysOf(context, rule);
        if (!days)
            return context.wrongUsage(days.error().text);
        if (!days.value() && !rule.origins.empty() && !rule.disagree())
            days = std::optional<int>(rule.origins.front().days); // they agree: shown, not run
        if (!rule.problem.isEmpty() || days.value().value_or(0) == 0) {
            context.say(!rule.problem.isEmpty() ? rule.problem
                    : days.value() ? Words::tr("%1: never.").arg(safeText(rule.id, 80))
                                   : Words::tr("%1: nothing chosen (%2). Choose with retention choose.")
                                         .arg(safeText(rule.id, 80), originsText(rule)));
            json.append(toJson(rule));
            continue;
        }
        const auto preview = context.run(*open.value().session, [&](db::Sql &sql) {
            return retention::preview(sql, rule, *days.value());
        });
        if (!preview)
            return context.failed(preview.error());
        const auto growth = context.run(
            *open.value().session, [&rule](db::Sql &sql) { return retention::growthOf(sql, rule); });
        if (!growth)
            return context.failed(growth.error());
        printPreview(context, preview.value());
        QJsonObject one = previewJson(preview.value());
        one.insert(u"growth"_s,
            printForecast(context, growth.value(),
                retention::forecast(growth.value(), free.value(), days.value(),
                    Clock::system().now().date()),
                free.value()));
        json.append(one);
    }
    return context.done(QJsonObject{{u"rules"_s, json}});
}

} // namespace

std::vector<Option> withRules(std::vector<Option> own)
{
    own.push_back({"schema", "NAME", QT_TRANSLATE_NOOP("Command", "Only rules of this schema")});
    own.push_back({"days", "N", QT_TRANSLATE_NOOP("Command", "Keep this many days")});
    own.push_back({"source", "NAME",
        QT_TRANSLATE_NOOP("Command", "The number of this source: guide, code, docstring")});
    return own;
}

std::vector<Command> retentionCommands()
{
    const Operand rules{"RULE",
        QT_TRANSLATE_NOOP("Command", "Rules as retention rules lists them; all when none is named"),
        false, true};
    return {
        {"retention rules",
            QT_TRANSLATE_NOOP("Command", "List what guides and code say is kept, and what was chosen"),
            {{"schema", "NAME", QT_TRANSLATE_NOOP("Command", "Only rules of this schema")}}, {},
            listRules},
        {"retention choose", QT_TRANSLATE_NOOP("Command", "Choose how long a table is kept"),
            withRules({{"column", "NAME",
                           QT_TRANSLATE_NOOP("Command", "The time column, for a table without a rule")},
                {"soft", nullptr, QT_TRANSLATE_NOOP("Command", "Flag rows as deleted")},
                {"hard", nullptr, QT_TRANSLATE_NOOP("Command", "Delete rows")},
                {"archive", "FOLDER",
                    QT_TRANSLATE_NOOP("Command", "Write an archive there before anything goes"), false,
                    false, Completion::Folder},
                {"no-archive", nullptr, QT_TRANSLATE_NOOP("Command", "Write no archive")},
                {"hold", "COLUMN=VALUE",
                    QT_TRANSLATE_NOOP("Command", "Legal hold: keep rows with this value"), false, true},
                {"no-holds", nullptr, QT_TRANSLATE_NOOP("Command", "End every legal hold of the rule")},
                {"unchoose", nullptr, QT_TRANSLATE_NOOP("Command", "Forget what was chosen")}}),
            {{"RULE", QT_TRANSLATE_NOOP("Command", "As retention rules lists it, or a table")}}, choose},
        {"retention preview",
            QT_TRANSLATE_NOOP("Command", "Show what would go, by day, and when the disk is full"),
            withRules({{"free-gb", "N",
                QT_TRANSLATE_NOOP("Command", "Free space of the server's disk, in GB")}}),
            {rules}, previewRules},
        {"retention run", QT_TRANSLATE_NOOP("Command", "Archive and delete what is old"),
            withRules({{"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only count")},
                {"expect", "ROWS",
                    QT_TRANSLATE_NOOP("Command", "Refuse when there are not exactly so many rows")},
                {"no-vacuum", nullptr, QT_TRANSLATE_NOOP("Command", "Do not vacuum afterwards")},
                {"record", "HOW",
                    QT_TRANSLATE_NOOP("Command",
                        "What becomes of the audit trail: require (the default) refuses what cannot "
                        "be recorded, create makes it first, skip changes without a record"),
                    false, false, Completion::None, {"require", "create", "skip"}}}),
            {rules}, retentionRun,
            QT_TRANSLATE_NOOP("Command",
                "Rules for which nothing was chosen, or never, are left alone. Stopped at any moment, "
                "it goes on with what is left when it is run again.")},
        {"retention verify", QT_TRANSLATE_NOOP("Command", "Read an archive again and compare it"), {},
            {{"FILE", QT_TRANSLATE_NOOP("Command", "An archive, NAME.jsonl.gz"), true, false,
                Completion::File}},
            retentionVerify},
        {"retention restore", QT_TRANSLATE_NOOP("Command", "Put the rows of an archive back"),
            {{"record", "HOW", QT_TRANSLATE_NOOP("Command", "require, create or skip"), false, false,
                Completion::None, {"require", "create", "skip"}}},
            {{"FILE", QT_TRANSLATE_NOOP("Command", "An archive, NAME.jsonl.gz"), true, false,
                Completion::File}},
            retentionRestore},
        {"retention schedule",
            QT_TRANSLATE_NOOP("Command", "Run it regularly by a timer of systemd, or show the line for cron"),
            {{"at", "WHEN", QT_TRANSLATE_NOOP("Command", "hourly, \"daily 03:15\" or \"weekly Mon 03:15\""),
                 true},
                {"target", "NAME", QT_TRANSLATE_NOOP("Command", "The saved connection"), true},
                {"print", nullptr, QT_TRANSLATE_NOOP("Command", "Show the files and change nothing")}},
            {}, retentionSchedule},
    };
}

} // namespace gatehouse::commands
