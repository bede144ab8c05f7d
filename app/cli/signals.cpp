#include "app/cli/signals.h"

#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

int pipeEnds[2] = {-1, -1};

// Only async-signal-safe calls here; a second signal finds the default action.
void wake(int signal)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(pipeEnds[1], &byte, 1);
    ::signal(signal, SIG_DFL);
}

} // namespace

CancelToken cancelBySignals()
{
    CancelToken token;
    ::signal(SIGPIPE, SIG_IGN);
    if (::pipe2(pipeEnds, O_CLOEXEC) != 0)
        return token;
    std::thread([token] {
        char byte = 0;
        while (::read(pipeEnds[0], &byte, 1) != 1) { }
        token.cancel();
    }).detach();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        ::signal(signal, wake);
    return token;
}

} // namespace gatehouse::cli
