// The part of BrowseModel that asks: wishes, answers, live rows.
#include "base/deliver.h"
#include "items/browsemodel.h"

#include <algorithm>

namespace gatehouse::items {

namespace {
constexpr int kPatienceMs = 200;                   // for a page whose place is left already
constexpr int kThrottleMs = 15;                    // while a scroll bar is dragged
constexpr int kAhead = 2 * BrowseModel::kPageRows; // rows kept ready beyond the screen
constexpr int kMostAsked = 2000;
constexpr int kMoreThanBefore = 50; // rows that may have come into a forgotten segment
constexpr int kLiveRows = 20000;
} // namespace

void BrowseModel::schedule(int ms)
{
    if (!m_soon.isActive() || m_soon.remainingTime() > ms)
        m_soon.start(ms);
}

void BrowseModel::wish(Wish wanted)
{
    m_wish = std::move(wanted);
    m_error.reset();
    m_stuck = false;
    if (!m_veil.isActive() && !m_veiled)
        m_veil.start();
    // The first move of a scroll bar at once, the next ones not faster than a screen can show.
    const bool dragged = m_wish->kind == Wish::Kind::Go && m_lastWish.isValid();
    schedule(dragged ? int(std::max<qint64>(0, kThrottleMs - m_lastWish.elapsed())) : 0);
    m_lastWish.start();
    Q_EMIT stateChanged();
}

void BrowseModel::home() { wish({Wish::Kind::Home}); }

void BrowseModel::end() { wish({Wish::Kind::End}); }

void BrowseModel::goTo(const browse::Cursor &cursor)
{
    browse::Cursor from = cursor;
    from.inclusive = true;
    wish({Wish::Kind::Go, from});
}

void BrowseModel::jump(double fraction)
{
    if (fraction <= 0)
        home();
    else if (fraction >= 1)
        end();
    else if (const auto cursor = m_figures.position().at(fraction))
        goTo(*cursor);
}

void BrowseModel::refresh()
{
    if (!m_query.relation)
        return;
    m_sized = false;
    m_figures.start(m_query);
    const int row = std::max(m_firstVisible, m_window.firstKnown());
    const auto cursor = m_stale ? std::nullopt : cursorOf(row);
    if (cursor && !(knowsStart() && row < kPageRows / 2))
        goTo(*cursor);
    else
        home();
}

void BrowseModel::cancel()
{
    m_wish.reset();
    m_soon.stop();
    if (m_flight)
        m_flight->token.cancel();
    m_flight.reset();
    ++m_serial;
    m_figures.cancel();
    if (m_stale)
        m_window.clear();
    m_stuck = true; // until somebody moves or asks again
    unveil();
    Q_EMIT stateChanged();
}

bool BrowseModel::isLoading() const { return m_window.isEmpty() && (m_wish || m_flight); }

void BrowseModel::setVisible(int firstRow, int lastRow)
{
    if (firstRow == m_firstVisible && lastRow == m_lastVisible)
        return;
    m_direction = firstRow == m_firstVisible ? m_direction : firstRow > m_firstVisible ? 1 : -1;
    m_firstVisible = firstRow;
    m_lastVisible = lastRow;
    m_window.markSeen(firstRow, lastRow);
    if (m_stuck && m_error && m_error->kind != Error::Kind::Cancelled)
        return;
    m_stuck = false;
    schedule();
}

void BrowseModel::act()
{
    if (m_flight) {
        if (!m_wish)
            return;
        const qint64 age = m_flight->age.elapsed();
        if (m_flight->wish.replaces() && age < kPatienceMs) {
            schedule(int(kPatienceMs - age));
            return;
        }
        m_flight->token.cancel();
        m_flight.reset();
    }
    if (m_wish) {
        ask(*std::exchange(m_wish, std::nullopt));
    } else if (const auto need = nextNeed()) {
        ask(*need);
    }
}

std::optional<BrowseModel::Wish> BrowseModel::needBelow(int lastRow) const
{
    const int beyond = lastRow - m_window.knownEnd();
    if (m_window.knowsEnd() || beyond < 0)
        return std::nullopt;
    return Wish{Wish::Kind::Below, m_window.segments().back().last,
        std::clamp(beyond + 1, kPageRows, kMostAsked)};
}

std::optional<BrowseModel::Wish> BrowseModel::needAbove(int firstRow) const
{
    const int beyond = m_window.firstKnown() - firstRow;
    if (m_window.knowsStart() || beyond <= 0)
        return std::nullopt;
    return Wish{Wish::Kind::Above, m_window.segments().front().first,
        std::clamp(beyond + 1, kPageRows, kMostAsked)};
}

std::optional<BrowseModel::Wish> BrowseModel::needRefill(int firstRow, int lastRow) const
{
    const auto &segments = m_window.segments();
    const int last = std::min(m_window.segmentAt(lastRow), int(segments.size()) - 1);
    for (int i = std::max(0, m_window.segmentAt(firstRow)); i <= last; ++i) {
        const BrowseWindow::Segment &segment = segments[size_t(i)];
        if (segment.page || segment.rows == 0)
            continue;
        browse::Cursor from = segment.first;
        from.inclusive = true;
        return Wish{Wish::Kind::Refill, from, segment.rows + kMoreThanBefore, segment.id};
    }
    return std::nullopt;
}

// What is on the screen comes first, then what will be if the scrolling goes on.
std::optional<BrowseModel::Wish> BrowseModel::nextNeed() const
{
    if (m_stuck || m_stale || m_window.isEmpty())
        return std::nullopt;
    const int last = std::clamp(m_lastVisible, 0, rowCount() - 1);
    const int first = std::clamp(m_firstVisible, 0, last);
    if (auto need = needRefill(first, last))
        return need;
    if (auto need = needBelow(last))
        return need;
    if (auto need = needAbove(first))
        return need;
    if (m_direction >= 0) {
        if (auto need = needRefill(last, last + kAhead))
            return need;
        if (auto need = needBelow(last + kAhead))
            return need;
    }
    if (m_direction <= 0) {
        if (auto need = needRefill(std::max(0, first - kAhead), first))
            return need;
        if (auto need = needAbove(first - kAhead))
            return need;
    }
    return std::nullopt;
}

void BrowseModel::ask(const Wish &wanted)
{
    browse::PageRequest request{m_query, wanted.from, false, wanted.limit};
    request.backward = wanted.kind == Wish::Kind::End || wanted.kind == Wish::Kind::Above;
    m_flight = Flight{wanted, CancelToken(), {}};
    m_flight->age.start();
    const quint64 serial = ++m_serial;
    deliver(m_source.page(request, m_flight->token), this,
        [this, serial, wanted](const Result<browse::Page> &result) {
            if (serial == m_serial) // else nobody wants it any more
                answered(wanted, result);
        });
    Q_EMIT stateChanged();
}

void BrowseModel::answered(const Wish &wanted, const Result<browse::Page> &result)
{
    m_milliseconds = int(m_flight->age.elapsed());
    m_flight.reset();
    if (result) {
        m_error.reset();
        place(wanted, std::make_shared<const browse::Page>(result.value()));
        schedule();
    } else {
        m_error = result.error();
        m_stuck = true;
        if (m_stale)
            m_window.clear();
        m_stale = false;
        unveil();
    }
    Q_EMIT stateChanged();
}

void BrowseModel::place(const Wish &wanted, std::shared_ptr<const browse::Page> page)
{
    const bool end = page->atEnd();
    std::vector<int> columns = columnsOf(*page);
    switch (wanted.kind) {
    case Wish::Kind::Below:
        m_window.growBelow(std::move(page), std::move(columns), end);
        break;
    case Wish::Kind::Above:
        m_window.growAbove(std::move(page), std::move(columns), end);
        break;
    case Wish::Kind::Refill:
        refilled(wanted, std::move(page));
        break;
    default:
        showReplaced(wanted, std::move(page));
        return;
    }
    m_window.trim(m_firstVisible);
    learn();
    if (m_window.isEmpty()) // all rows that were at hand have gone
        home();
    else if (hasAllRows())
        m_figures.setExact(rowCount());
}

void BrowseModel::refilled(const Wish &wanted, std::shared_ptr<const browse::Page> page)
{
    const auto &segments = m_window.segments();
    const auto found = std::find_if(segments.begin(), segments.end(),
        [&wanted](const BrowseWindow::Segment &segment) { return segment.id == wanted.segment; });
    if (found == segments.end())
        return;
    std::vector<int> columns = columnsOf(*page);
    m_window.refill(int(found - segments.begin()), std::move(page), std::move(columns));
}

void BrowseModel::showReplaced(const Wish &wanted, std::shared_ptr<const browse::Page> page)
{
    if (wanted.kind == Wish::Kind::Go && page->rows() == 0) { // behind the last row
        end();
        return;
    }
    const bool end = page->atEnd(), fromEnd = wanted.kind == Wish::Kind::End;
    const bool knowsFirst = wanted.kind == Wish::Kind::Home || (fromEnd && end);
    m_places.clear();
    m_stale = false;
    m_direction = 0;
    std::vector<int> columns = columnsOf(*page);
    m_window.replace(std::move(page), std::move(columns), knowsFirst, fromEnd || end);
    m_firstVisible = fromEnd ? std::max(0, rowCount() - kPageRows / 4) : m_window.firstKnown();
    m_lastVisible = std::max(0, fromEnd ? rowCount() - 1 : m_firstVisible + kPageRows / 4);
    unveil();
    if (hasAllRows())
        m_figures.setExact(rowCount());
    else if (!m_sized)
        m_figures.askSize();
    m_sized = true;
    Q_EMIT replaced(fromEnd ? std::max(0, rowCount() - 1) : m_window.firstKnown(), fromEnd);
    Q_EMIT positionChanged();
}

void BrowseModel::unveil()
{
    m_veil.stop();
    if (std::exchange(m_veiled, false) && rowCount() > 0)
        changed(0, rowCount() - 1);
}

void BrowseModel::changed(int first, int last)
{
    Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

// What is on the screen keeps its place when rows come or go above it.
void BrowseModel::aboutToInsert(int first, int last)
{
    if (first <= m_firstVisible && rowCount() > 0) {
        m_firstVisible += last - first + 1;
        m_lastVisible += last - first + 1;
    }
    beginInsertRows({}, first, last);
}

void BrowseModel::aboutToRemove(int first, int last)
{
    const int above = std::clamp(m_firstVisible - first, 0, last - first + 1);
    m_firstVisible -= above;
    m_lastVisible -= above;
    beginRemoveRows({}, first, last);
}

std::vector<int> BrowseModel::columnsOf(const browse::Page &page) const
{
    std::vector<int> columns;
    for (const Shown &shown : m_columns)
        columns.push_back(page.indexOf(shown.column->id));
    return columns;
}

void BrowseModel::setLive(bool live)
{
    m_live = live;
    if (!live) {
        m_arrivals.stop();
        m_waiting.clear();
    }
}

void BrowseModel::arrive(browse::Page page)
{
    if (!m_live || page.rows() == 0)
        return;
    m_waiting.push_back(std::move(page));
    if (!m_arrivals.isActive())
        m_arrivals.start();
}

void BrowseModel::takeArrivals()
{
    const bool atStart = !m_query.order.empty() && !m_query.order.front().ascending;
    const bool seen = !m_stale && !m_wish && !(m_flight && m_flight->wish.replaces())
        && (m_window.isEmpty() || (atStart ? knowsStart() : knowsEnd()));
    int rows = 0;
    for (browse::Page &page : std::exchange(m_waiting, {})) {
        rows += page.rows();
        if (!seen)
            continue;
        std::vector<int> columns = columnsOf(page);
        auto shared = std::make_shared<const browse::Page>(std::move(page));
        if (atStart)
            m_window.arriveAbove(std::move(shared), std::move(columns));
        else
            m_window.arriveBelow(std::move(shared), std::move(columns));
    }
    if (seen)
        m_window.trim(atStart ? 0 : rowCount(), kLiveRows);
    if (seen && hasAllRows())
        m_figures.setExact(rowCount());
    Q_EMIT arrived(rows);
}

} // namespace gatehouse::items
