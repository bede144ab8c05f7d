#pragma once

#include "base/cancel.h"

namespace gatehouse::cli {

// Call once, first thing in main. The token is cancelled by SIGINT, SIGTERM and SIGHUP; a second
// one ends the program at once. SIGPIPE is ignored: a closed pipe is an error of writing.
CancelToken cancelBySignals();

} // namespace gatehouse::cli
