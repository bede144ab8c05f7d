// Retention as a job of a window.
#pragma once

#include "base/jobs.h"
#include "db/session.h"
#include "retention/run.h"

namespace gatehouse::retention {

// On a connection of its own. `outcome` is filled when the job is done.
Recipe runRecipe(const QString &title, const Preview &preview, const RunOptions &options,
    const db::SessionOptions &session, std::shared_ptr<Outcome> outcome);

} // namespace gatehouse::retention
