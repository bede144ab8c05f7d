// What a browser knows about its rows besides the rows: how many, where, and at what cost.
#pragma once

#include "browse/source.h"
#include "items/count.h"

#include <QObject>

namespace gatehouse::items {

// The window's thread. Asks nothing by itself and nothing twice; answers to an older query are
// dropped.
class BrowseFigures : public QObject
{
    Q_OBJECT

public:
    // Fewer than that are counted exactly without being asked to.
    static constexpr qint64 kCountedAtOnce = 200000;

    explicit BrowseFigures(browse::Source source, QObject *parent = nullptr);
    ~BrowseFigures() override { m_token.cancel(); }

    void start(const browse::Query &query); // asks the plan; forgets the rest
    void askSize();                         // how many about, and where
    void setExact(qint64 rows);             // all rows are at hand
    void countExactly();
    void cancel(); // what is known stays

    const Count &total() const { return m_total; }
    bool isCounting() const { return m_counting; }
    const std::optional<Error> &countError() const { return m_countError; } // of countExactly()
    const browse::Plan &plan() const { return m_plan; }
    const browse::Position &position() const { return m_position; }
    void refine(const browse::Cursor &cursor, double fraction);
    bool isIdle() const { return m_waiting == 0; }

Q_SIGNALS:
    void totalChanged();
    void planChanged();
    void positionChanged();
    void idleChanged();

private:
    template <typename T, typename F>
    void ask(const std::function<browse::Answer<T>(browse::Query, CancelToken)> &question, F use);
    void estimated(const browse::Count &count);
    void setTotal(const Count &count, bool counting);

    browse::Source m_source;
    browse::Query m_query;
    CancelToken m_token;
    quint64 m_serial = 0;
    int m_waiting = 0;
    browse::Position m_position;
    browse::Plan m_plan;
    Count m_total;
    std::optional<Error> m_countError;
    bool m_counting = false;
};

} // namespace gatehouse::items
