// An export as long work: a recipe for the list of jobs.
#pragma once

#include "base/jobs.h"
#include "db/session.h"
#include "usage/export.h"

#include <memory>

namespace gatehouse::usage {

// In the job's thread, over a connection of its own that ends with it. `exported` is filled before
// the recipe ends well, and not touched otherwise.
Recipe exportRecipe(const QString &title, const db::SessionOptions &session, const Figures &figures,
    const QString &path, const ExportOptions &options, std::shared_ptr<Exported> exported);

} // namespace gatehouse::usage
