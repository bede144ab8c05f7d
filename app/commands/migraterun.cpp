#include "app/cli/terminal.h"
#include "app/commands/migrateparts.h"
#include "app/commands/words.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "migration/recipe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::commands {

using migration::Outcome;
using migration::Run;

Result<qint64> batchSize(const Context &context)
{
    return context.number("batch", 4096, 1, 1 << 20);
}

migration::RunOptions migrateOptions(Context &context, const db::Session &session, qint64 batchKib)
{
    migration::RunOptions options;
    options.actor = trail::thisProcess(
        u"gatehousectl " GATEHOUSE_VERSION ""_s, session.options().info.label());
    options.policy = context.has("record") && context.text("record") == u"require"_s
        ? trail::Policy::Required
        : trail::Policy::Optional;
    options.delta = context.has("delta");
    options.verify = !context.has("no-verify");
    options.abandonChanges = context.has("abandon-changes");
    options.exchange = !context.has("no-exchange");
    options.batchBytes = size_t(batchKib) << 10;
    options.report = context.progress();
    options.further = session.options();
    return options;
}

Result<qint64> runNumber(const Context &context)
{
    return context.number("run", 0, 1, 1'000'000'000'000);
}

void printRun(Context &context, const Run &run)
{
    context.say(Words::tr("Migration %1 from %2 into the schema %3: %4.")
                    .arg(run.id)
                    .arg(safeText(migration::shownSource(run.plan)), safeText(run.plan.target.schema),
                        migration::runStateName(run.state)));
    cli::Table table{{Words::tr("From"), Words::tr("To"), Words::tr("Read"), Words::tr("Loaded"),
                         Words::tr("Quarantine"), Words::tr("Left out"), Words::tr("Had before")},
        {}, {false, false, true, true, true, true, true}};
    for (const migration::Part &part : run.parts)
        table.rows.push_back({part.from, part.to, QString::number(part.read),
            QString::number(part.loaded), QString::number(part.quarantined),
            QString::number(part.leftOut), QString::number(part.kept + part.updated)});
    context.table(table);
    for (const QString &made : migration::madeParents(run))
        context.say(safeText(made));
    for (const migration::Part &part : run.parts)
        if (run.base > 0)
            context.say(Words::tr("%1: %2 new, %3 changed and %4 gone since migration %5.")
                            .arg(safeText(part.from))
                            .arg(part.fresh)
                            .arg(part.changed)
                            .arg(part.gone)
                            .arg(run.base));
    for (const migration::Part &part : run.parts)
        if (run.base == 0 && part.kept + part.updated > 0
            && size_t(part.number) < run.plan.tables.size())
            context.say((run.plan.tables[size_t(part.number)].existing == migration::Existing::Skip
                    ? Words::tr("%1: of the rows it had, %2 are in the source too and stayed as "
                                "they were; %3 are not and stay.")
                    : Words::tr("%1: of the rows it had, %2 are in the source too and took its "
                                "values; %3 are not and stay."))
                            .arg(safeText(part.to))
                            .arg(part.updated)
                            .arg(part.kept));
    if (!run.aside.isEmpty())
        context.say(Words::tr("What was written between the exchange and rolling back is kept in the "
                              "schema %1 until gatehousectl migrate finish, for a day at least.")
                        .arg(safeText(run.aside)));
}

void printDrift(Context &context, const std::vector<migration::Drift> &drift)
{
    for (const migration::Drift &table : drift)
        context.say(safeText(table.sentence()));
}

Result<> writeReport(Context &context, const Outcome &outcome)
{
    if (!context.has("report"))
        return Done{};
    const QString path = context.text("report");
    return writeSecureFile(path,
        path.endsWith(u".json"_s) ? QJsonDocument(migration::toJson(outcome)).toJson()
                                  : migration::reportHtml(outcome));
}

namespace {

void printDifferences(Context &context, const Outcome &outcome)
{
    cli::Table table{{Words::tr("Table"), Words::tr("Row"), Words::tr("Column"), Words::tr("Source"),
                         Words::tr("Target")},
        {}};
    for (const migration::TableProof &proof : outcome.proofs)
        for (const migration::Difference &one : proof.differences)
            table.rows.push_back({proof.to, redact(one.key), one.column,
                one.kind == migration::Difference::Kind::Extra ? Words::tr("no such row")
                                                               : redact(one.sourceValue),
                one.kind == migration::Difference::Kind::Missing ? Words::tr("no such row")
                                                                 : redact(one.targetValue)});
    if (!table.rows.empty())
        context.table(table);
}

// What was committed stays, so the way on is said with the trouble.
Exit stopped(Context &context, const Error &error, qint64 begun)
{
    if (begun > 0)
        context.warn(Words::tr("What was copied so far is kept: gatehousectl migrate resume goes on, "
                               "gatehousectl migrate rollback takes it away."));
    return context.failed(error);
}

void sayWhatElse(Context &context, const Run &run, const db::Session &session)
{
    if (run.state != migration::RunState::Done || run.plan.target.system.isEmpty())
        return;
    const QStringList lines =
        migration::configurationLines(run.plan.target.system, session.options().info);
    if (!lines.isEmpty()) {
        context.say({});
        context.say(Words::tr("The service needs these settings:"));
        for (const QString &line : lines)
            context.say(u"  "_s + safeText(line));
    }
    const QStringList left = migration::notMovedWith(run.plan.target.system);
    if (!left.isEmpty()) {
        context.say({});
        context.say(Words::tr("Not moved:"));
        for (const QString &line : left)
            context.say(u"  "_s + safeText(line, 1000));
    }
}

Exit conclude(Context &context, const Outcome &outcome, const db::Session &session)
{
    if (auto written = writeReport(context, outcome); !written)
        return context.failed(written.error());
    const Exit exit = printOutcome(context, outcome, {});
    (void)session;
    return exit;
}

} // namespace

Result<> readySource(Context &context, db::Session &session, qint64 number)
{
    const auto run = context.run(
        session, [&](db::Sql &sql) { return migration::oneRun(sql, number); });
    if (!run)
        return run.error();
    auto address = sourceAddress(context, run.value().plan.source.uri);
    return address ? Result<>(Done{}) : Result<>(address.error());
}

Exit printOutcome(Context &context, const Outcome &outcome, const QStringList &further)
{
    printRun(context, outcome.run);
    context.say({});
    for (const migration::TableProof &proof : outcome.proofs)
        context.say(safeText(proof.sentence()));
    printDifferences(context, outcome);
    context.say(migration::verdict(outcome));
    for (const QString &line : further)
        context.say(line);
    if (outcome.quarantined() > 0)
        context.say(Words::tr("gatehousectl migrate quarantine shows what was set aside and why."));
    if (outcome.run.state == migration::RunState::Done)
        context.say(Words::tr("The old tables are kept: gatehousectl migrate rollback brings them "
                              "back, gatehousectl migrate finish drops them."));
    const bool proven = !outcome.hasDifferences() && outcome.quarantined() == 0;
    return context.done(
        migration::toJson(outcome), proven ? Exit::Done : Exit::Differences);
}

Exit migrateRun(Context &context)
{
    const auto batch = batchSize(context);
    if (!batch)
        return context.wrongUsage(batch.error().text);
    auto plan = planOf(context);
    if (!plan)
        return context.failed(plan.error());
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    const migration::RunOptions options =
        migrateOptions(context, *session.value(), batch.value());
    if (context.has("dry-run"))
        return migrateDryRun(context, *session.value(), plan.value(), options);
    qint64 begun = 0;
    const auto outcome = context.run(*session.value(),
        [&](db::Sql &sql) { return migration::start(sql, plan.value(), options, &begun); });
    if (!outcome)
        return stopped(context, outcome.error(), begun);
    sayWhatElse(context, outcome.value().run, *session.value());
    return conclude(context, outcome.value(), *session.value());
}

Exit migrateResume(Context &context)
{
    const auto number = runNumber(context);
    if (!number)
        return context.wrongUsage(number.error().text);
    const auto batch = batchSize(context);
    if (!batch)
        return context.wrongUsage(batch.error().text);
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    if (auto ready = readySource(context, *session.value(), number.value()); !ready)
        return context.failed(ready.error());
    const migration::RunOptions options =
        migrateOptions(context, *session.value(), batch.value());
    const auto outcome = context.run(*session.value(),
        [&](db::Sql &sql) { return migration::resume(sql, number.value(), options); });
    if (!outcome)
        return context.failed(outcome.error());
    sayWhatElse(context, outcome.value().run, *session.value());
    return conclude(context, outcome.value(), *session.value());
}

Exit migrateVerify(Context &context)
{
    const auto number = runNumber(context);
    if (!number)
        return context.wrongUsage(number.error().text);
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    if (auto ready = readySource(context, *session.value(), number.value()); !ready)
        return context.failed(ready.error());
    const migration::RunOptions options = migrateOptions(context, *session.value());
    const auto outcome = context.run(*session.value(),
        [&](db::Sql &sql) { return migration::verifyRun(sql, number.value(), options); });
    if (!outcome)
        return context.failed(outcome.error());
    return conclude(context, outcome.value(), *session.value());
}

} // namespace gatehouse::commands
