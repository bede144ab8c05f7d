#include "care/indexes.h"
#include "care/words.h"

#include <QLocale>

#include <algorithm>

namespace gatehouse::care {

namespace {

using Kind = IndexFinding::Kind;

constexpr qint64 kMonth = 30 * 86'400;      // seconds of counting before "unused" is said plainly
constexpr double kBloated = 2.0;            // times the expected size
constexpr qint64 kWorthRebuilding = 8 << 20; // bytes

bool serves(const IndexInfo &index)
{
    return index.unique || !index.constraint.isEmpty() || index.replicaIdentity;
}

bool sameSide(const IndexInfo &a, const IndexInfo &b)
{
    return a.tableOid == b.tableOid && a.oid != b.oid && a.method == b.method
        && a.predicate == b.predicate;
}

// Of equals the one stays that a constraint needs, else the one read more, else the older.
bool isKeptBefore(const IndexInfo &a, const IndexInfo &b)
{
    const auto rank = [](const IndexInfo &i) {
        return std::tuple(!i.constraint.isEmpty(), i.replicaIdentity, i.unique, i.scans);
    };
    return rank(a) != rank(b) ? rank(a) > rank(b) : a.oid < b.oid;
}

bool isPrefix(const QStringList &shorter, const QStringList &longer)
{
    return shorter.size() < longer.size()
        && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

IndexFinding broken(const IndexInfo &index)
{
    if (index.building)
        return {Kind::Building, Words::tr("being built"),
            Words::tr("Somebody builds it right now; it serves as soon as that is done."), {}};
    return {Kind::Invalid, Words::tr("INVALID"),
        Words::tr("Its building was broken off: it slows every write and serves no query. Rebuild "
                  "it, or drop it."),
        {}};
}

std::optional<IndexFinding> doubled(const IndexInfo &index, const std::vector<IndexInfo> &all)
{
    for (const IndexInfo &other : all) {
        if (!sameSide(index, other) || !other.valid || index.primary)
            continue;
        const bool same = index.keys == other.keys && index.included == other.included;
        if (same && !(index.unique && !other.unique) && index.constraint.isEmpty()
            && isKeptBefore(other, index))
            return IndexFinding{Kind::Duplicate, Words::tr("duplicate"),
                Words::tr("%1 has the same columns in the same order; this one only costs writes "
                          "and space.")
                    .arg(other.name),
                other.name};
    }
    if (serves(index) || index.method != "btree"_L1 || !index.included.isEmpty())
        return {};
    for (const IndexInfo &other : all) {
        if (sameSide(index, other) && other.valid && isPrefix(index.keys, other.keys))
            return IndexFinding{Kind::Redundant, Words::tr("redundant"),
                Words::tr("%1 begins with the same columns and serves the same queries; this one is "
                          "smaller, so keep it only where that counts.")
                    .arg(other.name),
                other.name};
    }
    return {};
}

std::optional<IndexFinding> unused(const IndexInfo &index, const Indexes &all)
{
    if (index.scans > 0 || serves(index) || index.partitioned || index.building)
        return {};
    const QString standbys = Words::tr("Standbys count for themselves.");
    if (all.countedSince && all.countedSince->secsTo(all.at) < kMonth)
        return IndexFinding{Kind::Unused, Words::tr("not used yet"),
            Words::tr("No query used it since %1, which is too short to be sure. %2")
                .arg(all.countedSince->toString(u"yyyy-MM-dd HH:mm"_s), standbys),
            {}};
    return IndexFinding{Kind::Unused, Words::tr("unused"),
        Words::tr("No query used it since %1. %2")
            .arg(all.countedSince ? all.countedSince->toString(u"yyyy-MM-dd"_s)
                                  : Words::tr("the server began to count"),
                standbys),
        {}};
}

// Nobody asked yet, but somebody will.
IndexFinding wanted(
    const IndexInfo &index, const std::vector<IndexWish> &wishes, const IndexFinding &unused)
{
    for (const IndexWish &wish : wishes)
        if (isServed(wish, {index}))
            return {Kind::Wanted, Words::tr("wanted"), wish.why + u' ' + unused.reason, {}};
    return unused;
}

std::optional<IndexFinding> bloated(const IndexInfo &index)
{
    if (!index.expectedBytes || index.bytes < kWorthRebuilding
        || double(index.bytes) < kBloated * *index.expectedBytes)
        return {};
    return IndexFinding{Kind::Bloated, Words::tr("bloated"),
        Words::tr("It takes %1, about %2 would do for its rows (an estimate from the widths of the "
                  "columns). REINDEX CONCURRENTLY gives the space back.")
            .arg(QLocale().formattedDataSize(index.bytes, 1),
                QLocale().formattedDataSize(qint64(*index.expectedBytes), 1)),
        {}};
}

} // namespace

QString kindId(Kind kind)
{
    static const QStringList ids{u"in-use"_s, u"invalid"_s, u"building"_s, u"duplicate"_s,
        u"redundant"_s, u"unused"_s, u"wanted"_s, u"bloated"_s};
    return ids.value(int(kind));
}

std::vector<IndexFinding> judgeIndexes(const Indexes &all, const std::vector<IndexWish> &wishes)
{
    std::vector<IndexFinding> findings;
    for (const IndexInfo &index : all.indexes) {
        if (!index.valid || !index.ready) {
            findings.push_back(broken(index));
            continue;
        }
        auto found = doubled(index, all.indexes);
        if (!found)
            found = unused(index, all);
        if (found && found->kind == Kind::Unused)
            found = wanted(index, wishes, *found);
        if (!found)
            found = bloated(index);
        if (!found && index.scans == 0 && serves(index))
            found = IndexFinding{Kind::InUse, Words::tr("keeps a rule"),
                Words::tr("No query used it, but it keeps a constraint or uniqueness."), {}};
        findings.push_back(found.value_or(IndexFinding{Kind::InUse, Words::tr("in use"),
            Words::tr("Used %1 times.").arg(QLocale().toString(index.scans)), {}}));
    }
    return findings;
}

} // namespace gatehouse::care
