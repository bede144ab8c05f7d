// Makes and fills the sample databases, on the server.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "db/cluster.h"

#include <QDateTime>

#include <vector>

namespace gatehouse::sandbox {

struct Sample
{
    const char *systemId;
    const char *database;
    const char *title;
};

const std::vector<Sample> &samples();

// All five at once, each in a session of its own; the first error cancels the others. Blocking.
Result<> fill(const db::Cluster &cluster, qint64 rows, const QDateTime &now,
    const ReportProgress &report, const CancelToken &token);

} // namespace gatehouse::sandbox
