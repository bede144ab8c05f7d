#include "items/browsefigures.h"

#include "base/deliver.h"

namespace gatehouse::items {

namespace {
Count shown(const browse::Count &count)
{
    switch (count.kind) {
    case browse::Count::Kind::Exact:
        return {Count::Kind::Exact, count.value};
    case browse::Count::Kind::AtLeast:
        return {Count::Kind::Capped, count.value};
    case browse::Count::Kind::About:
        return {Count::Kind::About, count.value};
    case browse::Count::Kind::Unknown:
        break;
    }
    return {};
}
} // namespace

BrowseFigures::BrowseFigures(browse::Source source, QObject *parent)
    : QObject(parent), m_source(std::move(source))
{
}

// `use` is called with the value; a figure that could not be had is left as it was.
template <typename T, typename F>
void BrowseFigures::ask(
    const std::function<browse::Answer<T>(browse::Query, CancelToken)> &question, F use)
{
    if (!question)
        return;
    ++m_waiting;
    deliver(
        question(m_query, m_token), this, [this, serial = m_serial, use](const Result<T> &answer) {
            if (serial != m_serial)
                return;
            --m_waiting;
            use(answer);
            if (m_waiting == 0)
                Q_EMIT idleChanged();
        });
}

void BrowseFigures::start(const browse::Query &query)
{
    cancel();
    m_query = query;
    m_position = {};
    m_plan = {};
    m_countError.reset();
    setTotal({}, m_source.about != nullptr);
    Q_EMIT planChanged();
    Q_EMIT positionChanged();
    ask<browse::Plan>(m_source.plan, [this](const Result<browse::Plan> &plan) {
        if (plan) {
            m_plan = plan.value();
            Q_EMIT planChanged();
        }
    });
}

void BrowseFigures::askSize()
{
    ask<browse::Count>(m_source.about, [this](const Result<browse::Count> &count) {
        estimated(count ? count.value() : browse::Count{});
    });
    ask<browse::Position>(m_source.position, [this](const Result<browse::Position> &position) {
        if (position) {
            m_position = position.value();
            Q_EMIT positionChanged();
        }
    });
}

void BrowseFigures::estimated(const browse::Count &count)
{
    if (m_total.kind == Count::Kind::Exact)
        return;
    const bool known = count.kind == browse::Count::Kind::About;
    setTotal(shown(count), !known);
    if (known && count.value < kCountedAtOnce) {
        countExactly();
        return;
    }
    if (known && m_query.filter.isTrivial())
        return;
    // What the planner expects of a filter may be far off; a bounded count is cheap.
    ask<browse::Count>(m_source.capped, [this, known](const Result<browse::Count> &capped) {
        const bool better = capped && (!known || capped.value().kind == browse::Count::Kind::Exact);
        setTotal(better ? shown(capped.value()) : m_total, false);
    });
}

void BrowseFigures::countExactly()
{
    if (m_total.kind == Count::Kind::Exact || !m_source.exact)
        return;
    m_countError.reset();
    setTotal(m_total, true);
    ask<browse::Count>(m_source.exact, [this](const Result<browse::Count> &count) {
        if (!count && count.error().kind != Error::Kind::Cancelled)
            m_countError = count.error();
        setTotal(count ? shown(count.value()) : m_total, false);
    });
}

void BrowseFigures::setExact(qint64 rows) { setTotal({Count::Kind::Exact, rows}, false); }

void BrowseFigures::setTotal(const Count &count, bool counting)
{
    if (m_total == count && m_counting == counting)
        return;
    m_total = count;
    m_counting = counting;
    Q_EMIT totalChanged();
}

void BrowseFigures::cancel()
{
    m_token.cancel();
    m_token = CancelToken();
    ++m_serial;
    const bool waited = std::exchange(m_waiting, 0) > 0;
    setTotal(m_total, false);
    if (waited)
        Q_EMIT idleChanged();
}

void BrowseFigures::refine(const browse::Cursor &cursor, double fraction)
{
    m_position.refine(cursor, fraction);
    Q_EMIT positionChanged();
}

} // namespace gatehouse::items
