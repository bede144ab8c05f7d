// Gathered edits as SQL, tried out, and applied in one transaction.
#pragma once

#include "tables/changeset.h"
#include "trail/recorder.h"

namespace gatehouse::tables {

// The statement of one change. `only`: with this column alone, to find the one that is refused.
struct Printed
{
    QString text;
    db::Params params;
};
Printed print(const Table &table, const Change &change, const QString &only = {});
// To be read: values in place, secrets as dots, long ones cut. One statement a line, in the order
// they run: deletions, changes, new rows.
QString preview(const Table &table, const ChangeSet &changes);

// Why one change cannot be made; an empty column means the row as a whole.
struct Placed
{
    int change = 0;
    QString column{};
    Error error{};
};

// What happened to one table, cascades and triggers included.
struct Effect
{
    QString schema, table;
    qint64 inserted = 0, updated = 0, deleted = 0;
    bool operator==(const Effect &) const = default;
};

struct Outcome
{
    std::vector<Placed> troubles{}; // any: nothing was changed
    std::vector<Effect> effects{};  // by name
    bool recorded = false;
};

struct Recording
{
    trail::Policy policy = trail::Policy::Required;
    trail::Actor actor;
};

// Session's thread, both. Everything runs in one transaction that waits at most 3 s for a lock.
// The rehearsal does all of it and rolls it back: what it tells is what the server did, with
// cascades, triggers and deferred constraints. It needs a connection that may write.
Result<Outcome> rehearse(db::Sql &sql, const Table &table, const ChangeSet &changes);
// By key, with the old values in the WHERE: a row that somebody else changed meanwhile is a
// trouble. Refused when the effects are others than `told`. One trail entry a row, in the same
// transaction. After a lost connection at the commit nobody knows: the error says so.
Result<Outcome> apply(db::Sql &sql, const Table &table, const ChangeSet &changes,
    const Recording &recording, const std::vector<Effect> &told);

// Whether the server takes the text as a value of the column: its error, if not. Reads nothing.
Result<> check(db::Sql &sql, const Table &table, const QString &column, const NewValue &value);

} // namespace gatehouse::tables
