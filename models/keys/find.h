// Whose key is this, and where does its plain text still lie (K6). The secret is hashed here; what
// travels is its hash, its length and the kinds of characters in it. So it is in no statement, no
// parameter, and no log of the server, however that is set.
#pragma once

#include "base/progress.h"
#include "keys/keys.h"
#include "trail/trail.h"

namespace gatehouse::keys {

struct Place
{
    QString schema, table, column;
    qint64 whole = 0;  // rows whose value is the secret
    qint64 inside = 0; // rows that hold it within a longer text
    QString name() const { return schema + u'.' + table + u'.' + column; }
};

struct Unsearched
{
    QString where; // "public.notes.body", "public.notes"
    QString why;   // translated
};

struct Found
{
    QString masked, fingerprint;
    std::vector<Key> keys; // whose secret it is, with usage; usually one
    // What the trail says of keys that had it before: rotated, deleted.
    std::vector<trail::Past> past;
    std::vector<Place> places; // where it lies, the column of the keys themselves included
    std::vector<Unsearched> unsearched;
    int tables = 0, columns = 0; // searched
    QString ownerTrouble;        // translated: why the owner could not be looked for
    QStringList sql;             // with $1..$n; their values, hashes, are not shown
    bool any() const { return !keys.empty() || !places.empty() || !past.empty(); }
};

inline constexpr int kShortestNeedle = 6, kLongestNeedle = 4096; // characters
inline constexpr qint64 kMostSearchedBytes = 64 * 1024 * 1024;   // of one value

// Trimmed as pasted; Invalid when it cannot be searched for.
Result<std::shared_ptr<const Secret>> needleOf(const Secret &typed);

// Session's thread, best of a job's own; reads only: every table that this role may read, of every
// schema, one statement a table. A table that cannot be read is named in `unsearched` and does not
// stop the rest. Stops with its token.
Result<Found> findSecret(db::Sql &sql, const Keys &engine,
    const std::shared_ptr<const Secret> &secret, const ReportProgress &report = {});

} // namespace gatehouse::keys
