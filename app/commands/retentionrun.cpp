#include "app/cli/terminal.h"
#include "app/commands/retentionparts.h"
#include "app/commands/words.h"
#include "backup/schedule.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "db/transaction.h"
#include "retention/run.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::commands {

using retention::Outcome;
using retention::Preview;
using retention::Rule;

QString originsText(const Rule &rule)
{
    QStringList parts;
    for (const retention::Origin &origin : rule.origins)
        parts << (origin.days == 0 ? Words::tr("%1: never").arg(origin.name)
                                   : Words::tr("%1: %2 d").arg(origin.name).arg(origin.days));
    return parts.join(u", "_s);
}

QJsonObject toJson(const Rule &rule)
{
    QJsonArray origins, holds;
    for (const retention::Origin &origin : rule.origins)
        origins.append(QJsonObject{
            {u"source"_s, origin.name}, {u"days"_s, origin.days}, {u"note"_s, origin.note}});
    for (const retention::Hold &hold : rule.choice.holds)
        holds.append(QJsonObject{{u"column"_s, hold.column},
            {u"values"_s, QJsonArray::fromStringList(hold.values)}});
    return {{u"rule"_s, rule.schema + u'.' + rule.id}, {u"table"_s, rule.table},
        {u"column"_s, rule.column}, {u"sources"_s, origins}, {u"disagree"_s, rule.disagree()},
        {u"chosenDays"_s, rule.choice.days ? QJsonValue(*rule.choice.days) : QJsonValue()},
        {u"chosenFrom"_s, rule.choice.origin}, {u"soft"_s, rule.choice.soft},
        {u"archive"_s, rule.choice.archive}, {u"holds"_s, holds}, {u"problem"_s, rule.problem}};
}

Result<OpenRules> openRules(Context &context, bool readOnly)
{
    auto session = context.open(readOnly);
    if (!session)
        return session.error();
    OpenRules open{std::move(session).value(), {}, {}, {}};
    open.database = open.session->options().info.label();
    auto found = context.run(*open.session,
        [](db::Sql &sql) { return systems::recognise(sql, systems::allDescriptions()); });
    if (!found)
        return found.error();
    if (found.value().matches.empty())
        return refused(Words::tr("No known back end was recognised in this database."));
    for (const systems::Match &match : found.value().matches) {
        if (context.has("schema") && match.schema != context.text("schema"))
            continue;
        const auto choices =
            retention::loadChoices(retention::choicesFile(), open.database, match.schema);
        if (!choices)
            return choices.error();
        for (Rule &rule : retention::rulesOf(found.value(), match, choices.value()))
            open.rules.push_back(std::move(rule));
        open.elsewhere << retention::notInDatabase(*match.system);
    }
    auto live = context.run(
        *open.session, [&open](db::Sql &sql) { return retention::readTables(sql, open.rules); });
    if (!live)
        return live.error();
    open.rules = std::move(live).value();
    return open;
}

Result<std::vector<Rule>> chosenRules(const Context &context, const OpenRules &open)
{
    if (context.operands().isEmpty())
        return open.rules;
    std::vector<Rule> rules;
    for (const QString &name : context.operands()) {
        const auto found = std::find_if(open.rules.begin(), open.rules.end(), [&name](const Rule &rule) {
            return rule.id == name || rule.schema + u'.' + rule.id == name;
        });
        if (found == open.rules.end())
            return invalid(Words::tr("There is no rule \"%1\". gatehousectl retention rules lists them.")
                               .arg(safeText(name, 80)));
        rules.push_back(*found);
    }
    return rules;
}

Result<std::optional<int>> daysOf(const Context &context, const Rule &rule)
{
    if (context.has("days")) {
        const auto days = context.number("days", 0, 0, 36500);
        if (!days)
            return days.error();
        return std::optional<int>(int(days.value()));
    }
    if (!context.has("source"))
        return rule.choice.days;
    for (const retention::Origin &origin : rule.origins)
        if (origin.name == context.text("source"))
            return std::optional<int>(origin.days);
    return invalid(Words::tr("%1 has no number of \"%2\"; it has %3.")
                       .arg(safeText(rule.id, 80), safeText(context.text("source"), 40),
                           originsText(rule)));
}

namespace {

Result<retention::RunOptions> optionsOf(Context &context, db::Session &session)
{
    const QString label = session.options().info.label();
    retention::RunOptions options;
    options.actor = trail::thisProcess(u"gatehousectl " GATEHOUSE_VERSION ""_s, label);
    options.database = label;
    options.report = context.progress();
    options.vacuum = !context.has("no-vacuum");
    const QString record = context.text("record", u"require"_s);
    options.policy = record == "skip"_L1 ? trail::Policy::Optional : trail::Policy::Required;
    if (record == "create"_L1)
        if (auto made = context.run(session,
                [&options](db::Sql &sql) { return trail::create(sql, options.actor); });
            !made)
            return made.error();
    return options;
}

QJsonObject outcomeJson(const Preview &preview, const Outcome &outcome)
{
    QJsonObject json{{u"rule"_s, preview.rule.schema + u'.' + preview.rule.id},
        {u"before"_s, preview.cut.text}, {u"expected"_s, outcome.expected},
        {u"gone"_s, outcome.gone}, {u"locked"_s, outcome.locked}, {u"changed"_s, outcome.changed},
        {u"batches"_s, outcome.batches}, {u"partitions"_s, outcome.partitions},
        {u"longestMs"_s, outcome.longestMs}, {u"milliseconds"_s, outcome.milliseconds},
        {u"recorded"_s, outcome.recorded}, {u"vacuumed"_s, outcome.vacuumed}};
    if (outcome.archive)
        json.insert(u"archive"_s,
            QJsonObject{{u"file"_s, outcome.archive->path}, {u"rows"_s, outcome.archive->rows},
                {u"bytes"_s, outcome.archive->bytes}, {u"fileBytes"_s, outcome.archive->fileBytes},
                {u"sha256"_s, QString::fromLatin1(outcome.archive->sha256)}});
    return json;
}

void printOutcome(Context &context, const Preview &preview, const Outcome &outcome)
{
    if (outcome.archive)
        context.say(Words::tr("Archived and read back: %1 rows in %2.")
                        .arg(outcome.archive->rows)
                        .arg(outcome.archive->path));
    context.say(Words::tr("%1: %2 of %3 rows are gone, in %4 batches and %5 partitions, after %6 ms; "
                          "the longest transaction took %7 ms.")
                    .arg(safeText(preview.rule.id, 80))
                    .arg(outcome.gone)
                    .arg(outcome.expected)
                    .arg(outcome.batches)
                    .arg(outcome.partitions)
                    .arg(outcome.milliseconds)
                    .arg(outcome.longestMs));
    if (outcome.locked > 0)
        context.warn(Words::tr("%n row(s) (is|are) still there: somebody holds (it|them). Run it "
                               "again later.",
            nullptr, int(outcome.locked)));
    if (outcome.changed > 0)
        context.warn(Words::tr("%n row(s) changed meanwhile and (was|were) left alone.", nullptr,
            int(outcome.changed)));
    if (!outcome.recorded)
        context.warn(Words::tr("This was not recorded in an audit trail."));
}

Result<Outcome> runOne(Context &context, db::Session &session, const Preview &preview,
    const retention::RunOptions &options)
{
    if (context.has("expect")) {
        const auto rows = context.number("expect", 0, 0, std::numeric_limits<qint64>::max());
        if (!rows)
            return rows.error();
        if (rows.value() != preview.rows)
            return refused(Words::tr("There are %1 old rows in %2 and not %3. Nothing was deleted.")
                               .arg(preview.rows)
                               .arg(safeText(preview.rule.id, 80))
                               .arg(rows.value()));
    }
    if (auto sure = context.confirm(
            preview.rule.choice.soft
                ? Words::tr("Flag %1 rows of %2 as deleted?").arg(preview.rows).arg(preview.rule.label())
                : Words::tr("Delete %1 rows of %2?").arg(preview.rows).arg(preview.rule.label()));
        !sure)
        return sure.error();
    return context.run(session,
        [&](db::Sql &sql) { return retention::apply(sql, preview, options); });
}

} // namespace

Exit retentionRun(Context &context)
{
    auto open = openRules(context, context.has("dry-run"));
    if (!open)
        return context.failed(open.error());
    const auto rules = chosenRules(context, open.value());
    if (!rules)
        return context.failed(rules.error());
    db::Session &session = *open.value().session;
    std::optional<retention::RunOptions> options;
    QJsonArray json;
    bool complete = true, any = false;
    for (const Rule &rule : rules.value()) {
        const auto days = daysOf(context, rule);
        if (!days)
            return context.wrongUsage(days.error().text);
        if (days.value().value_or(0) == 0) {
            context.say(days.value() ? Words::tr("%1: never.").arg(safeText(rule.id, 80))
                                     : Words::tr("%1: nothing chosen (%2). Choose with retention choose.")
                                           .arg(safeText(rule.id, 80), originsText(rule)));
            continue;
        }
        any = true;
        const auto preview = context.run(
            session, [&](db::Sql &sql) { return retention::preview(sql, rule, *days.value()); });
        if (!preview)
            return context.failed(preview.error());
        if (!preview.value().refusal.isEmpty())
            return context.failed(refused(preview.value().refusal));
        if (context.has("dry-run") || preview.value().rows == 0) {
            context.say(Words::tr("%1: %n old row(s), nothing was changed.", nullptr,
                int(preview.value().rows))
                            .arg(safeText(rule.id, 80)));
            json.append(outcomeJson(preview.value(), {preview.value().rows}));
            continue;
        }
        if (!options) {
            auto made = optionsOf(context, session);
            if (!made)
                return context.failed(made.error());
            options = std::move(made).value();
        }
        const auto outcome = runOne(context, session, preview.value(), *options);
        if (!outcome)
            return context.failed(outcome.error());
        complete = complete && outcome.value().complete();
        printOutcome(context, preview.value(), outcome.value());
        json.append(outcomeJson(preview.value(), outcome.value()));
    }
    if (!any && !context.operands().isEmpty())
        return context.failed(refused(Words::tr("Nothing is chosen for these rules, so nothing is "
                                                "deleted.")));
    return context.done(QJsonObject{{u"dryRun"_s, context.has("dry-run")}, {u"rules"_s, json}},
        complete ? Exit::Done : Exit::Differences);
}

Exit retentionVerify(Context &context)
{
    const auto archive = retention::checkArchive(context.operands().first());
    if (!archive)
        return context.failed(archive.error());
    context.say(Words::tr("%1 holds the %2 rows that its manifest says.")
                    .arg(archive.value().path)
                    .arg(archive.value().rows));
    return context.done(QJsonObject{{u"file"_s, archive.value().path},
        {u"rows"_s, archive.value().rows},
        {u"sha256"_s, QString::fromLatin1(archive.value().sha256)}});
}

Exit retentionRestore(Context &context)
{
    const auto archive = retention::checkArchive(context.operands().first());
    if (!archive)
        return context.failed(archive.error());
    const auto manifest = readFile(archive.value().manifest, 1 << 20);
    if (!manifest)
        return context.failed(manifest.error());
    const QJsonObject json = QJsonDocument::fromJson(manifest.value()).object();
    const db::Identifier table{json.value(u"schema"_s).toString(), json.value(u"table"_s).toString()};
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    if (auto sure = context.confirm(Words::tr("Put %1 rows back into %2?")
                                        .arg(archive.value().rows)
                                        .arg(safeText(table.quoted(), 120)));
        !sure)
        return context.failed(sure.error());
    const auto options = optionsOf(context, *session.value());
    if (!options)
        return context.failed(options.error());
    const auto rows = context.run(*session.value(), [&](db::Sql &sql) -> Result<qint64> {
        auto recorder = trail::Recorder::open(sql, options.value().policy, options.value().actor);
        if (!recorder)
            return recorder.error();
        auto transaction = db::Transaction::begin(sql);
        if (!transaction)
            return transaction.error();
        auto put = retention::restoreArchive(sql, archive.value().path, table);
        if (!put)
            return put;
        trail::Entry entry{u"retention.restore"_s, u"table"_s, table.schema() + u'.' + table.name(),
            table.name(), u"INSERT"_s, put.value()};
        entry.after = {{u"archive"_s, QString::fromLatin1(archive.value().sha256)}};
        if (auto kept = recorder.value().write(sql, entry); !kept)
            return kept.error();
        if (auto done = std::move(transaction).value().commit(); !done)
            return done.error();
        return put;
    });
    if (!rows)
        return context.failed(rows.error());
    context.say(Words::tr("%1 of %2 rows are back; the others were there.")
                    .arg(rows.value())
                    .arg(archive.value().rows));
    return context.done(
        QJsonObject{{u"rows"_s, rows.value()}, {u"archived"_s, archive.value().rows}});
}

Exit retentionSchedule(Context &context)
{
    const auto when = backup::parseWhen(context.text("at"));
    if (!when)
        return context.wrongUsage(when.error().text);
    const backup::Schedule plan{u"retention"_s, when.value(), QCoreApplication::applicationFilePath(),
        {{u"--profile"_s, context.text("target"), u"retention"_s, u"run"_s, u"--yes"_s}}};
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
    context.say(Words::tr("Retention runs %1.").arg(context.text("at")));
    return context.done(QJsonObject{{u"calendar"_s, when.value().calendar()}});
}

} // namespace gatehouse::commands
