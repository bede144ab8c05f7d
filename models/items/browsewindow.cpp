#include "items/browsewindow.h"

#include <algorithm>

namespace gatehouse::items {

namespace {
qint64 bytesOf(const BrowseWindow::Segment &segment)
{
    return segment.page ? segment.page->bytes() : 0;
}
} // namespace

int BrowseWindow::segmentAt(int row) const
{
    if (row < m_head || isEmpty())
        return -1;
    const qint64 place = m_segments.front().begin + row - m_head;
    const auto next = std::upper_bound(m_segments.begin(), m_segments.end(), place,
        [](qint64 wanted, const Segment &segment) { return wanted < segment.begin; });
    const auto segment = next - 1;
    if (place >= segment->begin + segment->rows)
        return int(m_segments.size());
    return int(segment - m_segments.begin());
}

int BrowseWindow::firstRowOf(int segment) const
{
    return m_head + int(m_segments[size_t(segment)].begin - m_segments.front().begin);
}

BrowseWindow::Place BrowseWindow::find(int row) const
{
    const int index = segmentAt(row);
    if (index < 0 || index >= int(m_segments.size()) || !m_segments[size_t(index)].page)
        return {};
    return {&m_segments[size_t(index)], row - firstRowOf(index)};
}

int BrowseWindow::rowOf(const browse::Cursor &cursor) const
{
    for (int i = 0; i < int(m_segments.size()); ++i) {
        const Segment &segment = m_segments[size_t(i)];
        for (int row = 0; segment.page && row < segment.rows; ++row) {
            if (segment.page->cursor(row) == cursor)
                return firstRowOf(i) + row;
        }
    }
    return -1;
}

BrowseWindow::Segment BrowseWindow::made(
    std::shared_ptr<const browse::Page> page, std::vector<int> columns)
{
    Segment segment;
    segment.id = ++m_lastId;
    segment.rows = page->rows();
    segment.first = page->cursor(0);
    segment.last = page->cursor(segment.rows - 1);
    segment.columns = std::move(columns);
    segment.page = std::move(page);
    segment.seen = m_clock;
    return segment;
}

// Rows at `at` come (a positive change) or go; `apply` makes it so.
void BrowseWindow::changeRows(int at, int change, const std::function<void()> &apply)
{
    if (change > 0)
        m_listener.aboutToInsert(at, at + change - 1);
    else if (change < 0)
        m_listener.aboutToRemove(at, at - change - 1);
    apply();
    if (change > 0)
        m_listener.inserted();
    else if (change < 0)
        m_listener.removed();
}

void BrowseWindow::clear()
{
    changeRows(0, -rowCount(), [this] {
        m_segments.clear();
        m_head = m_tail = 0;
        m_bytes = 0;
    });
}

void BrowseWindow::replace(std::shared_ptr<const browse::Page> page, std::vector<int> columns,
    bool knowsStart, bool knowsEnd)
{
    clear();
    if (page->rows() == 0)
        return;
    const int head = knowsStart ? 0 : kStub, tail = knowsEnd ? 0 : kStub;
    changeRows(0, head + page->rows() + tail, [&] {
        m_segments.push_back(made(std::move(page), std::move(columns)));
        m_bytes = bytesOf(m_segments.back());
        m_head = head;
        m_tail = tail;
    });
}

// Stubs first make room, then become rows: so each step changes either the number of rows or what
// is in them.
void BrowseWindow::growAbove(
    std::shared_ptr<const browse::Page> page, std::vector<int> columns, bool end)
{
    const int rows = page->rows(), head = end ? 0 : kStub;
    changeRows(0, rows + head - m_head, [&] { m_head = rows + head; });
    if (rows == 0)
        return;
    m_head = head;
    Segment segment = made(std::move(page), std::move(columns));
    segment.begin = m_segments.front().begin - rows;
    m_bytes += bytesOf(segment);
    m_segments.push_front(std::move(segment));
    m_listener.changed(head, head + rows - 1);
}

void BrowseWindow::growBelow(
    std::shared_ptr<const browse::Page> page, std::vector<int> columns, bool end)
{
    const int rows = page->rows(), tail = end ? 0 : kStub;
    const int change = rows + tail - m_tail;
    changeRows(
        change > 0 ? rowCount() : rowCount() + change, change, [&] { m_tail = rows + tail; });
    if (rows == 0)
        return;
    m_tail = tail;
    Segment segment = made(std::move(page), std::move(columns));
    segment.begin = m_segments.back().begin + m_segments.back().rows;
    m_bytes += bytesOf(segment);
    m_segments.push_back(std::move(segment));
    m_listener.changed(knownEnd() - rows, knownEnd() - 1);
}

void BrowseWindow::shiftFrom(int segment, int rows)
{
    for (size_t i = size_t(segment); i < m_segments.size(); ++i)
        m_segments[i].begin += rows;
}

void BrowseWindow::refill(
    int index, std::shared_ptr<const browse::Page> page, std::vector<int> columns)
{
    Segment &segment = m_segments[size_t(index)];
    int rows = 0;
    while (rows < page->rows() && page->cursor(rows) != segment.last)
        ++rows;
    const bool met = rows < page->rows();
    const bool tableEnds = !met && page->atEnd();
    rows += met ? 1 : 0;
    if (rows == 0 && index == 0) { // nothing is left to begin with
        clear();
        return;
    }
    if (!met) {
        cutBelow(int(m_segments.size()) - 1 - index);
        if (tableEnds)
            changeRows(rowCount() - m_tail, -m_tail, [this] { m_tail = 0; });
    }
    const int change = rows - segment.rows, at = firstRowOf(index);
    changeRows(change > 0 ? at + segment.rows : at + rows, change, [&] {
        segment.rows = rows;
        shiftFrom(index + 1, change);
    });
    if (rows == 0)
        return;
    m_bytes += page->bytes() - bytesOf(segment);
    segment.columns = std::move(columns);
    segment.id = ++m_lastId;
    if (!met)
        segment.last = page->cursor(rows - 1);
    segment.page = std::move(page);
    m_listener.changed(at, at + rows - 1);
}

void BrowseWindow::arriveAbove(std::shared_ptr<const browse::Page> page, std::vector<int> columns)
{
    if (isEmpty()) {
        replace(std::move(page), std::move(columns), true, true);
        return;
    }
    growAbove(std::move(page), std::move(columns), true);
    m_segments.front().arrived = true;
}

void BrowseWindow::arriveBelow(std::shared_ptr<const browse::Page> page, std::vector<int> columns)
{
    if (isEmpty()) {
        replace(std::move(page), std::move(columns), true, true);
        return;
    }
    growBelow(std::move(page), std::move(columns), true);
    m_segments.back().arrived = true;
}

void BrowseWindow::markSeen(int firstRow, int lastRow)
{
    ++m_clock;
    const int last = std::min(segmentAt(lastRow), int(m_segments.size()) - 1);
    for (int i = std::max(0, segmentAt(firstRow)); i <= last; ++i)
        m_segments[size_t(i)].seen = m_clock;
}

// The rows become stubs, then the stubs that are too many go.
void BrowseWindow::cutAbove(int segments)
{
    if (segments <= 0)
        return;
    const int before = m_head;
    for (int i = 0; i < segments; ++i) {
        m_bytes -= bytesOf(m_segments.front());
        m_head += m_segments.front().rows;
        m_segments.pop_front();
    }
    if (m_head > before)
        m_listener.changed(before, m_head - 1);
    changeRows(0, kStub - m_head, [&] { m_head = kStub; });
}

void BrowseWindow::cutBelow(int segments)
{
    if (segments <= 0)
        return;
    const int before = m_tail;
    for (int i = 0; i < segments; ++i) {
        m_bytes -= bytesOf(m_segments.back());
        m_tail += m_segments.back().rows;
        m_segments.pop_back();
    }
    if (m_tail > before)
        m_listener.changed(rowCount() - m_tail, rowCount() - before - 1);
    const int change = kStub - m_tail;
    changeRows(change > 0 ? rowCount() : rowCount() + change, change, [&] { m_tail = kStub; });
}

void BrowseWindow::trim(int aroundRow, int mostRows, qint64 mostBytes)
{
    while (known() > mostRows && m_segments.size() > 2) {
        const int excess = known() - mostRows * 4 / 5; // rarely, but then a good piece
        const bool above = aroundRow - m_head > known() / 2;
        int segments = 0;
        for (int rows = 0; rows < excess && segments + 2 < int(m_segments.size()); ++segments)
            rows += m_segments[above ? size_t(segments) : m_segments.size() - 1 - size_t(segments)]
                        .rows;
        if (segments == 0)
            break;
        above ? cutAbove(segments) : cutBelow(segments);
    }
    while (m_bytes > mostBytes) {
        Segment *oldest = nullptr;
        for (Segment &segment : m_segments) {
            const bool may = segment.page && !segment.arrived && segment.seen < m_clock;
            if (may && (!oldest || segment.seen < oldest->seen))
                oldest = &segment;
        }
        if (!oldest)
            break;
        m_bytes -= bytesOf(*oldest);
        oldest->page.reset();
    }
}

} // namespace gatehouse::items
