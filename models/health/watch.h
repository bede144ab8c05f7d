// Looks at endpoints again and again: hysteresis, back-off, one reading a look.
#pragma once

#include "base/clock.h"
#include "health/prober.h"
#include "health/standing.h"

#include <functional>
#include <memory>

class QThread;

namespace gatehouse::health {

// Any thread. Begins at once, all endpoints spread over their first interval (at most ten seconds).
// Never deeper than Depth::Models: a completion is only asked when a person wishes it. A look that
// is still under way when the next is due is not doubled.
class Watch
{
public:
    // Called in the watch's own thread, one at a time; must not block for long.
    using Seen = std::function<void(const Endpoint &, const Reading &, const Judgement &)>;

    Watch(std::vector<Endpoint> endpoints, Seen seen);
    ~Watch(); // afterwards seen is not called any more

    void lookNow(); // all of them, as "Check now" wants it

private:
    class Rounds;
    std::unique_ptr<QThread> m_thread;
    Rounds *m_rounds = nullptr; // lives in the thread
};

} // namespace gatehouse::health
