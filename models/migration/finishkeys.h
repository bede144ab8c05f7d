// What a staging table needs after its rows: keys, indexes, references, sequences, statistics; and
// the rows that stand in their way.
#pragma once

#include "base/progress.h"
#include "db/session.h"
#include "migration/batches.h"
#include "migration/structure.h"

#include <optional>

namespace gatehouse::migration {

// A table of a run, with all that was learned about it.
struct Moved
{
    Part part;
    TableRule rule;
    LiveTable live;
    QStringList sourceColumns; // that are read, in the order of the cells
    QStringList key;           // target columns that identify a row; empty: none
};

struct KeysRequest
{
    qint64 run = 0;
    std::vector<Moved> tables;
    OpenSource open;
    QUuid ids;
    ReportProgress report{};
    std::optional<Run> base{}; // of a delta run
    std::optional<db::SessionOptions> further{}; // where indexes are built side by side
};

// Each step looks first whether it is done, so that it can be called again after anything.
Result<> finishKeys(db::Sql &sql, const KeysRequest &request);

std::function<Result<std::unique_ptr<Encoder>>()> encoderOf(const Moved &table, const QUuid &ids);

} // namespace gatehouse::migration
