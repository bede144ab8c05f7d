#pragma once

namespace gatehouse::app {

// Keys and passwords are in memory: no core dump, no reading by other processes of the same user.
void forbidCoreDumps();

} // namespace gatehouse::app
