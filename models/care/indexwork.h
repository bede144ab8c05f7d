// Making, dropping and rebuilding one index without stopping writers (D2).
#pragma once

#include "base/jobs.h"
#include "care/indexes.h"
#include "db/session.h"
#include "trail/recorder.h"

#include <memory>

namespace gatehouse::care {

struct IndexAct
{
    enum class Kind { Create, Drop, Rebuild };
    Kind kind = Kind::Create;
    QString schema, table, name;
    QString statement;  // what runs, CONCURRENTLY
    QString definition; // of the index as it is, or will be
    QString probe{};    // a statement whose plan is looked at before and after; may be empty
};
IndexAct createAct(const IndexWish &wish);
// Refused for an index that keeps a constraint, is a part of a partitioned one, or is being built.
Result<IndexAct> dropAct(const IndexInfo &index);
Result<IndexAct> rebuildAct(const IndexInfo &index);

struct IndexOutcome
{
    qint64 ms = 0, bytesBefore = 0, bytesAfter = 0;
    bool recorded = false;
    double costBefore = -1, costAfter = -1; // of the probe; -1: none
    bool probeUses = false;                 // the probe uses the index afterwards
    QString sentence;                       // translated
    QString undo;                           // a statement; may be empty
};

// Blocks; not in the window's thread. Opens sessions of its own from `server`, whose role must be
// allowed to. Cancelled or failed, an INVALID index that it left is dropped again; where even that is
// impossible the error says so. Refused behind a pooler in transaction mode, since CONCURRENTLY
// cannot run inside a transaction.
Result<IndexOutcome> change(const db::SessionOptions &server, const IndexAct &act,
    trail::Policy policy, const trail::Actor &actor, const CancelToken &token,
    const ReportProgress &report);

Recipe indexRecipe(const QString &title, const db::SessionOptions &server, const IndexAct &act,
    trail::Policy policy, const trail::Actor &actor, std::shared_ptr<IndexOutcome> done);

} // namespace gatehouse::care
