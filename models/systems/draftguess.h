// How well a table fits one of the usual ones.
#pragma once

#include "systems/recognition.h"
#include "systems/usualnames.h"

namespace gatehouse::systems {

// Which column plays which role; score 0: it does not fit.
struct Guess
{
    const TableFacts *table = nullptr;
    QMap<QString, const ColumnFacts *> roles{};
    int score = 0;
};

Guess guessRoles(const TableFacts &table, const UsualTable &usual);
// The same for a table whose name says nothing: never 0 when a column fits.
Guess guessColumns(const TableFacts &table, const UsualTable &usual);
QString primaryKey(const TableFacts &table); // its only column, else empty

// What an INSERT of a key must bring, since the server has no default for it. unknown gets the
// columns that nothing is known for.
std::vector<Default> suppliedDefaults(
    const KeysDomain &keys, const TableFacts &table, QStringList *unknown);
QString statusMeaningOf(const ColumnFacts *status); // null: empty
QString keyJoinOf(const UsageDomain &usage, const std::optional<KeysDomain> &keys);
QStringList notRecordedBy(const UsageDomain &usage);
Unit unitOf(const QString &column);
// Columns of one table of the shape that are better masked. Better one mask too many.
QStringList secretLooking(const Shape &shape, const QString &table);

} // namespace gatehouse::systems
