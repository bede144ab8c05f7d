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
};

QByteArray canonicalBytes(const Stored &entry);
QByteArray entryHash(const Stored &entry); // SHA-256 of the above

struct Verdict
{
    qint64 checked = 0;
    qint64 firstBroken =
        0;           // seq of the first entry that is wrong or missing; 0: the chain is whole
    QByteArray head; // hash of the last entry that was checked
    QString why;     // translated sentence; also when it is whole
    bool whole() const { return firstBroken == 0; }
};

// Session's thread; one snapshot, one forward pass, constant memory. Stops at the first fault.
Result<Verdict> verify(db::Sql &sql, const ReportProgress &report = {});

} // namespace gatehouse::trail
