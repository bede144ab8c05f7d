// The first page of an open database (X2): what goes on in it, at a glance. Every figure says how it
// is made and leads to the rows behind it.
#pragma once

#include "base/cancel.h"
#include "ui/page.h"
#include "ui/pages/figuredialog.h"
#include "ui/pages/overviewcards.h"

#include <QPointer>
#include <QTimer>

class QHBoxLayout;
class QToolButton;

namespace gatehouse::ui {

class Badge;
class Banner;
class ChangeGate;
class HealthStripsCard;
class PageHeader;
class Tile;
class TimeChart;

// The outline stands at once; figures come one by one, each from one question. Read again by F5 and
// every minute while the page is on the screen, less often where a round takes long. A server that
// does not answer takes no figure away.
class OverviewPage : public Page
{
    Q_OBJECT

public:
    static constexpr int kEveryMs = 60'000;

    explicit OverviewPage(Workspace &workspace, QWidget *parent = nullptr);
    ~OverviewPage() override;

    void refresh() override;
    void cancelQuery() override;
    bool isIdle() const override;

    // For tests: another clock, from the next round on.
    void setClock(const Clock &clock) { m_clock = &clock; }
    const Overview &overview() const { return m_overview; }

Q_SIGNALS:
    void roundEnded();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildHeader();
    void buildTiles();
    void buildCharts();
    void buildLists();
    void addSqlAction(const QString &id, const QString &title, std::function<FigureStory()> story);
    void startAnew();
    void askMore();
    void ask(const Question &question);
    void take(const Question &question, const Result<Fill> &answer, int round);
    void endRound();
    void stopRound();
    void showAll();
    void showTiles();
    void showTile(Tile *tile, const TileSpec &spec);
    void showRequests();
    void showLatency();
    void showTop();
    void showLists();
    void showState();
    bool tellTrouble(Overlay &overlay, const QStringList &questions, bool answered);
    bool canOpen(const PageTarget &target) const;
    void open(const PageTarget &target);
    void openRange(const QDateTime &from, const QDateTime &to);
    void showStory(const FigureStory &story);
    FigureStory storyOf(const TileSpec &spec) const;
    FigureStory storyOfRequests() const;
    FigureStory storyOfLatency() const;
    FigureStory storyOfTop() const;

    const Clock *m_clock;
    ChangeGate *m_gate = nullptr;
    std::unique_ptr<db::Session> m_figures; // made with the first round
    Overview m_overview;
    CancelToken m_round;
    QSet<QString> m_asked; // in this round
    int m_roundNumber = 0, m_waiting = 0;
    bool m_stopped = false; // by Esc
    qint64 m_roundBegan = 0;
    QDateTime m_asOf; // of the last round that brought a figure
    QTimer m_next;

    PageHeader *m_header = nullptr;
    Badge *m_range = nullptr, *m_zone = nullptr;
    QToolButton *m_again = nullptr;
    Banner *m_banner = nullptr;
    QHBoxLayout *m_tileRow = nullptr;
    std::vector<Tile *> m_tiles; // as overviewTiles()
    TimeChart *m_requests = nullptr, *m_latency = nullptr;
    int m_legendWidth = 0; // of the chart when its names were cut
    TopCard *m_top = nullptr;
    NeedsCard *m_needs = nullptr;
    ChangesCard *m_changes = nullptr;
    HealthStripsCard *m_health = nullptr;
    QPointer<FigureDialog> m_dialog;
};

} // namespace gatehouse::ui
