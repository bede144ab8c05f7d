// The questions a browser asks, as functions: the seam between item models and sessions.
#pragma once

#include "base/cancel.h"
#include "browse/counts.h"
#include "browse/page.h"
#include "browse/plan.h"
#include "browse/position.h"

#include <QFuture>

#include <functional>

namespace gatehouse::db {
class Session;
}

namespace gatehouse::browse {

template <typename T>
using Answer = QFuture<Result<T>>;

// Called in the window's thread; they return at once. Missing ones are not asked.
struct Source
{
    std::function<Answer<Page>(PageRequest, CancelToken)> page;
    std::function<Answer<Position>(Query, CancelToken)> position;
    std::function<Answer<Count>(Query, CancelToken)> about, capped, exact;
    std::function<Answer<Plan>(Query, CancelToken)> plan;
    std::function<Answer<Value>(Query, Cursor, QString columnId, CancelToken)> value;
};

// Pages and values over `pages`; plans, estimates and counts over `figures`. Both must outlive it.
Source sourceOver(db::Session &pages, db::Session &figures);

} // namespace gatehouse::browse
