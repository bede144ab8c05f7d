// What the overview knows of health: read from the history that somebody's watch writes; the
// overview itself looks at nothing.
#pragma once

#include "db/sql.h"
#include "items/healthmodel.h"
#include "systems/description.h"

namespace gatehouse::ui {

class Workspace;

// Whose endpoints, and where their history may be.
struct HealthPlace
{
    QString profileId, envFile;
    bool mayUseTables = false;
    std::vector<std::shared_ptr<const systems::Description>> systems{};
    static HealthPlace of(const Workspace &workspace);
};

struct HealthBrief
{
    std::vector<items::EndpointRow> rows; // those somebody ever looked at
    bool areModels = false;               // only model servers are counted, where there are any
    QStringList sql{};                    // of the tables; empty: a file
    int watched() const;                  // whose last look still speaks for now
    int up() const;
};

Result<HealthBrief> readHealth(db::Sql &sql, const HealthPlace &place, qint64 now);

} // namespace gatehouse::ui
