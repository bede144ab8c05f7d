// Which rows of a table are at hand: a run of segments, and stubs where the table goes on.
#pragma once

#include "browse/page.h"

#include <deque>
#include <functional>
#include <memory>

namespace gatehouse::items {

// Not a model, so that it can be followed: it tells a listener of every change of its rows, in the
// manner of QAbstractItemModel. Segments touch each other: what follows one begins right after its
// last key. The rows of a segment may be forgotten and asked again; its keys are kept.
class BrowseWindow
{
public:
    static constexpr int kStub = 400;        // rows without a content at an end that is not known
    static constexpr int kMostRows = 200000; // then the far end is cut off
    static constexpr qint64 kMostBytes = 64LL * 1024 * 1024;

    struct Segment
    {
        browse::Cursor first, last;
        std::shared_ptr<const browse::Page> page; // null: forgotten
        std::vector<int> columns;                 // of the relation -> of the page, -1: not asked
        qint64 begin = 0;                         // in a numbering of its own that never changes
        int rows = 0;                             // as many as count; the page may hold more
        quint32 id = 0;                           // of this filling; never used again
        quint64 seen = 0;                         // when it was last on the screen
        bool arrived = false; // came by itself (live): not in the order of the query
    };

    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void aboutToInsert(int first, int last) = 0;
        virtual void inserted() = 0;
        virtual void aboutToRemove(int first, int last) = 0;
        virtual void removed() = 0;
        virtual void changed(int first, int last) = 0;
    };
    explicit BrowseWindow(Listener &listener) : m_listener(listener) { }

    int rowCount() const { return m_head + known() + m_tail; }
    bool isEmpty() const { return m_segments.empty(); }
    bool knowsStart() const { return m_head == 0; }
    bool knowsEnd() const { return m_tail == 0; }
    int firstKnown() const { return m_head; }
    int knownEnd() const { return m_head + known(); }
    qint64 bytes() const { return m_bytes; }
    const std::deque<Segment> &segments() const { return m_segments; }

    // -1: above the known rows, segments().size(): below.
    int segmentAt(int row) const;
    int firstRowOf(int segment) const;
    struct Place
    {
        const Segment *segment = nullptr; // null: not at hand
        int row = 0;                      // of its page
    };
    Place find(int row) const;
    int rowOf(const browse::Cursor &cursor) const; // of a row at hand, else -1

    void clear();
    // All rows go, these come.
    void replace(std::shared_ptr<const browse::Page> page, std::vector<int> columns,
        bool knowsStart, bool knowsEnd);
    // The rows right before or after those at hand. `end`: nothing precedes or follows them.
    void growAbove(std::shared_ptr<const browse::Page> page, std::vector<int> columns, bool end);
    void growBelow(std::shared_ptr<const browse::Page> page, std::vector<int> columns, bool end);
    // The rows of a forgotten segment, asked from its first key on. They may be fewer or more now;
    // where its last key is not among them, the window ends with them.
    void refill(int segment, std::shared_ptr<const browse::Page> page, std::vector<int> columns);
    // Rows that came by themselves, at the start or the end of the table.
    void arriveAbove(std::shared_ptr<const browse::Page> page, std::vector<int> columns);
    void arriveBelow(std::shared_ptr<const browse::Page> page, std::vector<int> columns);

    void markSeen(int firstRow, int lastRow);
    // Forgets what was not seen for longest, and cuts the far end, so that the limits hold.
    void trim(int aroundRow, int mostRows = kMostRows, qint64 mostBytes = kMostBytes);

private:
    int known() const
    {
        return isEmpty()
            ? 0
            : int(m_segments.back().begin + m_segments.back().rows - m_segments.front().begin);
    }
    Segment made(std::shared_ptr<const browse::Page> page, std::vector<int> columns);
    void changeRows(int at, int change, const std::function<void()> &apply);
    void cutAbove(int segments);
    void cutBelow(int segments);
    void shiftFrom(int segment, int rows);

    Listener &m_listener;
    std::deque<Segment> m_segments;
    int m_head = 0, m_tail = 0; // stubs
    qint64 m_bytes = 0;
    quint64 m_clock = 0;
    quint32 m_lastId = 0;
};

} // namespace gatehouse::items
