// What of a table is old (D9): the numbers of the guide, the docstrings and the code side by side,
// the one that the user chose, and what the live table says about it.
#pragma once

#include "db/composer.h"
#include "systems/recognition.h"

namespace gatehouse::retention {

// One number as somebody gave it. 0 days: never delete.
struct Origin
{
    QString name; // "guide", "code", "docstring"
    int days = 0;
    QString note; // source text of the description
    bool operator==(const Origin &) const = default;
};

// Rows that stay whatever their age: those whose column is one of the values.
struct Hold
{
    QString column;
    QStringList values;
    QString reason;
    bool operator==(const Hold &) const = default;
};

// What the user chose for a rule; kept by choices.h.
struct Choice
{
    std::optional<int> days{}; // none: nothing was chosen; 0: never
    QString origin;            // whose number it is; "own"
    bool soft = false;         // flag rows as deleted in place of deleting them
    QString archive;           // folder of the archives; empty: none is written
    std::vector<Hold> holds{};
    QString column; // of a rule that no description has
    bool operator==(const Choice &) const = default;
};

// A value. The live part is filled by readTables().
struct Rule
{
    QString id; // "usage_logs", "background_tasks.status=failed"; with the schema it is unique
    QString schema, table, column;
    QString filterColumn;
    QStringList filterValues;
    std::vector<Origin> origins{};
    Choice choice{};
    QString zone{}; // what a time without zone is meant in

    QString problem{}; // translated: why nothing can be done here; empty: it can
    QString timeType{}; // "timestamp", "timestamptz" or "date"
    QStringList columns{}, key{}, keyTypes{}; // key: the primary one; types fit for a cast
    QString softFlag{}, softTime{};           // empty: the table has none
    bool softZoned = false;                   // softTime is timestamptz
    bool partitioned = false;                 // by range of the time column
    bool mayDelete = false, mayUpdate = false;
    qint64 bytes = 0;  // with indexes
    double rows = -1;  // estimate

    bool disagree() const; // the origins' numbers differ
    db::Identifier name() const { return {schema, table}; }
    QString label() const; // "public.usage_logs", safe for display
};

// The rules of one recognised system, without the live part. A rule of its own is added for each
// choice that no description has. `serverZone` where nobody said what a time is meant in.
std::vector<Rule> rulesOf(const systems::Recognition &recognition, const systems::Match &match,
    const QMap<QString, Choice> &choices);

// Files that a description names a number for, which no rule can reach: "Files: ..." (translated).
QStringList notInDatabase(const systems::Description &system);

// One statement a rule; catalogs only.
Result<std::vector<Rule>> readTables(db::Sql &sql, std::vector<Rule> rules);

// The statement's condition for "old": what every step asks, in the same words.
struct Cut
{
    QString text;  // the moment as the server wrote it, in the column's own terms
    int days = 0;
};
Result<Cut> cutOf(db::Sql &sql, const Rule &rule, int days); // by the server's clock
// Also false for what the server's clock, set back since, would not call old any more.
QString printOld(const Rule &rule, const Cut &cut, db::Composer &sql);
QString printHeld(const Rule &rule, db::Composer &sql); // empty: nothing is held

} // namespace gatehouse::retention
