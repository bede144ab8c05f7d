// Where it is kept which steps were applied (gatehouse.schema_steps, made with consent), and what
// is true of each: the catalog decides, the record only says what was begun.
#pragma once

#include "db/sql.h"
#include "versions/step.h"

#include <QDateTime>

namespace gatehouse::versions {

struct Ledger
{
    bool exists = false, readable = false, writable = false;
    static Ledger fromRow(const db::Row &row);
};
Result<Ledger> ledger(db::Sql &sql);
// Its two tables, in a transaction of its own. Refused when a schema gatehouse is not ours.
Result<> createLedger(db::Sql &sql);
QString ledgerScript(); // what createLedger runs, for the consent

struct RanStatement
{
    Way way = Way::Up;
    int position = 0; // from 0
    QString state;    // "running", "done", "failed"
    QString text, error;
    int attempts = 0;
    qint64 ms = -1;
};

// What verify.sql says.
struct StepCheck
{
    QString what;
    bool ok = false;
    static StepCheck fromRow(const db::Row &row) { return {row.text(0), row.get<bool>(1)}; }
};

struct Standing
{
    enum class State {
        Pending,
        InPlace, // not recorded, but everything it makes is there
        Applied,
        HalfUp,  // begun, not ended: finish or undo
        HalfDown // the undoing was begun, not ended: finish
    };
    State state = State::Pending;
    bool edited = false;  // applied, but its SQL was another one then
    bool drifted = false; // applied, but something it made is gone
    bool running = false; // another program is at it right now
    QDateTime at;
    QString by;
    std::vector<StepCheck> checks{};
    std::vector<RanStatement> statements{}; // of a half-applied step: what ran
    int next = 0; // half-applied: the position to go on with
    bool isHalf() const { return state == State::HalfUp || state == State::HalfDown; }
    QString sentence(const Step &step) const; // translated; half: which statement, finish or undo
};
QString stateId(Standing::State state); // "half-up": for --json
QString stateWord(Standing::State state); // translated

// One a step, in their order. Session's thread; in or out of a transaction.
Result<std::vector<Standing>> standings(
    db::Sql &sql, const QString &schema, const std::vector<Step> &steps);

// An index that a failed CREATE INDEX CONCURRENTLY left: kept up by every write, used by nobody.
struct InvalidIndex
{
    QString name, table, definition;
    bool ofConstraint = false, beingBuilt = false;
    bool isRemains() const; // of REINDEX CONCURRENTLY: a copy to be dropped
    static InvalidIndex fromRow(const db::Row &row);
};
Result<std::vector<InvalidIndex>> invalidIndexes(db::Sql &sql, const QString &schema);

struct IndexFound
{
    bool valid = false, unique = false, ofConstraint = false;
    static IndexFound fromRow(const db::Row &row)
    {
        return {row.get<bool>(0), row.get<bool>(1), row.get<bool>(2)};
    }
};
Result<std::optional<IndexFound>> findIndex(
    db::Sql &sql, const QString &schema, const QString &name);

// For the engine, inside of its transactions.
Result<> putStep(db::Sql &sql, const QString &schema, const Step &step, QLatin1StringView state);
Result<> putStatement(
    db::Sql &sql, const QString &schema, const Step &step, const RanStatement &ran);
Result<> forgetStatements(db::Sql &sql, const QString &schema, const Step &step, Way way);
// search_path is this schema alone: until the end of the transaction, or of the session.
Result<> lookOnlyAt(db::Sql &sql, const QString &schema, bool local);
Result<std::vector<StepCheck>> runChecks(db::Sql &sql, const Step &step); // under that path

} // namespace gatehouse::versions
