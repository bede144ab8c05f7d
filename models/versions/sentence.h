// A state in words: what it is, why, and what to do.
#pragma once

#include "versions/state.h"

namespace gatehouse::versions {

QString sentence(const State &state, const systems::VersionScheme *scheme); // translated
QString verdictTitle(Verdict verdict); // translated, two words: "Not stamped"

} // namespace gatehouse::versions
