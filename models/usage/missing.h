// What figures leave out, and why.
#pragma once

#include "usage/figures.h"

namespace gatehouse::usage {

// "not recorded by this back end", or that the database role may not read it; translated.
QString whyMissing(const Source &source, const QString &role);

// Requests that pass the filter, but whose time is infinite or missing, so that no range holds
// them. In the session's thread.
Result<qint64> timelessRequests(db::Sql &sql, const Figures &figures);

} // namespace gatehouse::usage
