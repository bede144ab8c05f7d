// Backups as long work for the list of jobs, and what the window asks for away from its own thread.
#pragma once

#include "backup/base.h"
#include "backup/create.h"
#include "backup/drill.h"
#include "backup/restore.h"
#include "backup/schedule.h"
#include "backup/tables.h"
#include "backup/unlock.h"
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
QFuture<Result<Found>> openUnlocked(const Found &found, std::shared_ptr<const KeyOffer> offer);
QFuture<Result<>> openInstall(const Schedule &schedule); // of a timer
QFuture<Result<>> openRemoval(const QString &name);
// How far back the server could go, as a sentence.
QFuture<Result<QString>> openWindow(const db::SessionOptions &server, SharedBackups all);

// In the job's thread, over connections of its own. `done` is filled before the recipe ends well.
Recipe createRecipe(const QString &title, const db::SessionOptions &server, const CreatePlan &plan,
    std::shared_ptr<Created> done);
// Ends well when the check was held, whatever it found: see the history.
Recipe proveRecipe(const QString &title, const Found &backup, Level level, const DrillPlan &plan,
    std::shared_ptr<Proof> done);
Recipe restoreRecipe(const QString &title, const Found &backup, const RestorePlan &plan,
    std::shared_ptr<Restored> done);
Recipe baseRecipe(const QString &title, const db::SessionOptions &server, const BasePlan &plan,
    std::shared_ptr<Created> done);
Recipe tablesRecipe(const QString &title, const Found &backup, const TablesPlan &plan,
    std::shared_ptr<TablesBack> done);
// Moves them to the trash, and empties that of what lies there for a day.
Recipe tidyRecipe(const QString &title, const QString &folder, const std::vector<Found> &going);
// Databases that restores put aside more than `hours` ago; their names.
Recipe dropAsideRecipe(const QString &title, const db::SessionOptions &server, int hours,
    std::shared_ptr<QStringList> done);
Recipe undoRecipe(const QString &title, const db::SessionOptions &server, const QString &live,
    std::shared_ptr<Swap> done);

} // namespace gatehouse::backup
