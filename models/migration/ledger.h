// What a target remembers of migrations: runs, checkpoints, quarantine. Schema gatehouse_migrate,
// made with the first run (to run a plan is to agree) and removable when no run is left to resume.
#pragma once

#include "db/sql.h"
#include "migration/plan.h"
#include "migration/source.h"

namespace gatehouse::migration {

// Load: rows are being copied. Keys: keys, indexes, references. Swap: waits for the moment of
// exchange. Done: the new tables are in place and the old ones kept. Finished and RolledBack: over.
enum class RunState { Load, Keys, Swap, Done, Finished, RolledBack };
QString runStateId(RunState state);   // "load"
QString runStateName(RunState state); // translated

struct Part // one table of a run
{
    int number = 0;
    QString from, to;
    Position position{};     // of the last row of the last batch
    qint64 read = 0;         // rows of the source so far
    qint64 loaded = 0;       // of them, rows in the target
    qint64 quarantined = 0;  // of them, rows set aside
    qint64 leftOut = 0;      // of them, not wanted by the plan
    qint64 replaced = 0;     // values that became NULL or a default, as the plan says
    qint64 stubs = 0;        // parents made for orphans
    qint64 kept = 0;         // further rows the target had
    qint64 updated = 0;      // rows both had: left or replaced, as the plan says
    qint64 fresh = 0;        // of a delta run: rows that are new since its base
    qint64 changed = 0;      // and rows that are not what they were
    qint64 gone = 0;         // and rows that are no longer in the source; they stay in the target
    bool complete = false;
    bool made = false; // the target table was made by this run
};

struct Run
{
    qint64 id = 0;
    Plan plan;
    QVariantMap sourceFacts{};
    RunState state = RunState::Load;
    QString note{}; // why it stopped, if it did
    qint64 swapXid = 0;
    QString swapOpen{}; // transactions that were open at the exchange: "100,104"
    QString begun{}, changed{}; // UTC
    QString begunBy{};
    std::vector<Part> parts{};
    QString aside{}; // the schema with what was written between exchange and rolling back, if any
    qint64 base = 0;  // of a delta run: the run it follows
    bool isOld = false; // what is kept aside may go
};

struct Rejected
{
    qint64 id = 0;
    int part = 0;
    Position position;
    QString place;  // "rowid 7"
    QString column; // target column, empty: the row
    std::optional<QByteArray> value{}; // shown; of an applied row what went into the target
    QString reason;    // badId()
    QString message{}; // the sentence, or the server's words
    QString rule{};    // suggested
    QByteArray cells;  // the row as the source holds it: cellsToJson()
    QString state = QStringLiteral("open"); // open, applied, nulled (its reference became NULL)
};

// The session's thread, all of them. No transaction of their own.
Result<bool> hasLedger(db::Sql &sql);
Result<> makeLedger(db::Sql &sql);
Result<> widenLedger(db::Sql &sql); // of an earlier version
Result<std::vector<Run>> listRuns(db::Sql &sql, qint64 only = 0); // newest first; 0: all
Result<Run> oneRun(db::Sql &sql, qint64 id); // 0: the newest. Invalid when there is none
Result<qint64> addRun(
    db::Sql &sql, const Plan &plan, const QVariantMap &sourceFacts, qint64 base = 0);
Result<> addPart(db::Sql &sql, qint64 run, const Part &part);
Result<> setState(db::Sql &sql, qint64 run, RunState state, const QString &note = {});
// Adds the counts of `step` to those of the part and moves its position.
Result<> checkpoint(db::Sql &sql, qint64 run, const Part &step);
Result<> addRejected(db::Sql &sql, qint64 run, const Rejected &row);
Result<std::vector<Rejected>> listRejected(
    db::Sql &sql, qint64 run, const QString &state, qint64 after = 0, qint64 most = 100000);

// Cells of a row as an editable document, and back: text as text, what is not UTF-8 as
// {"$bytes": "hex"}, reals as {"$real": "..."} where a number would be read as a whole one.
QByteArray cellsToJson(const QStringList &columns, std::span<const Cell> cells);
// The cells in the order of `columns`; bytes live in `arena`. Invalid names the member.
Result<std::vector<Cell>> cellsFromJson(
    const QByteArray &json, const QStringList &columns, std::vector<QByteArray> &arena);

QString stagingSchema(qint64 run); // where new tables are built
QString keptSchema(qint64 run);    // where the old ones wait until finish
QString asideSchema(qint64 run);   // where new ones that changed are kept after rolling back
inline constexpr int kAsideHours = 24;

} // namespace gatehouse::migration
