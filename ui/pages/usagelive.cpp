#include "ui/pages/usagelive.h"

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr qint64 kRateMs = 10'000;
constexpr int kLongestWaitMs = 15'000;

} // namespace

UsageLive::UsageLive(UsageQuery &query, QObject *parent) : QObject(parent), m_query(query)
{
    m_poll.setInterval(usage::kTailPollMs);
    connect(&m_poll, &QTimer::timeout, this, &UsageLive::poll);
}

UsageLive::~UsageLive() { m_token.cancel(); }

void UsageLive::start()
{
    stop();
    if (!m_query.source() || !m_query.source()->canTail())
        return;
    m_session = m_query.workspace().link().openJobSession();
    m_following = std::make_shared<Following>();
    m_token = CancelToken();
    m_rows = m_late = 0;
    m_failures = 0;
    m_begun = false;
    m_recent.clear();
    m_since.start();
    setState(State::Running);
    m_poll.start();
    poll();
}

void UsageLive::stop()
{
    m_token.cancel();
    m_poll.stop();
    ++m_serial;
    m_asking = false;
    m_following.reset();
    m_session.reset();
    setState(State::Off);
}

void UsageLive::pause()
{
    if (m_state != State::Running)
        return;
    m_poll.stop();
    setState(State::Paused);
}

void UsageLive::resume()
{
    if (m_state != State::Paused)
        return;
    m_poll.start();
    setState(State::Running);
    poll();
}

void UsageLive::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void UsageLive::poll()
{
    if (m_asking || m_state != State::Running)
        return;
    m_asking = true;
    deliver(m_session->run(
                [following = m_following, source = m_query.source(), filter = m_query.filter()](
                    db::Sql &sql) -> Result<usage::TailBatch> {
                    if (following->tail)
                        return following->tail->poll(sql, following->clock.elapsed());
                    following->clock.start();
                    usage::TailBatch first;
                    auto tail = usage::Tail::begin(sql, source, filter, 0, 0, &first);
                    if (!tail)
                        return tail.error();
                    following->tail.emplace(std::move(tail).value());
                    return first;
                },
                m_token),
        this, [this, serial = m_serial](const Result<usage::TailBatch> &batch) {
            if (serial != m_serial)
                return;
            m_asking = false;
            take(batch);
        });
}

void UsageLive::take(const Result<usage::TailBatch> &batch)
{
    if (!batch) {
        ++m_failures;
        m_poll.setInterval(std::min(usage::kTailPollMs << std::min(m_failures, 4), kLongestWaitMs));
        Q_EMIT failed(batch.error());
        return;
    }
    if (m_failures > 0) {
        m_failures = 0;
        m_poll.setInterval(usage::kTailPollMs);
        Q_EMIT recovered();
    }
    if (!m_begun) {
        m_begun = true;
        Q_EMIT begun();
    }
    const usage::TailBatch &came = batch.value();
    m_rows += came.fresh;
    m_late += came.late;
    m_recent.emplace_back(m_since.elapsed(), came.fresh);
    while (!m_recent.empty() && m_recent.front().first < m_since.elapsed() - kRateMs)
        m_recent.pop_front();
    if (came.fresh > 0)
        Q_EMIT arrived(came.rows, came.fresh);
    if (came.cut)
        Q_EMIT cut();
    Q_EMIT rateChanged();
    if (came.more)
        poll();
}

double UsageLive::rate() const
{
    qint64 rows = 0;
    for (const auto &[ms, count] : m_recent)
        rows += count;
    const qint64 over =
        std::clamp<qint64>(m_since.isValid() ? m_since.elapsed() : 0, 1000, kRateMs);
    return double(rows) * 1000 / double(over);
}

} // namespace gatehouse::ui
