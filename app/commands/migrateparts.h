// What the migrate commands share.
#pragma once

#include "app/commands/command.h"
#include "migration/report.h"

namespace gatehouse::commands {

Result<qint64> batchSize(const Context &context); // of --batch, in KiB
migration::RunOptions migrateOptions(
    Context &context, const db::Session &session, qint64 batchKib = 4096);
Exit printOutcome(Context &context, const migration::Outcome &outcome, const QStringList &further = {});
void printRun(Context &context, const migration::Run &run);
void printDrift(Context &context, const std::vector<migration::Drift> &drift);
std::vector<Option> withSource(std::vector<Option> own);
std::vector<Option> withRun(std::vector<Option> own);

// --source without its password, which is kept for this process: from the address (with a warning),
// MONGODB_PASSWORD, or asked for on a terminal.
Result<QString> sourceAddress(Context &context, const QString &uri);
Result<QVariantMap> sourceOptions(const Context &context); // --option NAME=VALUE
// The password of a run's source, where it wants one.
Result<> readySource(Context &context, db::Session &session, qint64 run);
// The file of --rules, else a draft from --source.
Result<migration::Plan> planOf(Context &context);
Result<qint64> runNumber(const Context &context); // of --run; 0: the newest
// --report FILE: HTML or JSON by its ending.
Result<> writeReport(Context &context, const migration::Outcome &outcome);

Exit migrateDryRun(Context &context, db::Session &session, const migration::Plan &plan,
    const migration::RunOptions &options);
Exit migrateRun(Context &context);
Exit migrateResume(Context &context);
Exit migrateVerify(Context &context);
Exit migrateQuarantine(Context &context);
Exit migrateFinish(Context &context);
Exit migrateRollback(Context &context);
Exit migrateStatus(Context &context);

} // namespace gatehouse::commands
