// Single tables out of a backup into a schema of their own, beside what is there (B5).
#pragma once

#include "backup/load.h"

namespace gatehouse::backup {

struct TablesPlan
{
    db::SessionOptions server; // of the database that gets them
    QStringList tables;        // as in the backup: "schema.table"
    QString schema;            // made anew; Refused when it is there
};

struct TablesBack
{
    QString schema;
    QStringList tables;
    qint64 rows = 0;
};

// Blocks. The rows with their columns and types, compared with the manifest by content; no keys, no
// indexes, no defaults: they are there to be looked at, and to be taken over by INSERT ... SELECT.
// One transaction in the target. Needs CREATEDB for the scratch database between, which is dropped
// again.
Result<TablesBack> restoreTables(const Found &backup, const TablesPlan &plan,
    const CancelToken &token = {}, const ReportProgress &report = {});

} // namespace gatehouse::backup
