// Whether a part of a description can be read in a live database, and why not.
#pragma once

#include "systems/recognition.h"

namespace gatehouse::systems {

// The name of a table for a sentence: "schema.table", made safe for display.
QString tableLabel(const QString &schema, const QString &table);

// A translated sentence when one of these columns cannot be read; empty when all can.
QString readProblem(const Recognition &recognition, const Match &match, const QString &table,
    const QStringList &columns);
// The same for a change: right is INSERT, UPDATE or DELETE; columns are ignored for DELETE.
QString writeProblem(const Recognition &recognition, const Match &match, const QString &table,
    const QString &right, const QStringList &columns);

} // namespace gatehouse::systems
