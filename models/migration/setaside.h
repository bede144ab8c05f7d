// Rows that are in the staging table already and cannot stay: duplicates and orphans.
#pragma once

#include "migration/finishkeys.h"

namespace gatehouse::migration {

struct AsideRequest
{
    const KeysRequest &keys;
    const Moved &table;
    // Gives "at": the ctid of each row. %1 is the staging table, the rest as in `names`.
    QString query;
    std::vector<db::Identifier> names;
    Bad reason = Bad::Duplicate;
    QString column{};       // shown
    QStringList setNull{};  // instead of taking the row out
};

// One transaction: finds them in the source, puts them into quarantine, takes them out. Gives how
// many there were.
Result<qint64> setAside(db::Sql &sql, const AsideRequest &request);

} // namespace gatehouse::migration
