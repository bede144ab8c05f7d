#include "base/safetext.h"
#include "versions/upgrade.h"
#include "versions/words.h"

#include <algorithm>
#include <map>

namespace gatehouse::versions {
namespace {

using State = Standing::State;

Result<std::vector<Task>> upTasks(
    const UpgradePlan &plan, const std::vector<Standing> &standings, size_t last)
{
    std::vector<Task> tasks;
    for (size_t i = 0; i <= last; ++i) {
        const Standing &one = standings.at(i);
        if (one.state == State::HalfDown)
            return refused(
                Words::tr("The step %1 is half undone. Finish the undoing first: gatehousectl schema "
                          "downgrade.")
                    .arg(plan.steps.at(i).id));
        if (one.state == State::Pending)
            tasks.push_back({i, Way::Up, 0, false});
        else if (one.state == State::InPlace)
            tasks.push_back({i, Way::Up, 0, true});
        else if (one.state == State::HalfUp)
            tasks.push_back({i, Way::Up, one.next, false, true});
    }
    return tasks;
}

// Only what Gatehouse applied or recorded: what somebody else made is not ours to undo. A
// half-applied step goes first.
Result<std::vector<Task>> downTasks(
    const UpgradePlan &plan, const std::vector<Standing> &standings, size_t first)
{
    std::vector<Task> tasks;
    for (size_t i = plan.steps.size(); i-- > first;) {
        const Standing &one = standings.at(i);
        const bool half = one.state == State::HalfDown;
        if (one.isHalf() || one.state == State::Applied)
            tasks.push_back({i, Way::Down, half ? one.next : 0, false, half});
    }
    if (!plan.until.isEmpty()) {
        if (standings.at(first).state == State::InPlace)
            return refused(
                Words::tr("The step %1 is in place, but it was not Gatehouse that applied it, so it "
                          "is not undone. Record it first: gatehousectl schema upgrade.")
                    .arg(plan.until));
        return tasks;
    }
    const auto half = std::find_if(tasks.begin(), tasks.end(),
        [&standings](const Task &task) { return standings.at(task.step).isHalf(); });
    if (half != tasks.end())
        return std::vector<Task>{*half};
    tasks.resize(std::min<size_t>(tasks.size(), 1));
    return tasks;
}

// Of the strongest lock that a statement of the steps wants on each table.
void markBlockers(Preview &preview)
{
    std::map<QString, LockMode> wanted;
    for (const PreviewStep &step : preview.steps) {
        for (const PreviewStatement &one : step.statements) {
            if (one.ran || one.statement.onlyNew)
                continue;
            for (const db::Identifier &table : one.statement.tables)
                wanted[table.name()] = std::max(wanted[table.name()], one.statement.lock);
            for (const Learned::Lock &lock : one.learned.locks)
                wanted[lock.table] = std::max(wanted[lock.table], lock.mode);
        }
    }
    for (Holder &holder : preview.holders) {
        const auto it = wanted.find(holder.table);
        holder.inTheWay = it != wanted.end() && conflict(holder.mode, it->second);
    }
}

Result<> fillStep(db::Sql &sql, const UpgradePlan &plan, PreviewStep &step, bool mayTry)
{
    const std::vector<Statement> &all = step.step.statements(step.task.way);
    const std::vector<Statement> rest(
        all.begin() + std::min<qsizetype>(step.task.from, qsizetype(all.size())), all.end());
    std::vector<Learned> learned(rest.size());
    if (mayTry) {
        auto tried = learnLocks(sql, plan.schema, rest);
        if (!tried)
            return tried.error();
        learned = std::move(tried).value();
    } else {
        for (Learned &one : learned)
            one.why = Words::tr("by rule: this connection is read-only, so nothing is tried");
    }
    auto sizes = tableSizes(sql, plan.schema, tablesOf(all));
    if (!sizes)
        return sizes.error();
    for (size_t i = 0; i < all.size(); ++i) {
        PreviewStatement one{all.at(i), {}, {}, int(i) < step.task.from};
        if (!one.ran)
            one.learned = learned.at(i - size_t(step.task.from));
        one.guess = guessTime(
            one.statement, sizes.value(), one.learned.tried ? &one.learned : nullptr);
        step.statements.push_back(std::move(one));
    }
    return Done{};
}

} // namespace

Result<std::vector<Task>> tasksOf(const UpgradePlan &plan, const std::vector<Standing> &standings)
{
    if (plan.steps.empty())
        return std::vector<Task>{};
    size_t at = plan.steps.size();
    for (size_t i = 0; i < plan.steps.size(); ++i) {
        if (plan.steps.at(i).id == plan.until)
            at = i;
    }
    if (!plan.until.isEmpty() && at == plan.steps.size())
        return invalid(Words::tr("There is no step %1. gatehousectl schema upgrade --dry-run shows "
                                 "them.")
                           .arg(safeText(plan.until, 80)));
    if (plan.way == Way::Up)
        return upTasks(plan, standings, std::min(at, plan.steps.size() - 1));
    return downTasks(plan, standings, plan.until.isEmpty() ? 0 : at);
}

bool Preview::destroys() const
{
    return std::any_of(steps.begin(), steps.end(), [](const PreviewStep &one) {
        return !one.task.record && one.step.destroys(one.task.way);
    });
}

bool Preview::isUnsafe() const
{
    for (const PreviewStep &step : steps) {
        for (const PreviewStatement &one : step.statements) {
            if (!one.ran && one.statement.isUnsafe())
                return true;
        }
    }
    return false;
}

bool Preview::wantsRehearsal() const
{
    return std::any_of(steps.begin(), steps.end(),
        [](const PreviewStep &one) { return !one.task.record && !one.task.resumed; });
}

Result<Preview> preview(db::Sql &sql, const UpgradePlan &plan)
{
    Preview preview;
    auto kept = ledger(sql);
    if (!kept)
        return kept.error();
    preview.ledgerMissing = !kept.value().exists;
    auto stand = standings(sql, plan.schema, plan.steps);
    if (!stand)
        return stand.error();
    preview.standings = std::move(stand).value();
    auto invalidOnes = invalidIndexes(sql, plan.schema);
    if (!invalidOnes)
        return invalidOnes.error();
    preview.invalid = std::move(invalidOnes).value();
    auto tasks = tasksOf(plan, preview.standings);
    if (!tasks) {
        if (tasks.error().kind != Error::Kind::Refused)
            return tasks.error();
        preview.barred = tasks.error().text;
        return preview;
    }
    const bool mayTry = !plan.server.readOnly && !sql.server().pooled && !sql.server().standby;
    QStringList tables;
    for (const Task &task : tasks.value()) {
        PreviewStep step{plan.steps.at(task.step), task, preview.standings.at(task.step)};
        if (!task.record) {
            // A later step may stand on an earlier one that is not there yet.
            const bool first = preview.steps.empty() || preview.steps.back().task.record;
            if (auto done = fillStep(sql, plan, step, mayTry && first); !done)
                return done.error();
            for (PreviewStatement &one : step.statements) {
                if (!first && mayTry && !one.ran)
                    one.learned.why =
                        Words::tr("by rule: the steps before it are not applied yet");
            }
            for (const QString &table : tablesOf(step.step.statements(task.way))) {
                if (!tables.contains(table))
                    tables.append(table);
            }
        }
        preview.steps.push_back(std::move(step));
    }
    auto sizes = tableSizes(sql, plan.schema, tables);
    if (!sizes)
        return sizes.error();
    preview.sizes = std::move(sizes).value();
    auto held = holders(sql, plan.schema, tables);
    if (!held)
        return held.error();
    preview.holders = std::move(held).value();
    markBlockers(preview);
    if (sql.server().pooled)
        preview.barred = Words::tr(
            "This connection goes through a pooler, where a lock on the whole upgrade cannot be "
            "kept. Connect to PostgreSQL itself.");
    if (sql.server().standby)
        preview.barred = Words::tr(
            "This server is a standby and takes no change. Connect to the primary.");
    for (size_t i = 0; i < preview.standings.size(); ++i) {
        const Standing &one = preview.standings.at(i);
        if (one.edited || one.drifted)
            preview.warnings.append(
                plan.steps.at(i).id + u": "_s + one.sentence(plan.steps.at(i)));
    }
    for (const InvalidIndex &index : preview.invalid)
        preview.warnings.append(index.beingBuilt
                ? Words::tr("The index %1 is being built at this moment.").arg(safeText(index.name))
                : Words::tr("The index %1 of %2 is invalid: a build of it failed; every write keeps "
                            "it up and nobody can use it. gatehousectl schema upgrade "
                            "--mend-indexes builds it anew.")
                      .arg(safeText(index.name), safeText(index.table)));
    return preview;
}

} // namespace gatehouse::versions
