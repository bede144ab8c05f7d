#include "backup/work.h"

#include "backup/retention.h"
#include "backup/words.h"
#include "base/clock.h"
#include "base/later.h"

namespace gatehouse::backup {

QFuture<Result<SharedBackups>> openBackups(const QString &folder)
{
    return later([folder]() -> Result<SharedBackups> {
        auto all = listBackups(folder);
        if (!all)
            return all.error();
        return std::make_shared<const std::vector<Found>>(std::move(all).value());
    });
}

QFuture<Result<Choice>> openTools(int serverMajor)
{
    return later([serverMajor] { return chooseTools(findTools(), serverMajor); });
}

QFuture<Result<Preview>> openPreview(
    const Found &backup, const RestorePlan &plan, const CancelToken &token)
{
    return later([backup, plan, token] { return preview(backup, plan, token); });
}

QFuture<Result<std::vector<Scheduled>>> openSchedules()
{
    return later(
        []() -> Result<std::vector<Scheduled>> { return schedules(QDateTime::currentDateTime()); });
}

QFuture<Result<Restores>> openRestores(const db::SessionOptions &server)
{
    return later([server] { return restores(server); });
}

QFuture<Result<Found>> openUnlocked(const Found &found, std::shared_ptr<const KeyOffer> offer)
{
    return later([found, offer]() -> Result<Found> {
        Found opened = found;
        if (auto done = unlock(opened, *offer); !done)
            return done.error();
        return opened;
    });
}

QFuture<Result<>> openInstall(const Schedule &schedule)
{
    return later([schedule] { return installTimer(schedule, CancelToken()); });
}

QFuture<Result<>> openRemoval(const QString &name)
{
    return later([name] { return removeTimer(name, CancelToken()); });
}

QFuture<Result<QString>> openWindow(const db::SessionOptions &server, SharedBackups all)
{
    return later([server, all]() -> Result<QString> {
        db::Session session(server);
        auto archive = ask(session, [](db::Sql &sql) { return archiving(sql); }, CancelToken());
        if (!archive)
            return archive.error();
        return archive.value().sentence(*all);
    });
}

Recipe baseRecipe(const QString &title, const db::SessionOptions &server, const BasePlan &plan,
    std::shared_ptr<Created> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        db::SessionOptions own = server;
        own.kind = db::SessionKind::Job;
        own.readOnly = true;
        db::Session session(own);
        auto made = ask(
            session, [&](db::Sql &sql) { return createBase(sql, plan, context.report); },
            context.token);
        if (!made)
            return made.error();
        *done = std::move(made).value();
        context.log(done->path);
        return Done{};
    };
    return {title, {{Words::tr("Copying the server"), work}}};
}

Recipe tablesRecipe(const QString &title, const Found &backup, const TablesPlan &plan,
    std::shared_ptr<TablesBack> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        auto back = restoreTables(backup, plan, context.token, context.report);
        if (!back)
            return back.error();
        *done = std::move(back).value();
        return Done{};
    };
    return {title, {{Words::tr("Bringing tables back"), work}}};
}

Recipe tidyRecipe(const QString &title, const QString &folder, const std::vector<Found> &going)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        const QDateTime now = Clock::system().now();
        for (const Found &one : going) {
            auto gone = throwAway(folder, one, now);
            if (!gone)
                return gone.error();
            context.log(gone.value());
        }
        auto emptied = emptyTrash(folder, kTrashHours, now);
        return emptied ? Result<>(Done{}) : Result<>(emptied.error());
    };
    return {title, {{Words::tr("Tidying up"), work}}};
}

Recipe dropAsideRecipe(const QString &title, const db::SessionOptions &server, int hours,
    std::shared_ptr<QStringList> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        auto dropped = dropAside(server, hours, context.token);
        if (!dropped)
            return dropped.error();
        *done = dropped.value();
        for (const QString &name : *done)
            context.log(Words::tr("Dropped: %1").arg(name));
        return Done{};
    };
    return {title, {{Words::tr("Dropping old databases"), work}}};
}

Recipe createRecipe(const QString &title, const db::SessionOptions &server, const CreatePlan &plan,
    std::shared_ptr<Created> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        db::SessionOptions own = server;
        own.kind = db::SessionKind::Job;
        own.readOnly = true;
        db::Session session(own);
        auto made = ask(
            session, [&](db::Sql &sql) { return create(sql, plan, context.report); },
            context.token);
        if (!made)
            return made.error();
        *done = std::move(made).value();
        context.log(done->tools.why);
        for (const QString &warning : done->tools.warnings)
            context.log(warning);
        context.log(done->path);
        return Done{};
    };
    return {title, {{Words::tr("Backing up"), work}}};
}

Recipe proveRecipe(const QString &title, const Found &backup, Level level, const DrillPlan &plan,
    std::shared_ptr<Proof> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        auto proof = level == Level::Drill ? drill(backup, plan, context.token, context.report)
                                           : verify(backup, level, context.token, context.report);
        if (!proof)
            return proof.error();
        *done = std::move(proof).value();
        context.log(done->sentence());
        return Done{};
    };
    return {title, {{Words::tr("Proving"), work}}};
}

Recipe restoreRecipe(const QString &title, const Found &backup, const RestorePlan &plan,
    std::shared_ptr<Restored> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        auto restored = restore(backup, plan, context.token, context.report);
        if (!restored)
            return restored.error();
        *done = std::move(restored).value();
        if (!done->swap.safety.isEmpty())
            context.log(Words::tr("Safety backup: %1").arg(done->swap.safety));
        if (!done->swap.before.isEmpty())
            context.log(Words::tr("The old database is kept as %1.").arg(done->swap.before));
        return Done{};
    };
    return {title, {{Words::tr("Restoring"), work}}};
}

Recipe undoRecipe(const QString &title, const db::SessionOptions &server, const QString &live,
    std::shared_ptr<Swap> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        auto swap = undo(server, live, context.token);
        if (!swap)
            return swap.error();
        *done = std::move(swap).value();
        return Done{};
    };
    return {title, {{Words::tr("Changing the names"), work}}};
}

} // namespace gatehouse::backup
