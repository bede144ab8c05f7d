// Time behind one seam, so that a test needs no sleeping and one seed replays a run.
#pragma once

#include <QDateTime>

namespace gatehouse {

// Any thread. now() is UTC wall time, for display and stamps; monotonicMs() is for durations.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual QDateTime now() const = 0;
    virtual qint64 monotonicMs() const = 0;
    static const Clock &system();
};

// Stands still until it is told to move; not for concurrent advance().
class ManualClock : public Clock
{
public:
    explicit ManualClock(QDateTime start);
    QDateTime now() const override { return m_now; }
    qint64 monotonicMs() const override { return m_monotonicMs; }
    void advance(qint64 ms);

private:
    QDateTime m_now;
    qint64 m_monotonicMs = 0;
};

} // namespace gatehouse
