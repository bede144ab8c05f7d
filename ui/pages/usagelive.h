// Rows as they are written (U5): asks once a second while live, says how many come.
#pragma once

#include "ui/pages/usagequery.h"
#include "usage/tail.h"

#include <QElapsedTimer>
#include <QTimer>

#include <deque>

namespace gatehouse::ui {

// Window's thread. The tail itself lives in a session of its own. While paused it goes on asking
// nothing; what came meanwhile is shown when it goes on. A lost server is asked again, more and
// more seldom, up to once in 15 s.
class UsageLive : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Running, Paused };

    explicit UsageLive(UsageQuery &query, QObject *parent = nullptr);
    ~UsageLive() override;

    void start(); // with the filter of the moment; from now on
    void stop();
    void pause();
    void resume();
    State state() const { return m_state; }
    double rate() const;                   // rows a second over the last 10 s
    qint64 rows() const { return m_rows; } // since start()
    qint64 lateRows() const { return m_late; }
    bool isIdle() const { return !m_asking; }
    void setPollMs(int ms) { m_poll.setInterval(ms); } // tests

Q_SIGNALS:
    void stateChanged();
    void begun(); // from now on nothing is missed
    void rateChanged();
    void arrived(const gatehouse::browse::Page &rows, int fresh); // newest first
    void cut(); // rows of transactions that are open for long may be missed
    void failed(const gatehouse::Error &error); // it goes on asking
    void recovered();

private:
    struct Following // touched in the session's thread only
    {
        std::optional<usage::Tail> tail;
        QElapsedTimer clock;
    };
    void poll();
    void take(const Result<usage::TailBatch> &batch);
    void setState(State state);

    UsageQuery &m_query;
    std::unique_ptr<db::Session> m_session;
    std::shared_ptr<Following> m_following;
    State m_state = State::Off;
    QTimer m_poll;
    CancelToken m_token;
    quint64 m_serial = 0;
    bool m_asking = false, m_begun = false;
    int m_failures = 0;
    qint64 m_rows = 0, m_late = 0;
    QElapsedTimer m_since;
    std::deque<std::pair<qint64, int>> m_recent; // ms since start, rows
};

} // namespace gatehouse::ui
