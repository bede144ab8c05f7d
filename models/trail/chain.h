// The hash chain over the trail, and its check (A3).
//
// Canonical form 1. An entry's bytes are its fields one after the other, each as a four-byte
// big-endian length and that many bytes; NULL is the length -1 (ff ff ff ff) and no bytes. Texts
// are UTF-8, numbers are decimal text, hashes are their 32 raw bytes. The order is
//   form, seq, at (microseconds since 1970-01-01 UTC), db_role, set_role, subject, os_user, app,
//   connection, action, object_type, object_id, object_label, sql_class, row_count,
//   before (the server's jsonb text), after (the same), previous_hash.
// hash = SHA-256 of these bytes; previous_hash is the hash of entry seq - 1, and 32 zero bytes for
// entry 1. gatehouse.audit_head holds seq and hash of the last entry, so that a cut tail shows.
// The server computes it in gatehouse.audit_canonical(); this is the second, independent way.
//
// Entries of months that were sealed (seal.h) are gone; the newest entry "trail.seal" says with
// which number and hash they ended, and the chain continues there. Whoever owns the database can
// rewrite all of it, head and seals included: that shows against a head signed before (head.h).
#pragma once

#include "base/progress.h"
#include "db/sql.h"

namespace gatehouse::trail {

inline constexpr int kForm = 1;

// A stored entry as read back; none is NULL. Order as above, without previous_hash.
struct Stored
{
    qint64 seq = 0;
    db::Params fields; // from form to after: 17 of them
    QByteArray previousHash, hash;
    static Stored fromRow(const db::Row &row);
    // The names of the fields, in this order.
    static const std::vector<QLatin1StringView> &fieldNames();
    const db::Param &field(QLatin1StringView name) const;
};

QByteArray canonicalBytes(const Stored &entry);
QByteArray entryHash(const Stored &entry); // SHA-256 of the above

// One walk from entry to entry; holds nothing but the last number and hash.
class Walk
{
public:
    Walk(); // before entry 1
    Walk(qint64 last, QByteArray hash) : m_last(last), m_hash(std::move(hash)) { }
    // What is wrong with this entry, given the one before it: a translated sentence. Empty: nothing,
    // and the walk has gone on.
    QString next(const Stored &entry);
    qint64 last() const { return m_last; }
    const QByteArray &hash() const { return m_hash; }

private:
    qint64 m_last = 0;
    QByteArray m_hash;
};

// "At this time entry `seq` had this hash", from elsewhere.
struct Anchor
{
    qint64 seq = 0;
    QByteArray hash;
};

struct Verdict
{
    qint64 checked = 0;     // entries
    qint64 sealed = 0;      // number of the last entry that was sealed away; 0: none
    qint64 firstBroken = 0; // seq of the first entry that is wrong or missing; 0: the chain is whole
    qint64 last = 0;        // number of the last entry that was checked
    QByteArray head;        // its hash
    QString why;            // translated sentence; also when it is whole
    // Protection that is not as it was made: translated sentences. The chain may be whole still.
    QStringList weaknesses;
    // Of the anchors, the ones that lie in sealed months: nothing here can prove or refute them.
    std::vector<qint64> beyond;
    bool whole() const { return firstBroken == 0; }
};

// Session's thread; one snapshot, one forward pass, constant memory. Stops at the first fault. An
// anchor that the trail does not have is a fault at its entry: the trail was cut or rewritten.
Result<Verdict> verify(
    db::Sql &sql, const ReportProgress &report = {}, const std::vector<Anchor> &anchors = {});

} // namespace gatehouse::trail
