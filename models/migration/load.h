// One table of a run: batches from the source into its staging table, each with its checkpoint.
#pragma once

#include "base/progress.h"
#include "migration/batches.h"
#include "migration/structure.h"

namespace gatehouse::migration {

struct LoadRequest
{
    ReadRequest read; // `after` and the encoder are filled in here
    Run run;          // bytesPerSecond, ids
    Part part;        // where it stands
    QString schema;   // of the staging table
    std::vector<TargetColumn> columns{};
    qint64 bytes = 0; // of the source table, for progress
    ReportProgress report{};
    CancelToken stop{}; // between batches, beside the session's own
};

// To the end of the table, or an Error; what was committed stays, and loading goes on from there.
// Rows the server refuses go into quarantine one by one.
Result<> loadTable(db::Sql &sql, LoadRequest request);

// "COPY schema.table (columns) FROM STDIN (FORMAT binary)"
db::Statement copyStatement(const db::Identifier &table, const QStringList &columns, bool in);
// Rows [from, to) of a batch, with header and trailer. The caller's transaction.
Result<> copyRows(db::Sql &sql, const db::Statement &copy, const Batch &batch, size_t from, size_t to);

} // namespace gatehouse::migration
