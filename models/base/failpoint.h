// Named places where a test build can die, fail or wait:
// GATEHOUSE_FAIL=name:count:exit|error|sleep:ms
#pragma once

#include "base/result.h"

namespace gatehouse {

#ifdef GATEHOUSE_FAILPOINTS
Result<> failPoint(const char *name); // an Error when GATEHOUSE_FAIL says so here
#else
inline Result<> failPoint(const char *) { return Done{}; }
#endif

} // namespace gatehouse
