#include "app/cli/terminal.h"
#include "app/commands/migrateparts.h"
#include "app/commands/words.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "migration/applyrows.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::commands {

namespace {

using migration::Run;

using Drifts = std::vector<migration::Drift>;

bool anyOf(const Drifts &drift)
{
    return std::any_of(drift.begin(), drift.end(),
        [](const migration::Drift &table) { return table.isAny(); });
}

struct Ending
{
    QString question, questionWhenChanged;
    Result<Run> (*end)(db::Sql &, qint64, const migration::RunOptions &) = nullptr;
    bool looks = false; // at what changed since the exchange
};

Result<Drifts> driftOf(Context &context, db::Session &session, const Run &run)
{
    if (run.state != migration::RunState::Done)
        return Drifts{};
    return context.run(session, [&](db::Sql &sql) { return migration::driftSince(sql, run); });
}

Exit endRun(Context &context, const Ending &ending)
{
    const auto number = runNumber(context);
    if (!number)
        return context.wrongUsage(number.error().text);
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    const auto run = context.run(*session.value(),
        [&](db::Sql &sql) { return migration::oneRun(sql, number.value()); });
    if (!run)
        return context.failed(run.error());
    printRun(context, run.value());
    const auto drift = ending.looks ? driftOf(context, *session.value(), run.value())
                                    : Result<Drifts>(Drifts{});
    if (!drift)
        return context.failed(drift.error());
    printDrift(context, drift.value());
    const bool changed = anyOf(drift.value());
    if (changed && !context.has("abandon-changes"))
        return context.failed(refused(
            Words::tr("The tables changed since the exchange, and rolling back would take that from "
                      "the service. With --abandon-changes they are kept aside and the old ones come "
                      "back. Nothing was changed.")));
    const QString &question = changed ? ending.questionWhenChanged : ending.question;
    if (auto sure = context.confirm(question.arg(run.value().id)); !sure)
        return context.failed(sure.error());
    const migration::RunOptions options = migrateOptions(context, *session.value());
    QElapsedTimer clock;
    clock.start();
    const auto ended = context.run(*session.value(),
        [&](db::Sql &sql) { return ending.end(sql, run.value().id, options); });
    if (!ended)
        return context.failed(ended.error());
    const qint64 ms = clock.elapsed();
    context.say(Words::tr("Migration %1: %2, after %3 ms.")
                    .arg(ended.value().id)
                    .arg(migration::runStateName(ended.value().state))
                    .arg(ms));
    if (!ended.value().aside.isEmpty())
        context.say(Words::tr("What was written since the exchange is in the schema %1 until "
                              "gatehousectl migrate finish, for a day at least.")
                        .arg(safeText(ended.value().aside)));
    QJsonObject json = migration::toJson(ended.value());
    json.insert(u"milliseconds"_s, ms);
    return context.done(json);
}

// --set 12=2025-02-28
Result<> mendRows(Context &context, db::Session &session, qint64 number,
    const migration::RunOptions &options)
{
    for (const QString &one : context.texts("set")) {
        bool isNumber = false;
        const qint64 row = one.section(u'=', 0, 0).toLongLong(&isNumber);
        if (!isNumber || !one.contains(u'='))
            return invalid(Words::tr("--set takes NUMBER=VALUE, with the number of a row in quarantine."));
        auto mended = context.run(session, [&](db::Sql &sql) {
            return migration::mendRow(sql, number, row, one.section(u'=', 1), options);
        });
        if (!mended)
            return mended.error();
    }
    return Done{};
}

Exit applyRows(Context &context, qint64 number)
{
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    if (auto ready = readySource(context, *session.value(), number); !ready)
        return context.failed(ready.error());
    std::optional<migration::Plan> rules;
    if (context.has("rules")) {
        auto plan = planOf(context);
        if (!plan)
            return context.failed(plan.error());
        rules = std::move(plan).value();
    }
    const migration::RunOptions options = migrateOptions(context, *session.value());
    if (auto mended = mendRows(context, *session.value(), number, options); !mended)
        return context.failed(mended.error());
    const auto applied = context.run(*session.value(), [&](db::Sql &sql) {
        return migration::applyQuarantine(sql, number, rules, options);
    });
    if (!applied)
        return context.failed(applied.error());
    context.say(Words::tr("%n row(s) (is|are) in the target now.", nullptr, int(applied.value().applied)));
    context.say(Words::tr("%n row(s) (is|are) still in quarantine.", nullptr, int(applied.value().left)));
    return context.done(QJsonObject{{u"applied"_s, applied.value().applied},
                            {u"left"_s, applied.value().left}},
        applied.value().left == 0 ? Exit::Done : Exit::Differences);
}

} // namespace

Exit migrateFinish(Context &context)
{
    return endRun(context,
        {Words::tr("Drop the tables that are kept for migration %1 for good?"), {},
            &migration::finishRun});
}

Exit migrateRollback(Context &context)
{
    return endRun(context,
        {Words::tr("Take back migration %1? Nothing was written into its tables since."),
            Words::tr("Take back migration %1? What was written into its tables since is kept "
                      "aside, and the service does not see it any more."),
            &migration::rollBackRun, true});
}

Exit migrateQuarantine(Context &context)
{
    const auto number = runNumber(context);
    if (!number)
        return context.wrongUsage(number.error().text);
    if (context.has("apply"))
        return applyRows(context, number.value());
    auto session = context.open(true);
    if (!session)
        return context.failed(session.error());
    Run run;
    const auto rows = context.run(
        *session.value(), [&](db::Sql &sql) -> Result<std::vector<migration::Rejected>> {
            auto found = migration::oneRun(sql, number.value());
            if (!found)
                return found.error();
            run = std::move(found).value();
            return migration::listRejected(sql, run.id, u"open"_s, 0, 1000);
        });
    if (!rows)
        return context.failed(rows.error());
    cli::Table table{{Words::tr("Number"), Words::tr("Table"), Words::tr("Place"), Words::tr("Column"),
                         Words::tr("Reason"), Words::tr("Value"), Words::tr("Rule that would take it")},
        {}};
    QJsonArray json;
    for (const migration::Rejected &row : rows.value()) {
        const QString from = run.parts.size() > size_t(row.part) ? run.parts[size_t(row.part)].from : QString();
        const QString value = redact(QString::fromUtf8(row.value.value_or(QByteArray())));
        table.rows.push_back({QString::number(row.id), from, row.place, row.column, row.message,
            safeText(value, 60), row.rule});
        json.append(QJsonObject{{u"id"_s, row.id}, {u"table"_s, from}, {u"place"_s, row.place},
            {u"column"_s, row.column}, {u"reason"_s, row.reason}, {u"message"_s, row.message},
            {u"value"_s, value.left(1000)}, {u"rule"_s, row.rule}});
    }
    context.table(table);
    context.say(Words::tr("%n row(s) (is|are) in quarantine.", nullptr, int(rows.value().size())));
    return context.done(QJsonObject{{u"run"_s, run.id}, {u"rows"_s, json}},
        rows.value().empty() ? Exit::Done : Exit::Differences);
}

Exit migrateStatus(Context &context)
{
    const auto number = runNumber(context);
    if (!number)
        return context.wrongUsage(number.error().text);
    auto session = context.open(true);
    if (!session)
        return context.failed(session.error());
    const auto runs = context.run(*session.value(),
        [&](db::Sql &sql) { return migration::listRuns(sql, number.value()); });
    if (!runs)
        return context.failed(runs.error());
    if (runs.value().empty())
        context.say(Words::tr("Nothing was migrated into this database yet."));
    QJsonArray json;
    for (const Run &run : runs.value()) {
        printRun(context, run);
        QJsonObject one = migration::toJson(run);
        if (context.has("drift") && run.state == migration::RunState::Done) {
            const auto drift = driftOf(context, *session.value(), run);
            if (!drift)
                return context.failed(drift.error());
            printDrift(context, drift.value());
            QJsonArray tables;
            for (const migration::Drift &table : drift.value())
                tables.append(QJsonObject{{u"table"_s, table.table},
                    {u"written"_s, table.written}, {u"gone"_s, table.missing}});
            one.insert(u"drift"_s, tables);
        }
        json.append(one);
    }
    return context.done(QJsonObject{{u"runs"_s, json}});
}

} // namespace gatehouse::commands
