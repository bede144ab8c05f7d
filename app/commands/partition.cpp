#include "app/cli/terminal.h"
#include "app/commands/command.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "partitions/care.h"
#include "systems/recognition.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

namespace gatehouse::commands {

namespace {

using partitions::Job;
using partitions::RunOptions;
using partitions::Table;

struct Target
{
    std::unique_ptr<db::Session> session;
    QString schema, table, time;
};

// "usage_logs" or "public.usage_logs"; the time column from --column, else from the description.
Result<Target> targetOf(Context &context, bool readOnly)
{
    auto session = context.open(readOnly);
    if (!session)
        return session.error();
    const QString name = context.operands().first();
    Target target{std::move(session).value(),
        name.contains(u'.') ? name.section(u'.', 0, 0) : QString(), name.section(u'.', -1),
        context.text("column")};
    auto found = context.run(*target.session,
        [](db::Sql &sql) { return systems::recognise(sql, systems::allDescriptions()); });
    if (!found)
        return found.error();
    for (const systems::Match &match : found.value().matches) {
        if (!match.shape().tables.contains(target.table)
            || (!target.schema.isEmpty() && match.schema != target.schema))
            continue;
        if (target.schema.isEmpty())
            target.schema = match.schema;
        const systems::Shape &shape = match.shape();
        if (target.time.isEmpty() && shape.usage && shape.usage->table == target.table)
            target.time = shape.usage->time;
        if (target.time.isEmpty() && shape.audit && shape.audit->table == target.table)
            target.time = shape.audit->time;
        for (const systems::RetentionRule &rule : match.system->retention)
            if (target.time.isEmpty() && rule.table == target.table)
                target.time = rule.column;
    }
    if (target.schema.isEmpty())
        target.schema = u"public"_s;
    return target;
}

Result<RunOptions> optionsOf(Context &context, const db::Session &session)
{
    const auto ahead = context.number("ahead", 3, 0, 120);
    if (!ahead)
        return ahead.error();
    RunOptions options;
    options.plan.ahead = int(ahead.value());
    options.actor =
        trail::thisProcess(u"gatehousectl " GATEHOUSE_VERSION ""_s, session.options().info.label());
    options.policy = context.text("record", u"require"_s) == "skip"_L1 ? trail::Policy::Optional
                                                                       : trail::Policy::Required;
    options.report = context.progress();
    options.exchange = !context.has("no-exchange");
    return options;
}

Result<> makeTrail(Context &context, db::Session &session, const RunOptions &options)
{
    if (context.text("record") != "create"_L1)
        return Done{};
    return context.run(
        session, [&options](db::Sql &sql) { return trail::create(sql, options.actor); });
}

QJsonObject toJson(const Job &job)
{
    return {{u"job"_s, job.id}, {u"table"_s, job.schema + u'.' + job.table},
        {u"column"_s, job.time}, {u"state"_s, partitions::stateId(job.state)},
        {u"copied"_s, job.copied}};
}

Exit showPlan(Context &context, const Table &table, const RunOptions &options)
{
    for (const QString &warning : table.warnings)
        context.warn(warning);
    if (!table.obstacles.isEmpty())
        return context.failed(refused(table.obstacles.join(u' ')));
    QJsonArray steps;
    for (const partitions::Step &step : partitions::stepsOf(table, options.plan, 0)) {
        context.say(u"-- "_s + step.title);
        for (const QString &statement : step.statements)
            context.say(statement + u';');
        context.say({});
        steps.append(QJsonObject{{u"step"_s, step.id}, {u"title"_s, step.title},
            {u"statements"_s, QJsonArray::fromStringList(step.statements)}});
    }
    return context.done(QJsonObject{
        {u"steps"_s, steps}, {u"warnings"_s, QJsonArray::fromStringList(table.warnings)}});
}

Exit plan(Context &context)
{
    auto target = targetOf(context, true);
    if (!target)
        return context.failed(target.error());
    const auto options = optionsOf(context, *target.value().session);
    if (!options)
        return context.wrongUsage(options.error().text);
    const auto table = context.run(*target.value().session, [&](db::Sql &sql) {
        return partitions::readTable(
            sql, target.value().schema, target.value().table, target.value().time);
    });
    if (!table)
        return context.failed(table.error());
    return showPlan(context, table.value(), options.value());
}

Exit runMove(Context &context)
{
    if (context.has("dry-run"))
        return plan(context);
    auto opened = targetOf(context, false);
    if (!opened)
        return context.failed(opened.error());
    const Target &target = opened.value();
    const auto options = optionsOf(context, *target.session);
    if (!options)
        return context.wrongUsage(options.error().text);
    if (auto sure = context.confirm(
            Words::tr("Move %1 to monthly partitions? It is copied while it is in use, and the record "
                      "of the move is kept in the schema gatehouse.")
                .arg(safeText(target.schema + u'.' + target.table, 120)));
        !sure)
        return context.failed(sure.error());
    if (auto made = makeTrail(context, *target.session, options.value()); !made)
        return context.failed(made.error());
    const auto moved = context.run(*target.session, [&](db::Sql &sql) {
        return partitions::move(sql, target.schema, target.table, target.time, options.value());
    });
    if (!moved)
        return context.failed(moved.error());
    const partitions::Moved &done = moved.value();
    context.say(Words::tr("%1: %2.")
                    .arg(safeText(target.table, 80), partitions::stateName(done.job.state)));
    if (done.rows > 0)
        context.say(Words::tr("%1 rows compared by content: %2.")
                        .arg(QLocale().toString(done.rows), done.checksum.left(16)));
    context.say(Words::tr("The longest batch took %1 ms, the exchange %2 ms (attempt %3), all of it %4 ms.")
                    .arg(done.longestBatchMs)
                    .arg(done.swapMs)
                    .arg(done.attempts)
                    .arg(done.milliseconds));
    if (done.job.state == partitions::State::Swapped)
        context.say(Words::tr("The old table is kept as %1 and follows: take it back with database "
                              "partition undo, or drop it with database partition finish.")
                        .arg(safeText(target.table + u"_gh_old"_s, 80)));
    QJsonObject json = toJson(done.job);
    json.insert(u"rows"_s, done.rows);
    json.insert(u"checksum"_s, done.checksum);
    json.insert(u"repaired"_s, done.repaired);
    json.insert(u"longestBatchMs"_s, done.longestBatchMs);
    json.insert(u"followMs"_s, done.followMs);
    json.insert(u"exchangeMs"_s, done.swapMs);
    json.insert(u"attempts"_s, done.attempts);
    json.insert(u"milliseconds"_s, done.milliseconds);
    return context.done(json);
}

Exit endMove(Context &context, const QString &question,
    Result<Job> (*end)(db::Sql &, const Job &, const RunOptions &))
{
    auto target = targetOf(context, false);
    if (!target)
        return context.failed(target.error());
    db::Session &session = *target.value().session;
    const auto options = optionsOf(context, session);
    if (!options)
        return context.wrongUsage(options.error().text);
    const auto job = context.run(session, [&](db::Sql &sql) {
        return partitions::openJob(sql, target.value().schema, target.value().table);
    });
    if (!job)
        return context.failed(job.error());
    const QString label = safeText(target.value().schema + u'.' + target.value().table, 120);
    if (!job.value())
        return context.failed(refused(Words::tr("No move of %1 is under way.").arg(label)));
    if (auto sure = context.confirm(question.arg(label)); !sure)
        return context.failed(sure.error());
    const auto ended = context.run(
        session, [&](db::Sql &sql) { return end(sql, *job.value(), options.value()); });
    if (!ended)
        return context.failed(ended.error());
    context.say(Words::tr("%1: %2.").arg(label, partitions::stateName(ended.value().state)));
    return context.done(toJson(ended.value()));
}

Exit undoMove(Context &context)
{
    return endMove(
        context, Words::tr("Undo the move of %1 to partitions?"), &partitions::undo);
}

Exit finishMove(Context &context)
{
    return endMove(context, Words::tr("Drop the old table of %1 for good?"), &partitions::finish);
}

Exit status(Context &context)
{
    auto session = context.open(true);
    if (!session)
        return context.failed(session.error());
    std::vector<Job> jobs;
    std::vector<partitions::Extension> extensions;
    const auto tables = context.run(
        *session.value(), [&](db::Sql &sql) -> Result<std::vector<partitions::Partitioned>> {
            auto known = partitions::jobs(sql);
            if (!known)
                return known.error();
            jobs = std::move(known).value();
            auto others = partitions::handOver(sql);
            if (!others)
                return others.error();
            extensions = std::move(others).value();
            return partitions::partitioned(sql);
        });
    if (!tables)
        return context.failed(tables.error());
    QJsonArray moves, all, others;
    for (const Job &job : jobs) {
        context.say(Words::tr("Move %1 of %2: %3.")
                        .arg(job.id)
                        .arg(safeText(job.schema + u'.' + job.table, 120),
                            partitions::stateName(job.state)));
        moves.append(toJson(job));
    }
    cli::Table shown{{Words::tr("Table"), Words::tr("Partition"), Words::tr("From"), Words::tr("To"),
                         Words::tr("Rows, about"), Words::tr("Size")},
        {}, {false, false, false, false, true, true}};
    for (const partitions::Partitioned &table : tables.value()) {
        QJsonArray parts;
        for (const partitions::Part &part : table.parts) {
            shown.rows.push_back({table.schema + u'.' + table.name, part.name, part.from.left(10),
                part.to.left(10), part.rows < 0 ? u"?"_s : QLocale().toString(part.rows, 'f', 0),
                QLocale().formattedDataSize(part.bytes)});
            parts.append(QJsonObject{{u"name"_s, part.name}, {u"from"_s, part.from},
                {u"to"_s, part.to}, {u"rows"_s, part.rows}, {u"bytes"_s, part.bytes}});
        }
        all.append(QJsonObject{{u"table"_s, table.schema + u'.' + table.name},
            {u"column"_s, table.time}, {u"monthly"_s, table.monthly}, {u"ahead"_s, table.ahead},
            {u"partitions"_s, parts}});
    }
    if (tables.value().empty())
        context.say(Words::tr("No table of this database is partitioned by time."));
    else
        context.table(shown);
    for (const partitions::Extension &one : extensions) {
        context.say(one.sentence);
        others.append(QJsonObject{{u"extension"_s, one.name}, {u"version"_s, one.version}});
    }
    return context.done(
        QJsonObject{{u"moves"_s, moves}, {u"tables"_s, all}, {u"handOver"_s, others}});
}

Exit extendTables(Context &context)
{
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    const auto options = optionsOf(context, *session.value());
    if (!options)
        return context.wrongUsage(options.error().text);
    const auto tables = context.run(*session.value(), [](db::Sql &sql) { return partitions::partitioned(sql); });
    if (!tables)
        return context.failed(tables.error());
    QStringList made;
    for (const partitions::Partitioned &table : tables.value()) {
        if (!table.monthly)
            continue;
        const auto names = context.run(*session.value(),
            [&](db::Sql &sql) { return partitions::extend(sql, table, options.value()); });
        if (!names)
            return context.failed(names.error());
        made << names.value();
    }
    context.say(Words::tr("%n partition(s) (was|were) made.", nullptr, int(made.size())));
    return context.done(QJsonObject{{u"made"_s, QJsonArray::fromStringList(made)}});
}

std::vector<Option> withCommon(std::vector<Option> own)
{
    own.push_back({"ahead", "MONTHS",
        QT_TRANSLATE_NOOP("Command", "Partitions after the present month, 3 unless said")});
    own.push_back({"record", "HOW", QT_TRANSLATE_NOOP("Command", "require, create or skip"), false, false,
        Completion::None, {"require", "create", "skip"}});
    return own;
}

} // namespace

std::vector<Command> partitionCommands()
{
    const Operand table{"TABLE", QT_TRANSLATE_NOOP("Command", "The table, with its schema if need be")};
    const Option column{"column", "NAME", QT_TRANSLATE_NOOP("Command", "The time column, if no guide names it")};
    const Option dry{"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Show every statement and change nothing")};
    return {
        {"database partition plan",
            QT_TRANSLATE_NOOP("Command", "Show every statement of a move to monthly partitions"),
            withCommon({column}), {table}, plan},
        {"database partition run",
            QT_TRANSLATE_NOOP("Command", "Move a large log to monthly partitions while it is in use"),
            withCommon({column, dry,
                {"no-exchange", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Copy and compare, and stop before the exchange")}}),
            {table}, runMove,
            QT_TRANSLATE_NOOP("Command",
                "Stopped or killed at any moment it goes on when it is run again. The old table is kept "
                "and follows the new one until it is finished or undone.")},
        {"database partition undo", QT_TRANSLATE_NOOP("Command", "Take the old table back"),
            withCommon({}), {table}, undoMove},
        {"database partition finish",
            QT_TRANSLATE_NOOP("Command", "Drop the old table; there is no way back"), withCommon({}), {table},
            finishMove},
        {"database partition status",
            QT_TRANSLATE_NOOP("Command", "List partitioned tables, their partitions and moves"), {}, {},
            status},
        {"database partition extend",
            QT_TRANSLATE_NOOP("Command", "Make the partitions of the months ahead"), withCommon({}), {},
            extendTables},
    };
}

} // namespace gatehouse::commands
