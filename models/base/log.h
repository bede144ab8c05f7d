// One log for Qt's messages and ours: JSON lines in stateDir()/gatehouse.log, 0600, rotated at 5
// MiB, each line through redact().
#pragma once

namespace gatehouse {

void installLog(bool alsoStandardError);

} // namespace gatehouse
