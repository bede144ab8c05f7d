#include "ui/pages/overview.h"

#include "base/deliver.h"
#include "ui/pages/overviewhealth.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"

#include <QAction>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kChartHeight = 230;
constexpr int kRestPerRound = 10; // a round that took 20 s is not repeated before 200 s

} // namespace

OverviewPage::OverviewPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_clock(&workspace.clock()), m_gate(new ChangeGate(workspace, this))
{
    setObjectName(u"overviewPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kMedium, 0, 0);
    column->setSpacing(space::kMedium);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"overviewBanner"_s);
    buildHeader();
    column->addWidget(m_header);
    column->addWidget(m_banner);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inside = new QWidget(scroll);
    auto *body = new QVBoxLayout(inside);
    body->setContentsMargins(0, 0, space::kLarge + 4, space::kLarge);
    body->setSpacing(space::kMedium);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    m_tileRow = new QHBoxLayout;
    m_tileRow->setSpacing(space::kMedium);
    body->addLayout(m_tileRow);
    buildTiles();
    buildCharts();
    buildLists();
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &OverviewPage::refresh);
    connect(&workspace, &Workspace::recognised, this, &OverviewPage::startAnew);
    connect(&workspace.link(), &db::Link::stateChanged, this, &OverviewPage::showState);
    m_overview = Overview::of(workspace);
    m_overview.backupFolder = backup::folderOf(m_workspace.settings());
    m_overview.beginRound(m_clock->now());
    showAll();
}

OverviewPage::~OverviewPage() { m_round.cancel(); }

void OverviewPage::buildHeader()
{
    m_header = new PageHeader(tr("Overview"), this);
    m_header->layout()->setContentsMargins(0, 0, space::kLarge + 4, 0);
    m_range = new Badge(m_header);
    m_range->setObjectName(u"overviewRange"_s);
    m_zone = new Badge(m_header);
    m_zone->setObjectName(u"overviewZone"_s);
    m_again = makeIconButton(
        u"refresh-cw"_s, tr("Read the figures again (F5)"), m_header, u"overviewAgain"_s);
    connect(m_again, &QToolButton::clicked, this, &OverviewPage::refresh);
    m_header->addAction(m_range);
    m_header->addAction(m_zone);
    m_header->addAction(m_again);
}

void OverviewPage::buildTiles()
{
    for (const TileSpec &spec : overviewTiles()) {
        auto *tile = new Tile(QString(), this);
        tile->setObjectName(u"tile_"_s + QLatin1StringView(spec.id));
        connect(tile, &Tile::activated, this, [this, &spec] {
            const auto face = spec.face(m_overview);
            if (face && face->absent.isEmpty())
                open(spec.target(m_overview));
        });
        connect(tile, &Tile::sqlRequested, this, [this, &spec] { showStory(storyOf(spec)); });
        m_tileRow->addWidget(tile, 1);
        m_tiles.push_back(tile);
        addSqlAction(QLatin1StringView(spec.id), spec.title(m_overview),
            [this, &spec] { return storyOf(spec); });
    }
}

// In the Page menu and the palette: a right click is not the only way to the SQL.
void OverviewPage::addSqlAction(
    const QString &id, const QString &title, std::function<FigureStory()> story)
{
    auto *action = new QAction(tr("SQL of: %1").arg(title), this);
    action->setObjectName(u"overviewSql_"_s + id);
    connect(action, &QAction::triggered, this,
        [this, story = std::move(story)] { showStory(story()); });
    addAction(action);
}

void OverviewPage::buildCharts()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    const auto add = [&](const QString &id, const QString &title, ChartStyle style, int stretch,
                         auto story) {
        auto *card = new Card(this);
        auto *chart = new TimeChart(title, style, card);
        chart->setObjectName(id);
        card->content()->addWidget(chart);
        card->setMinimumHeight(kChartHeight);
        card->setContextMenuPolicy(Qt::ActionsContextMenu);
        auto *action = new QAction(tr("Show the SQL"), card);
        connect(action, &QAction::triggered, this, [this, story] { showStory((this->*story)()); });
        card->addAction(action);
        connect(chart, &TimeChart::rangeSelected, this, &OverviewPage::openRange);
        connect(&chart->overlay(), &Overlay::retryRequested, this, &OverviewPage::refresh);
        connect(&chart->overlay(), &Overlay::actionTriggered, this, [this] {
            usage::Filter all = m_overview.filter();
            all.lastMs = 30LL * 24 * 3600 * 1000;
            open({u"usage"_s, {{u"filter"_s, usage::toJson(all)}, {u"tab"_s, u"rows"_s}}});
        });
        row->addWidget(card, stretch);
        addSqlAction(id, title, [this, story] { return (this->*story)(); });
        return chart;
    };
    m_requests = add(u"overviewRequests"_s, tr("Requests"), ChartStyle::StackedAreas, 5,
        &OverviewPage::storyOfRequests);
    m_requests->installEventFilter(this);
    m_latency = add(u"overviewLatency"_s, tr("Latency"), ChartStyle::Lines, 4,
        &OverviewPage::storyOfLatency);
    static_cast<QVBoxLayout *>(m_tileRow->parentWidget()->layout())->addLayout(row, 1);
}

void OverviewPage::buildLists()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    m_top = new TopCard(this);
    m_needs = new NeedsCard(this);
    m_changes = new ChangesCard(this);
    m_health = new HealthStripsCard(this);
    row->addWidget(m_top, 7);
    row->addWidget(m_needs, 9);
    row->addWidget(m_health, 6);
    row->addWidget(m_changes, 7);
    static_cast<QVBoxLayout *>(m_tileRow->parentWidget()->layout())->addLayout(row, 1);
    m_top->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *sql = new QAction(tr("Show the SQL"), m_top);
    connect(sql, &QAction::triggered, this, [this] { showStory(storyOfTop()); });
    m_top->addAction(sql);
    addSqlAction(u"overviewTop"_s, tr("Top keys"), [this] { return storyOfTop(); });
    connect(m_top, &TopCard::chosen, this,
        [this](const usage::Chip &chip) { open(usageTarget(m_overview, u"rows"_s, chip)); });
    connect(m_needs, &NeedsCard::chosen, this, &OverviewPage::open);
    for (ListCard *card : {static_cast<ListCard *>(m_top), static_cast<ListCard *>(m_needs),
             static_cast<ListCard *>(m_changes)})
        connect(&card->overlay(), &Overlay::retryRequested, this, &OverviewPage::refresh);
    connect(&m_changes->overlay(), &Overlay::actionTriggered, this,
        [this] { open({QString(kRecordOfChanges), {}}); });
}

// --- a round of questions

void OverviewPage::startAnew()
{
    const Overview old = std::exchange(m_overview, Overview::of(m_workspace));
    m_overview.backupFolder = backup::folderOf(m_workspace.settings());
    if (!old.match || !m_overview.match || old.match->schema != m_overview.match->schema
        || old.match->system != m_overview.match->system)
        m_asOf = {};
    if (isVisible())
        refresh();
}

void OverviewPage::refresh()
{
    stopRound();
    m_round = CancelToken();
    m_stopped = false;
    m_asked.clear();
    m_roundBegan = m_clock->monotonicMs();
    m_overview.beginRound(m_clock->now());
    if (!m_figures) {
        m_figures = m_workspace.link().openJobSession();
        m_figures->setReadOnly(true);
    }
    askMore();
    showAll();
}

// Answers that come after this are of no interest any more.
void OverviewPage::stopRound()
{
    m_next.stop();
    ++m_roundNumber;
    m_waiting = 0;
    m_round.cancel();
}

void OverviewPage::askMore()
{
    for (const Question &question : overviewQuestions()) {
        const QString id = QLatin1StringView(question.id);
        if (m_asked.contains(id) || !question.applies(m_overview))
            continue;
        m_asked.insert(id);
        ask(question);
    }
}

void OverviewPage::ask(const Question &question)
{
    db::Session &session = question.where == Question::Where::Figures
        ? *m_figures
        : m_workspace.link().interactive();
    ++m_waiting;
    deliver(session.run(question.make(m_overview), m_round), this,
        [this, &question, round = m_roundNumber](
            const Result<Fill> &answer) { take(question, answer, round); });
}

void OverviewPage::take(const Question &question, const Result<Fill> &answer, int round)
{
    if (round != m_roundNumber)
        return;
    --m_waiting;
    const QString id = QLatin1StringView(question.id);
    if (answer) {
        answer.value()(m_overview);
        m_overview.fresh.insert(id);
        m_asOf = m_overview.now;
    } else {
        m_overview.troubles.insert(id, answer.error());
    }
    askMore();
    if (m_waiting == 0)
        endRound();
    showAll();
}

void OverviewPage::endRound()
{
    const qint64 took = m_clock->monotonicMs() - m_roundBegan;
    if (isVisible())
        m_next.start(int(std::max<qint64>(kEveryMs, kRestPerRound * took)));
    Q_EMIT roundEnded();
}

void OverviewPage::cancelQuery()
{
    if (m_waiting == 0)
        return;
    stopRound();
    m_stopped = true;
    showAll();
}

bool OverviewPage::isIdle() const { return m_waiting == 0 && !(m_dialog && m_dialog->isChecking()); }

void OverviewPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_asOf.isValid() && m_asOf.msecsTo(m_clock->now()) < kEveryMs)
        m_next.start(kEveryMs);
    else
        refresh();
}

// Nobody looks: nothing is asked, and no connection is held for it.
void OverviewPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    stopRound();
    if (m_figures)
        m_figures->drop();
}

} // namespace gatehouse::ui
