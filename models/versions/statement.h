// What one statement of an upgrade does to a service that runs: parsed, not guessed. Pure.
#pragma once

#include "base/result.h"
#include "db/identifier.h"

#include <QStringList>

#include <vector>

namespace gatehouse::versions {

// Table-level locks from weak to strong, as PostgreSQL's manual lists them (13.3.1).
enum class LockMode {
    None,
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive
};
QString lockName(LockMode mode); // "ACCESS EXCLUSIVE"; None is empty
LockMode lockNamed(const QString &word); // "AccessExclusiveLock", as pg_locks says it
bool conflict(LockMode a, LockMode b);
// Whether a writer, or even a reader, of the service has to wait while this is held.
inline bool stopsWriters(LockMode mode) { return mode >= LockMode::Share; }
inline bool stopsReaders(LockMode mode) { return mode == LockMode::AccessExclusive; }

// Why a statement is not harmless. Rules after strong_migrations and squawk.
struct Hazard
{
    enum class Weight {
        Note,    // worth knowing
        Unsafe,  // the service waits for as long as the work takes
        Destroys // data is gone afterwards
    };
    QString rule; // "create-index": stable, for --json
    Weight weight = Weight::Note;
    QString why;        // translated
    QStringList safe{}; // the same, safely: statements without semicolon; empty: no such way
};

struct Statement
{
    QString text;                   // as written, without the comments before it and the semicolon
    QString kind;                   // "CREATE INDEX"
    std::vector<db::Identifier> tables{}; // it is about; without a schema where none is written
    QString index{};                // that CREATE INDEX or REINDEX INDEX is about
    QString indexSchema{};
    bool concurrently = false;
    bool alone = false; // PostgreSQL refuses it inside of a transaction
    bool onlyNew = false; // its tables were made by the same script
    LockMode lock = LockMode::None; // strongest one, by rule
    std::vector<Hazard> hazards{};
    bool isUnsafe() const;
    bool destroys() const;
};

// Statements in order; each is judged knowing those before it. `together`: they run in one
// transaction. Text newer than PostgreSQL 15's grammar comes out as kind "" with a note. Invalid
// for text that cannot even be split, and for BEGIN, COMMIT and the like.
Result<std::vector<Statement>> judgeScript(const QString &script, bool together = false);

// Each unsafe statement that has a safe way replaced by it, statements without semicolon.
QStringList safeWay(const std::vector<Statement> &statements);

// The statements without comments and spacing: two scripts that print alike do the same.
QByteArray scriptPrint(const std::vector<Statement> &statements); // SHA-256, hexadecimal

} // namespace gatehouse::versions
