// M11: a run that follows another of the same rules and moves what is new or changed since. What the
// former moved lies untouched in the target and is the memory of it.
#pragma once

#include "migration/finishkeys.h"
#include "migration/ledger.h"

namespace gatehouse::migration {

// Rows that were moved before, by hashes of their key and of their content: 17 bytes a row.
class MovedBefore
{
public:
    explicit MovedBefore(bool keyed) : m_keyed(keyed) { }
    void add(const proof::Hash &key, const proof::Hash &row);
    void close(); // after the last add()
    // As a row of the source comes by; one thread.
    Sieved judge(const proof::Hash &key, const proof::Hash &row);
    // A row of the target that the source did not show.
    bool isGone(const proof::Hash &key) const;
    qint64 gone() const { return qint64(m_entries.size()) - m_metCount; }

    qint64 fresh = 0, changed = 0, unchanged = 0;

private:
    struct Entry
    {
        quint64 key = 0, row = 0;
        auto operator<=>(const Entry &) const = default;
    };
    bool m_keyed;
    std::vector<Entry> m_entries;
    std::vector<char> m_met;
    qint64 m_metCount = 0;
};

// The newest run of the same rules whose tables are in place. Refused when there is none.
Result<Run> baseOf(db::Sql &sql, const Plan &plan);
// Refused when anything was written into its tables since, with the counts; rows of the quarantine
// that were applied too, since the source still has what did not fit.
Result<> isUntouched(db::Sql &sql, const Run &base);

Result<std::unique_ptr<MovedBefore>> movedBefore(
    db::Sql &sql, const Moved &table, const QUuid &ids);
Sieve sieveFor(const Moved &table, MovedBefore &before); // `before` outlives it

// After loading, in one transaction: what was moved before and is not superseded comes into the
// staging table; what of it the source does not have is noted, so that a proof leaves it out.
Result<> takeOver(
    db::Sql &sql, const Run &run, const Moved &table, const QUuid &ids, MovedBefore &before);

// A delta that is interrupted while it copies begins anew: it is short.
Result<> beginAnew(db::Sql &sql, const Run &run);

} // namespace gatehouse::migration
