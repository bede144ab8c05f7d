// Several tables or indexes of a migration at once, each on a connection of its own.
#pragma once

#include "base/progress.h"
#include "db/session.h"

#include <mutex>

namespace gatehouse::migration {

// What a worker does with one item. `stop` is cancelled when another one failed.
using Share = std::function<Result<>(db::Sql &sql, size_t item, const CancelToken &stop)>;

// Items 0 to count - 1, each once, begun in that order: in this thread on `own`, and in the thread of
// one further session, which `setting` prepares. Without `further`, or where it cannot be opened, all
// are done here. Returns when both have ended; the first error that is no cancel. `own` holds the
// lock of the migration, and the further session works only while it does.
Result<> sideBySide(db::Sql &own, const std::optional<db::SessionOptions> &further,
    const QString &setting, size_t count, const Share &share);

// One report out of several: what is done of each, added up; phase and note are the newest. The
// reports may come from any thread, one is handed on at a time.
class JoinedReport
{
public:
    // Bytes of each; 0 is unknown.
    JoinedReport(ReportProgress to, std::vector<qint64> totals);
    ReportProgress of(size_t item);

private:
    void tell(size_t item, const Progress &progress);

    std::mutex m_mutex;
    ReportProgress m_to;
    std::vector<qint64> m_totals, m_done;
};

} // namespace gatehouse::migration
