// A value that the service itself would supply, as SQL.
#pragma once

#include "db/composer.h"

namespace gatehouse::systems {

// `value` is a Default::value, so from a closed list; `zone` is what "now_local" is meant in.
QString printDefault(const QString &value, db::Composer &sql, const QString &zone);

} // namespace gatehouse::systems
