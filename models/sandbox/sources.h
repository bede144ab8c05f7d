// Files as the five services left them before PostgreSQL, with the flaws that occur: what the
// migration wizard is shown and tested on. The same for the same moment.
#pragma once

#include "base/result.h"
#include "sandbox/sandbox.h"

namespace gatehouse::sandbox {

// Into a folder that is made (0700) and must not hold such files yet.
Result<> writeSources(const QString &dir, const QDateTime &now);

std::vector<Source> listSources(const QString &dir); // those that are there

} // namespace gatehouse::sandbox
