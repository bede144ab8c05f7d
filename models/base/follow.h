// A child process that may run for hours: watched while it runs, ended when it hangs (facts: a
// reader of a cut archive can spin for ever), and ended with all that it started.
#pragma once

#include "base/cancel.h"
#include "base/process.h"
#include "base/result.h"

#include <QByteArrayView>

#include <functional>

namespace gatehouse {

struct Following
{
    int outFd = -1;                                    // its standard output; -1: thrown away
    int inFd = -1;                                     // its standard input; -1: nothing
    std::function<void(QByteArrayView line)> onLine{}; // of standard error, without the newline
    // Asked about five times a second; an Error ends the child and is the answer (a full disk).
    std::function<Result<>()> tick{};
    // Ended when for so long nothing of its group read, wrote or said anything; 0: never.
    int stallMs = 0;
    bool workIsProgress = false; // processor time counts as getting on, too
};

struct FollowedEnd
{
    int exitCode = 0; // 128 + signal if a signal ended it
    QByteArray err;   // the last 64 KiB
};

// Blocks the calling thread. Own process group; when this program dies the child gets SIGTERM, on
// which the PostgreSQL tools end their workers and cancel their statements. Cancel: SIGTERM to the
// group, SIGKILL to what is left after 400 ms. command.timeoutMs is not used: long work has no
// fixed limit.
Result<FollowedEnd> followCommand(
    const Command &command, const Following &following, const CancelToken &token = {});

} // namespace gatehouse
