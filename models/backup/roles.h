// What becomes of roles that a backup needs and a server does not have (B5).
#pragma once

#include "db/sql.h"

#include <QStringList>

#include <map>

namespace gatehouse::backup {

struct RoleFate
{
    enum class Kind {
        Ask,    // nothing was decided: the restore stops
        Create, // without login
        Map,    // what it owned and might do goes to `to`, which exists
        Skip,   // what it owned goes to the restoring role; its rights are left out
    };
    Kind kind = Kind::Ask;
    QString to;
    bool operator==(const RoleFate &) const = default;
};
using RoleFates = std::map<QString, RoleFate>; // by the role's name

// Session's thread, on any database. Roles to create, and stand-ins for those that are mapped or
// skipped: an archive names its owners, and they must exist while it is read.
Result<> makeRoles(db::Sql &sql, const RoleFates &fates);
// Names of the stand-ins, which must go again.
QStringList standIns(const RoleFates &fates);

// Session's thread, on the restored copy: hands over what the stand-ins own and may do, and drops
// them. One transaction. A mapped role's ALTER DEFAULT PRIVILEGES go over, too.
Result<> settleRoles(db::Sql &sql, const RoleFates &fates);
// After the copy is gone.
Result<> dropStandIns(db::Sql &sql, const QStringList &roles);

} // namespace gatehouse::backup
