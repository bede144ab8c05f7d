#include "app/commands/schemasteps.h"

#include "app/cli/terminal.h"
#include "app/commands/words.h"
#include "backup/store.h"
#include "base/safetext.h"
#include "systems/recognition.h"

#include <QDir>
#include <QJsonArray>
#include <QLocale>

namespace gatehouse::commands {
namespace {

using namespace versions;

struct Place
{
    QString system, schema;
};

Result<Place> place(Context &context, db::Session &session)
{
    const QString system = context.text("system"), schema = context.text("schema");
    if (!system.isEmpty() && !schema.isEmpty())
        return Place{system, schema};
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto found =
        context.run(session, [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!found)
        return found.error();
    std::vector<Place> fitting;
    const QStringList stepped = systemsWithSteps();
    for (const systems::Match &match : found.value().matches) {
        if ((system.isEmpty() ? stepped.contains(match.system->id) || context.has("steps")
                              : match.system->id == system)
            && (schema.isEmpty() || match.schema == schema))
            fitting.push_back({match.system->id, match.schema});
    }
    if (fitting.size() > 1) {
        QStringList names;
        for (const Place &one : fitting)
            names.append(one.system + Words::tr(" in ") + safeText(one.schema));
        return invalid(Words::tr("Several systems have upgrade steps here: %1. Name one with "
                                 "--system and --schema.")
                           .arg(names.join(u", "_s)));
    }
    if (!fitting.empty())
        return fitting.front();
    if (!system.isEmpty())
        return Place{system, schema.isEmpty() ? u"public"_s : schema};
    return refused(Words::tr("No system with upgrade steps was recognised in this database. Name one "
                             "with --system, or your own steps with --steps and --system."));
}

Result<std::vector<Step>> steps(const Context &context, const QString &system)
{
    if (context.has("steps"))
        return readSteps(QDir(context.text("steps")).absolutePath(), system);
    auto shipped = stepsOf(system);
    if (shipped && shipped.value().empty())
        return invalid(Words::tr("There are no upgrade steps for \"%1\". There are some for %2.")
                           .arg(safeText(system, 60), systemsWithSteps().join(u", "_s)));
    return shipped;
}

Result<> limits(const Context &context, Patience &patience)
{
    for (auto [option, low, high, factor, into] :
        {std::tuple{"lock-timeout", qint64(50), qint64(600000), 1, &patience.lockMs},
            {"patience", qint64(0), qint64(86400), 1000, &patience.totalMs},
            {"turn", qint64(0), qint64(86400), 1000, &patience.turnMs}}) {
        const auto given = context.number(option, *into / factor, low, high);
        if (!given)
            return given.error();
        *into = int(std::min<qint64>(given.value() * factor, std::numeric_limits<int>::max()));
    }
    return Done{};
}

QString backupName(const Context &context, const QString &database)
{
    const QString given = context.text("folder");
    const auto all = backup::listBackups(
        given.isEmpty() ? backup::defaultFolder() : QDir(given).absolutePath());
    if (!all || !backup::lackOfProof(all.value(), database, QDateTime::currentDateTimeUtc()).isEmpty())
        return {};
    const backup::Found *newest = backup::newestProven(all.value(), database);
    return newest ? newest->name : QString();
}

QString locksText(const PreviewStatement &one)
{
    const bool none = one.statement.lock == LockMode::None;
    if (!one.learned.tried && !none)
        return lockName(one.statement.lock);
    QStringList texts;
    for (const Learned::Lock &lock : one.learned.locks)
        texts.append(lockName(lock.mode) + Words::tr(" on ") + lock.table);
    return texts.isEmpty() ? Words::tr("none that others meet") : texts.join(u", "_s);
}

QJsonObject statementJson(const PreviewStatement &one)
{
    static const QStringList weights{u"note"_s, u"unsafe"_s, u"destroys"_s};
    QJsonArray hazards, locks;
    for (const Hazard &hazard : one.statement.hazards)
        hazards.append(QJsonObject{{u"rule"_s, hazard.rule},
            {u"weight"_s, weights.value(int(hazard.weight))}, {u"why"_s, hazard.why},
            {u"safe"_s, QJsonArray::fromStringList(hazard.safe)}});
    for (const Learned::Lock &lock : one.learned.locks)
        locks.append(QJsonObject{{u"table"_s, lock.table}, {u"mode"_s, lockName(lock.mode)}});
    return {{u"sql"_s, one.statement.text}, {u"kind"_s, one.statement.kind},
        {u"lockByRule"_s, lockName(one.statement.lock)}, {u"learned"_s, one.learned.tried},
        {u"locks"_s, locks}, {u"writtenAnew"_s, QJsonArray::fromStringList(one.learned.rewritten)},
        {u"notLearned"_s, one.learned.why}, {u"hazards"_s, hazards}, {u"ran"_s, one.ran},
        {u"guessMs"_s, one.guess.ms}, {u"basis"_s, one.guess.basis}};
}

} // namespace

Result<OpenSteps> openSteps(Context &context, Way way, bool readOnly)
{
    auto session = context.open(readOnly);
    if (!session)
        return session.error();
    OpenSteps open{std::move(session).value(), {}};
    auto where = place(context, *open.session);
    if (!where)
        return where.error();
    auto all = steps(context, where.value().system);
    if (!all)
        return all.error();
    UpgradePlan &plan = open.plan;
    plan.server = open.session->options();
    plan.schema = where.value().schema;
    plan.steps = std::move(all).value();
    if (context.has("safe")) {
        for (Step &step : plan.steps) {
            auto safe = madeSafe(step, way);
            if (!safe)
                return safe.error();
            step = std::move(safe).value();
        }
    }
    plan.way = way;
    plan.until = context.text("to");
    if (auto good = fillPlan(context, plan); !good)
        return good.error();
    return open;
}

Result<> fillPlan(const Context &context, UpgradePlan &plan)
{
    if (auto good = limits(context, plan.patience); !good)
        return good.error();
    plan.acceptUnsafe = context.has("as-written");
    plan.acceptLoss = context.has("no-backup");
    plan.backup = backupName(context, plan.server.info.database);
    plan.policy = context.text("record", u"require"_s) == "skip"_L1 ? trail::Policy::Optional
                                                                    : trail::Policy::Required;
    plan.actor =
        trail::thisProcess(u"gatehousectl " GATEHOUSE_VERSION ""_s, plan.server.info.label());
    return Done{};
}

std::vector<Option> withSteps(std::vector<Option> own)
{
    own.push_back({"system", "ID",
        QT_TRANSLATE_NOOP("Command", "Whose steps, when the database holds several or none yet")});
    own.push_back({"schema", "NAME", QT_TRANSLATE_NOOP("Command", "The schema that holds it")});
    own.push_back({"steps", "DIR",
        QT_TRANSLATE_NOOP("Command",
            "Steps of your own: a folder each, with step.json, up.sql, down.sql and verify.sql"),
        false, false, Completion::Folder});
    return own;
}

void show(Context &context, const UpgradePlan &plan, const Preview &preview)
{
    for (const PreviewStep &step : preview.steps) {
        context.say(u"%1  %2  (%3)"_s.arg(
            step.step.id, systems::translated(step.step.title), stateWord(step.standing.state)));
        if (const QString sentence = step.standing.sentence(step.step); !sentence.isEmpty())
            context.say(u"    "_s + sentence);
        for (const PreviewStatement &one : step.statements) {
            context.say(u"    "_s + (one.ran ? Words::tr("(ran) ") : QString())
                + safeText(one.statement.text.simplified(), 500));
            if (one.ran)
                continue;
            context.say(u"        "_s
                + Words::tr("lock: %1; about %2 ms (%3)")
                      .arg(locksText(one), QString::number(one.guess.ms), one.guess.basis));
            if (!one.learned.rewritten.isEmpty())
                context.say(u"        "_s
                    + Words::tr("writes anew: %1").arg(one.learned.rewritten.join(u", "_s)));
            for (const Hazard &hazard : one.statement.hazards) {
                context.say(u"     !! "_s + hazard.why);
                for (const QString &safe : hazard.safe)
                    context.say(u"        "_s + Words::tr("safely: %1").arg(safeText(safe, 300)));
            }
        }
    }
    for (const TableSize &size : preview.sizes)
        context.say(Words::tr("Table %1: %2 with its indexes, about %3 row(s)")
                        .arg(safeText(size.table), QLocale().formattedDataSize(size.totalBytes, 1),
                            QString::number(size.rows)));
    for (const Holder &holder : preview.holders)
        context.say((holder.inTheWay ? Words::tr("In the way: %1") : Words::tr("Beside: %1"))
                        .arg(holder.sentence()));
    for (const QString &warning : preview.warnings)
        context.warn(warning);
    if (preview.ledgerMissing && !preview.steps.empty())
        context.say(Words::tr("Which steps were applied is not kept yet: the tables "
                              "gatehouse.schema_steps and gatehouse.schema_statements are made."));
    if (preview.destroys())
        context.say(plan.backup.isEmpty()
                ? Words::tr("This destroys data, and no proven backup of this database is known.")
                : Words::tr("This destroys data; the backup %1 would bring it back.")
                      .arg(plan.backup));
}

QJsonObject previewJson(const UpgradePlan &plan, const Preview &preview)
{
    QJsonArray all, work, holders, invalid, sizes;
    for (size_t i = 0; i < preview.standings.size(); ++i) {
        const Standing &one = preview.standings.at(i);
        const Step &step = plan.steps.at(i);
        QJsonArray checks;
        for (const StepCheck &check : one.checks)
            checks.append(QJsonObject{{u"what"_s, check.what}, {u"ok"_s, check.ok}});
        all.append(QJsonObject{{u"id"_s, step.id}, {u"title"_s, systems::translated(step.title)},
            {u"state"_s, stateId(one.state)}, {u"edited"_s, one.edited},
            {u"drifted"_s, one.drifted}, {u"next"_s, one.isHalf() ? QJsonValue(one.next) : QJsonValue()},
            {u"sentence"_s, one.sentence(step)}, {u"checks"_s, checks}});
    }
    for (const PreviewStep &step : preview.steps) {
        QJsonArray statements;
        for (const PreviewStatement &one : step.statements)
            statements.append(statementJson(one));
        work.append(QJsonObject{{u"id"_s, step.step.id}, {u"way"_s, wayId(step.task.way)},
            {u"onlyRecord"_s, step.task.record}, {u"from"_s, step.task.from},
            {u"oneTransaction"_s, step.step.together},
            {u"destroys"_s, step.step.destroys(step.task.way)}, {u"statements"_s, statements}});
    }
    for (const Holder &one : preview.holders)
        holders.append(QJsonObject{{u"pid"_s, one.pid}, {u"user"_s, one.user},
            {u"application"_s, one.application}, {u"table"_s, one.table},
            {u"mode"_s, lockName(one.mode)}, {u"granted"_s, one.granted},
            {u"inTheWay"_s, one.inTheWay}, {u"transactionSeconds"_s, one.transactionSeconds}});
    for (const InvalidIndex &one : preview.invalid)
        invalid.append(QJsonObject{{u"name"_s, one.name}, {u"table"_s, one.table},
            {u"beingBuilt"_s, one.beingBuilt}});
    for (const TableSize &one : preview.sizes)
        sizes.append(QJsonObject{
            {u"table"_s, one.table}, {u"bytes"_s, one.totalBytes}, {u"rows"_s, one.rows}});
    return {{u"system"_s, plan.steps.empty() ? QString() : plan.steps.front().system},
        {u"schema"_s, plan.schema}, {u"steps"_s, all}, {u"work"_s, work}, {u"holders"_s, holders},
        {u"invalidIndexes"_s, invalid}, {u"tables"_s, sizes}, {u"destroys"_s, preview.destroys()},
        {u"unsafe"_s, preview.isUnsafe()}, {u"backup"_s, plan.backup},
        {u"barred"_s, preview.barred}};
}

} // namespace gatehouse::commands
