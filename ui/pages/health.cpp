#include "ui/pages/health.h"

#include "health/station.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/pages/healthcards.h"
#include "ui/pages/healthusage.h"
#include "ui/pages/healthviews.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {
constexpr int kFits = 8;   // columns fit the first answers, then they stay
constexpr int kShowMs = 100;        // looks come in one by one
constexpr qint64 kUsageMs = 60'000; // the usage is asked this often while somebody looks
}

HealthPage::HealthPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_gate(new ChangeGate(workspace, this))
{
    setObjectName(u"healthPage"_s);
    health::Station::Setup setup;
    setup.openSession = [&workspace] { return workspace.link().openJobSession(); };
    setup.file = health::historyFile();
    setup.mayWriteTables = workspace.settings().value(tablesKey()).toBool();
    m_station = new health::Station(std::move(setup), this);
    followSystem();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kMedium, space::kLarge + 4, space::kSmall);
    column->setSpacing(space::kSmall);
    buildHeader();
    buildViews();
    buildActions();
    buildAlarm();
    m_show.setSingleShot(true);
    m_show.setInterval(kShowMs);
    connect(&m_show, &QTimer::timeout, this, &HealthPage::showAll);
    const auto soon = [this] {
        if (!m_show.isActive())
            m_show.start();
    };
    connect(m_station, &health::Station::changed, this, soon);
    connect(m_station, &health::Station::listChanged, this, soon);
    connect(m_station, &health::Station::failed, this,
        [this](const Error &error) { m_banner->showMessage(items::Severity::Warn, error.text); });
    connect(&workspace, &Workspace::recognised, this, [this] {
        followSystem();
        if (m_opened)
            m_station->open();
    });
    showAll();
}

// The station writes what it has seen, and asks nobody after that.
HealthPage::~HealthPage() { delete m_station; }

QString HealthPage::envKey() const { return "health/env/"_L1 + m_workspace.profile().id; }
QString HealthPage::tablesKey() const { return "health/tables/"_L1 + m_workspace.profile().id; }

QTimeZone HealthPage::zone() const
{
    const QTimeZone wanted(m_workspace.profile().zone.toUtf8());
    return wanted.isValid() ? wanted : QTimeZone::utc();
}

void HealthPage::followSystem()
{
    health::EndpointSource source{
        m_workspace.profile().id, {}, m_workspace.settings().value(envKey()).toString()};
    if (const systems::Match *match = m_workspace.match())
        source.systems.push_back(match->system);
    m_station->setSource(source);
}

void HealthPage::buildHeader()
{
    m_header = new PageHeader(tr("Health"), this);
    m_mode = new Badge(m_header);
    m_mode->setObjectName(u"healthMode"_s);
    m_range = new Badge(m_header);
    m_range->setObjectName(u"healthRange"_s);
    m_range->setBadge(tr("last 24 h"), items::Severity::Unknown);
    m_more = makeButton(tr("More"), ButtonKind::Plain, this, u"healthMore"_s);
    m_add = makeButton(tr("Add endpoint…"), ButtonKind::Plain, this, u"healthAddButton"_s);
    m_check = makeButton(tr("Check &now"), ButtonKind::Primary, this, u"healthCheck"_s);
    connect(m_check, &QPushButton::clicked, this, &HealthPage::refresh);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_mode, m_range, m_more, m_add, m_check})
        m_header->addAction(widget);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"healthBanner"_s);
    layout()->addWidget(m_header);
    layout()->addWidget(m_banner);
}

void HealthPage::buildViews()
{
    m_tabs = new QTabBar(this);
    m_tabs->setObjectName(u"healthTabs"_s);
    m_tabs->setAccessibleName(tr("How health is shown"));
    m_tabs->setExpanding(false);
    m_stack = new QStackedWidget(this);
    m_cards = new HealthCards(m_workspace.settings(), m_stack);
    connect(m_cards, &HealthCards::openRequested, this, &HealthPage::openEndpoint);
    connect(m_cards, &HealthCards::menuRequested, this, &HealthPage::showMenu);
    addView(u"cards"_s, tr("Cards"), m_cards);
    buildTable();
    buildFurtherViews();
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        showViews();
    });
    m_where = new PlainLabel(this);
    m_where->setObjectName(u"healthWhere"_s);
    m_where->setFont(smallFont());
    m_where->setTone(PlainLabel::Tone::Muted);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);
    column->addWidget(m_where);
}

void HealthPage::buildTable()
{
    m_model = items::makeEndpointsModel(this).release();
    m_table = new TableView(u"health/list"_s, tr("Endpoints"), m_stack);
    m_table->setObjectName(u"healthTable"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(
        m_model->columnOf(u"state"_s), new BadgeDelegate(m_table, true));
    m_table->setWidest(u"reason"_s, 420);
    m_table->keepColumns(m_workspace.settings());
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &TableView::openRequested, this,
        [this](const QModelIndex &index) { openEndpoint(m_model->key(index.row())); });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        if (const QModelIndex index = m_table->indexAt(at); index.isValid())
            showMenu(m_model->key(index.row()), m_table->viewport()->mapToGlobal(at));
    });
    addView(u"table"_s, tr("Table"), m_table);
}

void HealthPage::buildFurtherViews()
{
    SettingsFile &settings = m_workspace.settings();
    m_models = new HealthModels(settings, m_stack);
    m_failover = new HealthFailover(settings, m_stack);
    m_timeline = new HealthTimeline(m_stack);
    addView(u"timeline"_s, tr("Time line"), m_timeline);
    addView(u"models"_s, tr("Models"), m_models);
    addView(u"failover"_s, tr("What falls if…"), m_failover);
    m_usage = new HealthUsage(m_workspace, this);
    connect(m_usage, &HealthUsage::changed, this, &HealthPage::showViews);
    connect(m_usage, &HealthUsage::failed, this,
        [this](const Error &error) { m_banner->showMessage(items::Severity::Warn, error.text); });
    connect(m_timeline, &HealthTimeline::rangeSelected, this,
        [this](const QDateTime &from, const QDateTime &to) {
            const usage::Filter filter = usage::Filter().within(
                {from.toMSecsSinceEpoch() * 1000, to.toMSecsSinceEpoch() * 1000});
            Q_EMIT m_workspace.openPage(
                u"usage"_s, {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"rows"_s}});
        });
}

void HealthPage::addView(const QString &id, const QString &title, QWidget *widget)
{
    m_tabIds << id;
    m_tabs->addTab(title);
    m_stack->addWidget(widget);
    auto *action = new QAction(title, this);
    action->setObjectName("healthView_"_L1 + id);
    connect(action, &QAction::triggered, this, [this, id] { openView(id); });
    addAction(action);
}

void HealthPage::openView(const QString &id)
{
    if (const qsizetype index = m_tabIds.indexOf(id); index >= 0)
        m_tabs->setCurrentIndex(int(index));
}

void HealthPage::refresh()
{
    if (m_station->mode() == health::Station::Mode::Closed)
        m_station->open();
    else
        m_station->lookNow();
}

bool HealthPage::isIdle() const
{
    return !m_station->isBusy() && !m_usage->isBusy() && !m_show.isActive()
        && m_cards->isComplete();
}

void HealthPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!std::exchange(m_opened, true))
        m_station->open();
    else
        m_station->refresh();
    askUsage();
}

void HealthPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_usage->drop();
}

void HealthPage::askUsage()
{
    const qint64 now = m_station->now();
    if (!isVisible() || now - m_usageAsked < kUsageMs)
        return;
    m_usageAsked = now;
    m_usage->refresh(now - now % health::kSlotMs - (items::kStripCells - 1) * health::kSlotMs, now);
}

void HealthPage::showAll()
{
    const qint64 now = m_station->now();
    std::vector<items::EndpointRow> rows;
    for (const health::Endpoint &endpoint : m_station->list().endpoints) {
        const QString key = endpoint.key();
        const health::Seen *seen = m_station->seen(key);
        rows.push_back(items::toEndpointRow(endpoint,
            {m_station->picture().of(key), m_station->picture().open(key),
                seen ? &seen->judgement : nullptr,
                seen && seen->reading ? &*seen->reading : nullptr},
            now));
    }
    m_rows = std::move(rows);
    m_cards->showRows(m_rows, zone());
    std::vector<items::IncidentRow> incidents;
    for (const items::EndpointRow &row : m_rows) // seen, and on its way into the history
        if (health::isBad(row.state) && !m_station->picture().open(row.key))
            incidents.push_back(items::toIncidentRow(
                {row.key, row.title, row.since > 0 ? row.since : now, 0, row.state, {}, row.reason, 0},
                now, zone()));
    for (const health::Incident &incident : m_station->picture().incidents)
        incidents.push_back(items::toIncidentRow(incident, now, zone()));
    m_cards->showIncidents(incidents);
    m_model->update(m_rows);
    const bool answered = std::any_of(m_rows.begin(), m_rows.end(),
        [](const items::EndpointRow &row) { return row.at > 0; });
    if (answered && m_fits < kFits && ++m_fits)
        m_table->fitUnlessSaved();
    showViews();
    showState();
    askUsage();
}

// Only the one that is looked at.
void HealthPage::showViews()
{
    const auto &traffic = m_usage->answer();
    QWidget *front = m_stack->currentWidget();
    if (front == m_models)
        m_models->show(*m_station, traffic);
    else if (front == m_failover)
        m_failover->show(*m_station, m_rows);
    else if (front == m_timeline)
        m_timeline->show(*m_station, m_rows, traffic, zone());
}

void HealthPage::showState()
{
    using Mode = health::Station::Mode;
    const Mode mode = m_station->mode();
    m_check->setEnabled(!m_station->list().endpoints.empty() || mode == Mode::Closed);
    m_mode->setVisible(mode == Mode::Following || mode == Mode::Watching);
    m_mode->setBadge(mode == Mode::Following ? tr("somebody else watches") : tr("watching"),
        mode == Mode::Following ? items::Severity::Info : items::Severity::Good);
    m_mode->setToolTip(
        mode == Mode::Following ? tr(
            "Another Gatehouse looks at these endpoints; this window shows what it writes down.")
                                : tr("This window looks at the endpoints as long as it is open."));
    m_where->setText(m_station->where());
    showEmpty();
}

void HealthPage::showEmpty()
{
    const bool none =
        m_station->list().endpoints.empty() && m_station->mode() != health::Station::Mode::Opening;
    if (!none)
        m_table->overlay().clear();
    else
        m_table->overlay().showEmpty(u"activity"_s, tr("No endpoints"),
            tr("Add the model servers and services that this back end uses."));
}

void HealthPage::openEndpoint(const QString &key)
{
    openView(u"timeline"_s);
    m_timeline->choose(key);
}

QJsonObject HealthPage::state() const
{
    return {{u"view"_s, m_tabIds.value(m_tabs->currentIndex())}};
}

void HealthPage::restore(const QJsonObject &state) { openView(state.value(u"view"_s).toString()); }

std::vector<PaletteEntry> HealthPage::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const items::EndpointRow &row : m_rows)
        entries.push_back({row.title, tr("%1, %2").arg(row.kind, row.word), u"activity"_s, {},
            [page = QPointer(this), key = row.key] {
                if (page)
                    page->openEndpoint(key);
            }});
    return entries;
}

} // namespace gatehouse::ui
