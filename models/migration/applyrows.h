// Rows of the quarantine once more: after a cell was edited, or a rule.
#pragma once

#include "migration/run.h"

#include <optional>

namespace gatehouse::migration {

struct Applied
{
    qint64 applied = 0, left = 0;
};

// Replaces the value that did not fit, as text, in an open row. Invalid when there is no such row, or
// when it is not one column that did not fit. With a message of the trail's where it is kept.
Result<> mendRow(
    db::Sql &sql, qint64 run, qint64 row, const QString &value, const RunOptions &options);

// Open rows of a run that is in place: those that fit now go into the live table, each with its mark
// in one transaction; of the others the reason is brought up to date. `rules` replaces the plan's,
// table by table. 0: the newest run.
Result<Applied> applyQuarantine(
    db::Sql &sql, qint64 run, const std::optional<Plan> &rules, const RunOptions &options);

} // namespace gatehouse::migration
