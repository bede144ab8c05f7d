#include "health/watch.h"

#include "base/deliver.h"

#include <QThread>
#include <QTimer>

#include <algorithm>

namespace gatehouse::health {

namespace {
constexpr qint64 kFirstMs = 10'000;
}

class Watch::Rounds : public QObject
{
public:
    Rounds(std::vector<Endpoint> endpoints, Seen seen) : m_seen(std::move(seen)), m_timer(this)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { lookAtDue(); });
        for (Endpoint &endpoint : endpoints) {
            endpoint.depth = std::min(endpoint.depth, Depth::Models);
            m_places.push_back({std::move(endpoint)});
        }
    }

    void begin()
    {
        const qint64 now = Clock::system().monotonicMs();
        for (size_t i = 0; i < m_places.size(); ++i) {
            const qint64 first =
                std::min<qint64>(kFirstMs, 1000LL * m_places[i].endpoint.intervalSeconds);
            // Few are asked at once, many are spread.
            m_places[i].due = m_places.size() <= Prober::kAtOnce
                ? now
                : now + first * qint64(i) / qint64(m_places.size());
        }
        lookAtDue();
    }

    void lookNow()
    {
        for (Place &place : m_places)
            place.due = Clock::system().monotonicMs();
        lookAtDue();
    }

private:
    struct Place
    {
        Endpoint endpoint{};
        Standing standing{};
        qint64 due = 0;
        bool running = false;
    };

    void lookAtDue()
    {
        const qint64 now = Clock::system().monotonicMs();
        for (size_t i = 0; i < m_places.size(); ++i) {
            Place &place = m_places[i];
            if (place.running || place.due > now)
                continue;
            place.running = true;
            deliver(m_prober.look(place.endpoint, place.endpoint.depth), this,
                [this, i](const Look &look) { saw(i, look); });
        }
        plan();
    }

    void saw(size_t index, const Look &look)
    {
        Place &place = m_places[index];
        place.running = false;
        place.standing = after(place.standing, look.judgement, look.at);
        place.due = Clock::system().monotonicMs()
            + nextDelayMs(place.standing, place.endpoint, look.judgement.retryAfterSeconds);
        m_seen(place.endpoint, readingOf(place.endpoint, look.judgement, place.standing, look.at),
            look.judgement);
        plan();
    }

    void plan()
    {
        qint64 soonest = -1;
        for (const Place &place : m_places)
            if (!place.running && (soonest < 0 || place.due < soonest))
                soonest = place.due;
        if (soonest >= 0)
            m_timer.start(
                int(std::clamp<qint64>(soonest - Clock::system().monotonicMs(), 0, 3'600'000)));
    }

    Seen m_seen;
    std::vector<Place> m_places;
    QTimer m_timer;
    Prober m_prober;
};

Watch::Watch(std::vector<Endpoint> endpoints, Seen seen)
    : m_thread(std::make_unique<QThread>()),
      m_rounds(new Rounds(std::move(endpoints), std::move(seen)))
{
    m_thread->setObjectName(u"health-watch"_s);
    m_rounds->moveToThread(m_thread.get());
    QObject::connect(
        m_thread.get(), &QThread::finished, m_rounds, [rounds = m_rounds] { delete rounds; });
    m_thread->start();
    QMetaObject::invokeMethod(
        m_rounds, [rounds = m_rounds] { rounds->begin(); }, Qt::QueuedConnection);
}

Watch::~Watch()
{
    m_thread->quit();
    m_thread->wait();
}

void Watch::lookNow()
{
    QMetaObject::invokeMethod(
        m_rounds, [rounds = m_rounds] { rounds->lookNow(); }, Qt::QueuedConnection);
}

} // namespace gatehouse::health
