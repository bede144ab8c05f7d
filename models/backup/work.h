// Backups as long work for the list of jobs, and what the window asks for away from its own thread.
#pragma once

#include "backup/create.h"
#include "backup/drill.h"
#include "backup/restore.h"
#include "backup/schedule.h"
#include "base/jobs.h"

#include <QFuture>

#include <memory>

namespace gatehouse::backup {

using SharedBackups = std::shared_ptr<const std::vector<Found>>;
QFuture<Result<SharedBackups>> openBackups(const QString &folder); // newest first
QFuture<Result<Choice>> openTools(int serverMajor);
QFuture<Result<Preview>> openPreview(
    const Found &backup, const RestorePlan &plan, const CancelToken &token);
QFuture<Result<std::vector<Scheduled>>> openSchedules();
QFuture<Result<Restores>> openRestores(const db::SessionOptions &server);

// In the job's thread, over connections of its own. `done` is filled before the recipe ends well.
Recipe createRecipe(const QString &title, const db::SessionOptions &server, const CreatePlan &plan,
    std::shared_ptr<Created> done);
// Ends well when the check was held, whatever it found: see the history.
Recipe proveRecipe(const QString &title, const Found &backup, Level level, const DrillPlan &plan,
    std::shared_ptr<Proof> done);
Recipe restoreRecipe(const QString &title, const Found &backup, const RestorePlan &plan,
    std::shared_ptr<Restored> done);
Recipe undoRecipe(const QString &title, const db::SessionOptions &server, const QString &live,
    std::shared_ptr<Swap> done);

} // namespace gatehouse::backup
