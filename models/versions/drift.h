// A live schema against the layout that its system should have (V2).
#pragma once

#include "catalog/expected.h"
#include "systems/recognition.h"

namespace gatehouse::versions {

struct Drift
{
    QString schema;
    QString system, shape; // what it was compared with; empty: a file
    QString title;         // translated: "DON Research API, as Alembic creates it"
    QStringList steps{}; // upgrade steps of ours whose additions are left out of the differences
    QString like;          // translated: the other shape that it is exactly like; empty: none
    catalog::Catalog found;
    std::vector<catalog::Difference> differences{};
    int errors = 0, warnings = 0, notes = 0;
    QString sentence; // translated
    bool any() const { return errors + warnings + notes > 0; }
};

// Version tables, and the tables of other systems in the same schema, belong to nobody's layout.
QStringList foreignTables(const systems::Recognition &recognition, const systems::Match &match);

// Pure. `shape` empty: the guide's. Invalid when that layout is not known.
Result<Drift> compare(const catalog::Catalog &found, const systems::Match &match,
    const QStringList &ignored, const QString &shape = {});
// Against a layout that was kept in a file (catalog::toJson). Pure.
Drift compareWith(const catalog::Catalog &expected, const catalog::Catalog &found,
    const QString &title, const QStringList &ignored = {});

// Reads and compares; six round trips, catalogs only, and where it is kept which upgrade steps
// Gatehouse applied: what those added is no difference.
Result<Drift> readDrift(db::Sql &sql, const systems::Recognition &recognition,
    const systems::Match &match, const QString &shape = {});

} // namespace gatehouse::versions
