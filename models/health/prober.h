// Asks endpoints over the network: one thread, a connection a question, short and capped (H2).
#pragma once

#include "base/cancel.h"
#include "health/probe.h"

#include <QFuture>

#include <memory>

class QThread;

namespace gatehouse::health {

// One look at one endpoint: what was asked and answered, and what it means.
struct Look
{
    Answers answers; // bodies dropped
    Judgement judgement;
    qint64 at = 0; // ms since the epoch, when it ended
};

// Any thread. At most kAtOnce looks run, kAtOncePerPort of them at one port; the others wait.
// Facts, backup-and-safety 2.6: the name is resolved once and that address is asked, never a
// link-local or multicast one; no redirect is followed, no proxy and no cookie is used, answers end
// at kBodyCap, each question has three timeouts. A server that accepts and stays silent costs its
// timeouts and nothing else.
class Prober
{
public:
    Prober();
    ~Prober(); // what still runs is answered as cancelled

    QFuture<Look> look(const Endpoint &endpoint, Depth depth, const CancelToken &token = {});
    QThread *thread() const { return m_thread.get(); }

    static constexpr int kAtOnce = 32, kAtOncePerPort = 4;

private:
    class Bench;
    std::unique_ptr<QThread> m_thread;
    Bench *m_bench = nullptr; // lives in the thread
};

} // namespace gatehouse::health
