// The exchange of new tables for old ones, and the ways back and out of it.
#pragma once

#include "migration/finishkeys.h"

namespace gatehouse::migration {

// One transaction: the live tables go into the kept schema, the new ones take their place with
// their owners, grants, triggers, policies, sequences and the references of other tables. Rows the
// target had are merged first, as the plan says. `record` runs last in the same transaction.
using Record = std::function<Result<>(db::Sql &sql)>;
Result<> swapIn(db::Sql &sql, const KeysRequest &request, const Record &record);

// The old tables again. Refused when the new ones changed since the exchange, unless that may be
// abandoned: they are kept aside then, in asideSchema(), until finish or for a day. Before the
// exchange only the copies go. Refused after finish.
Result<> rollBack(db::Sql &sql, const Run &run, bool abandonChanges, const Record &record);

// Drops the old tables; there is no way back afterwards. Of a run that was rolled back, the tables
// that are kept aside.
Result<> finish(db::Sql &sql, const Run &run, const Record &record);
bool isFinishable(const Run &run);

// What changed in the new tables since the exchange (M10).
struct Drift
{
    QString table;
    qint64 written = 0; // rows inserted or updated since
    qint64 applied = 0; // of them, rows of the quarantine that Gatehouse put in
    qint64 missing = 0; // rows that were there and are not, or were updated
    bool isAny() const { return written != 0 || missing != 0; }
    QString sentence() const; // translated
};
Result<std::vector<Drift>> driftSince(db::Sql &sql, const Run &run);

} // namespace gatehouse::migration
