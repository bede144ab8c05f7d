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
std::vector<Option> withSource(std::vector<Option> own);
std::vector<Option> withRun(std::vector<Option> own);

// The file of --rules, else a draft from --source.
Result<migration::Plan> planOf(Context &context);
Result<qint64> runNumber(const Context &context); // of --run; 0: the newest
// --report FILE: HTML or JSON by its ending.
Result<> writeReport(Context &context, const migration::Outcome &outcome);

Exit migrateRun(Context &context);
Exit migrateResume(Context &context);
Exit migrateVerify(Context &context);
Exit migrateQuarantine(Context &context);
Exit migrateFinish(Context &context);
Exit migrateRollback(Context &context);
Exit migrateStatus(Context &context);

} // namespace gatehouse::commands
