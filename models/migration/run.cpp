#include "migration/run.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/delta.h"
#include "migration/load.h"
#include "migration/runparts.h"
#include "migration/sidebyside.h"
#include "migration/words.h"

#include <algorithm>

namespace gatehouse::migration {

namespace {

struct Stage
{
    std::unique_ptr<Source> source; // this thread's own, for its catalogue
    OpenSource open;
    KeysRequest keys;
    std::vector<qint64> bytes;
};

Result<Stage> stageOf(db::Sql &sql, const Run &run, const RunOptions &options)
{
    Stage stage;
    stage.open = options.open ? options.open : openerOf(run.plan, sql.token());
    auto source = stage.open();
    if (!source)
        return source.error();
    stage.source = std::move(source).value();
    stage.keys = {run.id, {}, stage.open, idNamespace(run.plan), options.report};
    if (run.plan.bytesPerSecond == 0)
        stage.keys.further = options.further;
    if (run.base > 0) {
        auto base = oneRun(sql, run.base);
        if (!base)
            return base.error();
        stage.keys.base = std::move(base).value();
    }
    for (size_t i = 0; i < run.plan.tables.size(); ++i) {
        auto moved = movedOf(sql, run.plan, *stage.source, i);
        if (!moved)
            return moved.error();
        stage.keys.tables.push_back(std::move(moved).value());
        if (i < run.parts.size())
            stage.keys.tables.back().part = run.parts[i];
        const SourceTable *table = sourceTable(*stage.source, run.plan.tables[i].from);
        stage.bytes.push_back(table ? table->bytes : 0);
    }
    return stage;
}

// All or nothing: bookkeeping, missing tables, the copies and the run itself.
Result<qint64> prepare(
    db::Sql &sql, const Plan &plan, const RunOptions &options, const std::optional<Run> &base)
{
    const OpenSource open = options.open ? options.open : openerOf(plan, sql.token());
    auto source = open();
    if (!source)
        return source.error();
    auto state = source.value()->state();
    if (!state)
        return state.error();
    for (const TableRule &rule : plan.tables)
        if (!sourceTable(*source.value(), rule.from))
            return invalid(Words::tr("The source has no table “%1”.").arg(rule.from));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto may = trail::Recorder::open(sql, options.policy, options.actor); !may)
        return may.error();
    auto made = makeMissingTables(sql, plan);
    if (!made)
        return made.error();
    if (auto ledger = makeLedger(sql); !ledger)
        return ledger.error();
    auto id = addRun(sql, plan, state.value().facts, base ? base->id : 0);
    if (!id)
        return id.error();
    if (auto schema = makeSchema(sql, stagingSchema(id.value())); !schema)
        return schema.error();
    for (size_t i = 0; i < plan.tables.size(); ++i) {
        auto moved = movedOf(sql, plan, *source.value(), i);
        if (!moved)
            return moved.error();
        if (!base && moved.value().live.hasRows
            && moved.value().rule.existing == Existing::Fail)
            return refused(Words::tr("The table %1 has rows already. Say in the plan what becomes of "
                                     "them (\"existing\": \"skip\" or \"update\"), or name an empty "
                                     "schema.")
                               .arg(moved.value().rule.to));
        if (auto copied = copyStructure(sql, moved.value().live, stagingSchema(id.value())); !copied)
            return copied.error();
        Part part = moved.value().part;
        part.made = made.value().contains(part.to);
        if (auto added = addPart(sql, id.value(), part); !added)
            return added.error();
    }
    if (auto fail = failPoint("migrate.prepared"); !fail)
        return fail.error();
    if (auto committed = std::move(transaction).value().commit(); !committed)
        return committed.error();
    return id.value();
}

Result<> loadDelta(
    db::Sql &sql, const Stage &stage, const Run &run, const Moved &table, LoadRequest load)
{
    auto before = movedBefore(sql, table, stage.keys.ids);
    if (!before)
        return before.error();
    load.read.sieve = sieveFor(table, *before.value());
    if (auto loaded = loadTable(sql, std::move(load)); !loaded)
        return loaded;
    return takeOver(sql, run, table, stage.keys.ids, *before.value());
}

LoadRequest loadOf(const Stage &stage, size_t table, const Run &run, const RunOptions &options)
{
    const Moved &moved = stage.keys.tables[table];
    LoadRequest load;
    load.read.open = stage.open;
    load.read.rule = moved.rule;
    load.read.columns = moved.sourceColumns;
    load.read.encoder = encoderOf(moved, stage.keys.ids);
    load.read.part = moved.part.number;
    load.read.batchBytes = options.batchBytes;
    load.run = run;
    load.part = moved.part;
    load.schema = stagingSchema(run.id);
    load.bytes = stage.bytes[table];
    return load;
}

// A batch and its checkpoint are one transaction, so a crash of the server takes both or none, and
// no batch has to wait for the disk. What follows is committed durably, and with it all before.
Result<> loadAll(db::Sql &sql, const Stage &stage, const Run &run, const RunOptions &options)
{
    std::vector<size_t> open;
    for (size_t i = 0; i < stage.keys.tables.size(); ++i)
        if (!stage.keys.tables[i].part.complete)
            open.push_back(i);
    std::stable_sort(open.begin(), open.end(),
        [&](size_t a, size_t b) { return stage.bytes[a] > stage.bytes[b]; });
    std::vector<qint64> bytes;
    for (const size_t table : open)
        bytes.push_back(stage.bytes[table]);
    JoinedReport report(options.report, std::move(bytes));
    const auto load = [&](db::Sql &on, size_t item, const CancelToken &stop) -> Result<> {
        const size_t table = open[item];
        LoadRequest request = loadOf(stage, table, run, options);
        request.report = report.of(item);
        request.stop = stop;
        return stage.keys.base
            ? loadDelta(on, stage, run, stage.keys.tables[table], std::move(request))
            : loadTable(on, std::move(request));
    };
    const QString quick = u"SET synchronous_commit = off"_s;
    if (auto set = sql.script(quick); !set)
        return set;
    if (auto loaded = sideBySide(sql, stage.keys.further, quick, open.size(), load); !loaded)
        return loaded;
    if (auto set = sql.script(u"SET synchronous_commit = on"_s); !set)
        return set;
    return failPoint("migrate.loaded");
}

Result<std::vector<TableProof>> verifyAll(
    db::Sql &sql, const Stage &stage, const QString &schema, const RunOptions &options)
{
    std::vector<TableProof> proofs;
    for (const Moved &table : stage.keys.tables) {
        auto proof = verifyTable(
            sql, {stage.keys.run, table, schema, stage.open, stage.keys.ids, options.report,
                     stage.keys.base.has_value()});
        if (!proof)
            return proof.error();
        proofs.push_back(std::move(proof).value());
    }
    return proofs;
}

// Loading counted; keys and references change it: stubs are made, rows set aside.
Result<> recount(db::Sql &sql, qint64 id, KeysRequest &keys)
{
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    for (size_t i = 0; i < std::min(keys.tables.size(), run.value().parts.size()); ++i)
        keys.tables[i].part = run.value().parts[i];
    return Done{};
}

bool changedSince(const Stage &stage, const Run &run)
{
    const auto now = stage.source->state();
    return now && now.value().facts != run.sourceFacts;
}

Result<Outcome> goOn(db::Sql &sql, Run run, const RunOptions &options)
{
    if (run.base > 0 && run.state == RunState::Load) {
        if (auto anew = beginAnew(sql, run); !anew)
            return anew.error();
        auto fresh = oneRun(sql, run.id);
        if (!fresh)
            return fresh.error();
        run = std::move(fresh).value();
    }
    auto stage = stageOf(sql, run, options);
    if (!stage)
        return stage.error();
    Stage all = std::move(stage).value();
    auto state = all.source->state();
    if (!state)
        return state.error();
    if (state.value().facts != run.sourceFacts)
        return refused(Words::tr("The source changed since this migration began, so it cannot go on. "
                                 "Roll it back and begin again."));
    if (run.state == RunState::Load) {
        if (auto loaded = loadAll(sql, all, run, options); !loaded)
            return loaded.error();
        if (auto set = setState(sql, run.id, RunState::Keys); !set)
            return set.error();
        run.state = RunState::Keys;
    }
    if (run.state == RunState::Keys) {
        if (auto counted = recount(sql, run.id, all.keys); !counted)
            return counted.error();
        if (auto keyed = finishKeys(sql, all.keys); !keyed)
            return keyed.error();
        if (auto set = setState(sql, run.id, RunState::Swap); !set)
            return set.error();
        run.state = RunState::Swap;
    }
    Outcome outcome;
    if (auto counted = recount(sql, run.id, all.keys); !counted)
        return counted.error();
    if (run.state == RunState::Swap && options.verify) {
        auto proofs = verifyAll(sql, all, stagingSchema(run.id), options);
        if (!proofs)
            return proofs.error();
        outcome.proofs = std::move(proofs).value();
        outcome.sourceChanged = outcome.hasDifferences() && changedSince(all, run);
    }
    auto now = oneRun(sql, run.id);
    if (!now)
        return now.error();
    outcome.run = std::move(now).value();
    if (run.state == RunState::Swap && options.exchange && !outcome.hasDifferences()) {
        if (auto swapped = swapIn(sql, all.keys,
                recordOf(options, outcome.run, u"migration.exchange"_s, &outcome.recorded));
            !swapped)
            return swapped.error();
        if (auto again = oneRun(sql, run.id))
            outcome.run = std::move(again).value();
    }
    return outcome;
}

} // namespace

OpenSource openerOf(const Plan &plan, const CancelToken &token)
{
    const auto first = std::make_shared<std::atomic<bool>>(true);
    return [source = plan.source, token, first] {
        OpenRequest request{source.uri, source.options, token};
        request.reuse = !first->exchange(false); // looked at anew once
        return openSource(request, source.kind);
    };
}

Result<Outcome> start(db::Sql &sql, const Plan &plan, const RunOptions &options, qint64 *begun)
{
    if (const QStringList lacks = missing(plan); !lacks.isEmpty())
        return invalid(Words::tr("The plan cannot run yet. %1").arg(lacks.join(u' ')));
    auto lock = prepareSession(sql);
    if (!lock)
        return lock.error();
    if (auto gone = dropExpired(sql, options); !gone)
        return gone.error();
    std::optional<Run> base;
    if (options.delta) {
        auto found = baseOf(sql, plan);
        if (!found)
            return found.error();
        base = std::move(found).value();
        if (auto same = isUntouched(sql, *base); !same)
            return same.error();
    }
    auto id = prepare(sql, plan, options, base);
    if (!id)
        return id.error();
    if (begun)
        *begun = id.value();
    if (options.begun)
        options.begun(id.value());
    auto run = oneRun(sql, id.value());
    if (!run)
        return run.error();
    return goOn(sql, std::move(run).value(), options);
}

Result<Outcome> resume(db::Sql &sql, qint64 id, const RunOptions &options)
{
    auto lock = prepareSession(sql);
    if (!lock)
        return lock.error();
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    if (auto wide = widenLedger(sql); !wide)
        return wide.error();
    if (run.value().state > RunState::Swap)
        return refused(Words::tr("There is nothing to go on with: the migration is in the state “%1”.")
                           .arg(runStateName(run.value().state)));
    return goOn(sql, std::move(run).value(), options);
}

Result<Outcome> verifyRun(db::Sql &sql, qint64 id, const RunOptions &options)
{
    auto lock = prepareSession(sql);
    if (!lock)
        return lock.error();
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    const RunState state = run.value().state;
    if (state == RunState::Load || state == RunState::Keys || state == RunState::RolledBack)
        return refused(Words::tr("There is nothing to verify: the migration is in the state “%1”.")
                           .arg(runStateName(state)));
    auto stage = stageOf(sql, run.value(), options);
    if (!stage)
        return stage.error();
    auto proofs = verifyAll(sql, stage.value(),
        state == RunState::Swap ? stagingSchema(run.value().id) : run.value().plan.target.schema,
        options);
    if (!proofs)
        return proofs.error();
    Outcome outcome{std::move(run).value(), std::move(proofs).value()};
    outcome.sourceChanged = outcome.hasDifferences() && changedSince(stage.value(), outcome.run);
    return outcome;
}

} // namespace gatehouse::migration
