// Indexes (D2): which serve nobody, which stand twice, which are broken, which are missing.
#pragma once

#include "care/explain.h"
#include "systems/recognition.h"

#include <QDateTime>

namespace gatehouse::care {

struct IndexInfo
{
    quint32 oid = 0, tableOid = 0;
    QString schema, table, name;
    QString definition; // pg_get_indexdef; empty while somebody holds the table exclusively
    QString method;     // btree, gin ...
    QStringList columns; // key columns and expressions as printed; INCLUDE not among them
    QStringList keys;    // the same with operator class, collation and direction, to compare
    QStringList included;
    QString predicate;
    QString constraint; // that it serves: primary key, unique, exclusion; empty: none
    bool unique = false, primary = false, valid = true, ready = true;
    bool replicaIdentity = false, clustered = false;
    bool partitioned = false; // of a partitioned table: no bytes of its own
    bool ofPartition = false; // a part of such an index: cannot be dropped alone
    bool building = false;    // somebody builds it right now
    qint64 bytes = 0, tableBytes = 0, scans = 0, rowsRead = 0;
    std::optional<QDateTime> lastScan; // PostgreSQL 16 and later
    double rows = -1;
    std::optional<double> expectedBytes; // of a b-tree without bloat, from widths; an estimate
    bool operator==(const IndexInfo &) const = default;
};

struct IndexFinding
{
    enum class Kind { InUse, Invalid, Building, Duplicate, Redundant, Unused, Wanted, Bloated };
    Kind kind = Kind::InUse;
    QString word;      // translated
    QString reason;    // translated sentence
    QString keptIndex; // of Duplicate and Redundant: the one that serves instead
};
QString kindId(IndexFinding::Kind kind); // "in-use", "invalid", "building" ...

struct Indexes
{
    QDateTime at;
    std::optional<QDateTime> countedSince; // scans are counted since then; nothing: since ever
    bool standby = false;
    std::vector<IndexInfo> indexes; // by table, then by name
};
Result<Indexes> fetchIndexes(db::Sql &sql);

// An index that is not there and would help.
struct IndexWish
{
    QString schema, table;
    QStringList columns;
    QList<bool> descending; // by column; missing: false
    bool unique = false;
    QString why;   // translated sentence
    QString probe; // a statement that it would serve, to see plans before and after; may be empty
    qint64 tableBytes = 0;
    QString givenName{};  // the guide's
    bool slow = false;    // only a slow statement asks for it: worth a look before it is made
    QString name() const; // the given one, else "idx_usage_logs_api_key_timestamp"; 63 bytes at most
    QString definition() const; // CREATE INDEX CONCURRENTLY ...
    bool isSmall() const { return tableBytes < (1 << 20); } // the server would read it whole anyway
    bool operator==(const IndexWish &) const = default;
};
// True when an index serves the wish: its first columns are these, in this order.
bool isServed(const IndexWish &wish, const std::vector<IndexInfo> &indexes);
// One finding an index, in the same order; the gravest that holds. What nobody used yet but one of
// these wishes needs is Wanted instead of Unused. Pure.
std::vector<IndexFinding> judgeIndexes(const Indexes &all, const std::vector<IndexWish> &wishes);
// What our own pages filter and sort by, as the descriptions of the recognised systems name it.
std::vector<IndexWish> wishesOfPages(const systems::Recognition &recognition);
// Those that a system's schema.sql makes and the database has not (the guide's set, mended).
Result<std::vector<IndexWish>> wishesOfGuide(const systems::Recognition &recognition);
// Foreign keys without an index on the referring side: each DELETE of the referred row reads it all.
Result<std::vector<IndexWish>> wishesOfForeignKeys(db::Sql &sql);
// What the statements that took the most time (pg_stat_statements) read large tables whole for, by
// the plan that the server makes without knowing their values.
struct SlowWishes
{
    std::vector<IndexWish> wishes; // of the costliest statement first
    QString said;                  // translated: what was looked at, or why nothing could be
};
Result<SlowWishes> wishesOfSlow(db::Sql &sql);
// All of them without doubles and without those that are served; sizes filled in.
struct MissingIndexes
{
    std::vector<IndexWish> wishes;
    QString slow; // translated: how the slow statements were looked at, or why not
};
Result<MissingIndexes> missingIndexes(
    db::Sql &sql, const systems::Recognition &recognition, const Indexes &all);
// All of it at once, as the list and the page show it.
struct IndexCare
{
    Indexes all;
    std::vector<IndexFinding> findings; // one an index
    std::vector<IndexWish> missing;
    QString slow; // as of MissingIndexes
};
Result<IndexCare> fetchIndexCare(db::Sql &sql, const systems::Recognition &recognition);
// Pure: the CREATE INDEX statements of a script of ours, for one schema.
std::vector<IndexWish> indexesOfScript(const QString &script, const QString &schema);

} // namespace gatehouse::care
