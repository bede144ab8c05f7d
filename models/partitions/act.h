// Moves to partitions as jobs of a window.
#pragma once

#include "base/jobs.h"
#include "db/session.h"
#include "partitions/run.h"

namespace gatehouse::partitions {

enum class Act { Move, Undo, Finish };
bool canDo(Act act, const std::optional<Job> &open);

struct ActRequest
{
    Act act = Act::Move;
    QString schema, table, time;
    RunOptions options;
    db::SessionOptions session;
};

// On a connection of its own. `ended` says how it stands after it, in one translated sentence.
Recipe actRecipe(
    const QString &title, const ActRequest &request, std::shared_ptr<QString> ended);

} // namespace gatehouse::partitions
