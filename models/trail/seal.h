// Retention without breaking the chain: months that are over are written to files, and taken out of
// the trail by an entry "trail.seal" that says where they ended (A3, V5).
#pragma once

#include "trail/chain.h"
#include "trail/trail.h"

namespace gatehouse::trail {

// What such an entry says.
struct Seal
{
    QString month;               // "2026-10"
    qint64 first = 0, last = 0;  // the entries that are gone
    QByteArray previousHash;     // of the first one
    QByteArray hash;             // of the last one
    QByteArray archive;          // SHA-256 of the file, hexadecimal
};
std::optional<Seal> sealOf(const Stored &entry); // none: it is no seal, or is not to be understood

// What could be sealed next: the oldest month that is over for `keepMonths` months at least.
struct Sealable
{
    QString month;
    qint64 first = 0, last = 0;
};
// Session's thread; one statement. None: nothing is old enough.
Result<std::optional<Sealable>> sealable(db::Sql &sql, int keepMonths);

struct Sealed
{
    Seal seal;
    qint64 entry = 0; // number of the seal's own entry
    QString path;     // of the file
};

// Seals one month: checks its entries, writes them to `folder`/audit-DATABASE-MONTH-FIRST.jsonl
// (0600, one JSON object a line, never over an existing file), reads that back, then takes them out
// of the trail, all in one transaction. A broken chain is Refused and stays as it is. Only the owner
// of the trail may; the file is removed again when the server refuses.
Result<Sealed> seal(
    db::Sql &sql, const Actor &actor, const Sealable &month, const QString &folder,
    const ReportProgress &report = {});

// The check of such a file, without a server: numbers, hashes, order. `verdict` as of a trail;
// `first` and `previousHash` say where it continues, `sha256` is what the seal must name.
struct ArchiveVerdict
{
    Verdict verdict;
    qint64 first = 0;
    QByteArray previousHash, sha256;
};
// Reads a file: not in the window's thread.
Result<ArchiveVerdict> verifyArchive(const QString &path);

} // namespace gatehouse::trail
