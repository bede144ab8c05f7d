// Migrations into a database, as a list.
#pragma once

#include "items/tablemodel.h"
#include "migration/ledger.h"

#include <memory>

namespace gatehouse::items {

struct MigrationRow
{
    qint64 id = 0;
    QString source, schema, state, begun, note;
    Severity severity = Severity::None;
    migration::RunState phase = migration::RunState::Load;
    qint64 read = 0, loaded = 0, quarantined = 0;
    QString aside{}; // schema of what was written before rolling back
    bool operator==(const MigrationRow &) const = default;
};

MigrationRow toMigrationRow(const migration::Run &run);

using MigrationRunsModel = TableModel<MigrationRow>;
std::unique_ptr<MigrationRunsModel> makeMigrationRunsModel(QObject *parent);

} // namespace gatehouse::items
