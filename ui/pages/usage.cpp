#include "ui/pages/usage.h"

#include "ui/pages/usagechart.h"
#include "ui/pages/usagegroups.h"
#include "ui/pages/usageheat.h"
#include "ui/pages/usagelatency.h"
#include "ui/pages/usagelive.h"
#include "ui/pages/usagerows.h"
#include "ui/pages/usageviews.h"
#include "ui/pages/usagezone.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsebar.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/rangepicker.h"
#include "usage/texts.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

UsagePage::UsagePage(Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(u"usagePage"_s);
    m_query = new UsageQuery(workspace, this);
    m_live = new UsageLive(*m_query, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    buildHeader();
    buildFilter();
    buildTabs();
    buildActions();
    followParts();
    const QString kept =
        workspace.settings().value("usage/zone/"_L1 + workspace.profile().id).toString();
    if (QTimeZone(kept.toUtf8()).isValid()) {
        usage::Filter filter = m_query->filter();
        filter.zone = kept;
        (void)m_query->setFilter(filter);
    }
    showFilter();
    m_query->open({});
}

UsagePage::~UsagePage()
{
    m_live->stop();
    m_counts->setModel(nullptr);
    // What asks goes before the sessions that it asks.
    for (QWidget *part : findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        delete part;
}

void UsagePage::buildHeader()
{
    m_header = new PageHeader(tr("Usage"), this);
    m_place = makeButton(QString(), ButtonKind::Plain, this, u"usagePlace"_s);
    m_place->setAccessibleName(tr("Where requests are recorded"));
    m_place->setMenu(new QMenu(m_place));
    m_place->hide();
    m_range = new RangePicker(this);
    m_zone = new UsageZoneButton({m_workspace.profile().zone}, this);
    m_views = new UsageViewsButton(
        UsageViews(
            m_workspace.settings(), m_workspace.profile().id, m_workspace.match()->system->id),
        [this] { return state(); }, this);
    m_pause = makeButton(tr("Pause"), ButtonKind::Plain, this, u"usagePause"_s);
    m_pause->setCheckable(true);
    m_pause->hide();
    m_liveButton = makeButton(tr("&Live"), ButtonKind::Plain, this, u"usageLive"_s);
    m_liveButton->setCheckable(true);
    m_report = makeButton(tr("Report…"), ButtonKind::Plain, this, u"usageReport"_s);
    m_export = makeButton(tr("&Export…"), ButtonKind::Plain, this, u"usageExport"_s);
    for (QPushButton *button : {m_report, m_export})
        button->setEnabled(false);
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_place, m_range, m_zone, m_views, m_pause, m_liveButton, m_report, m_export})
        m_header->addAction(widget);
    layout()->addWidget(m_header);
}

void UsagePage::buildFilter()
{
    m_filterBar = new FilterBar(this);
    m_filterBar->setTextHint(tr("Find in the requests"));
    m_gone = makeButton(tr("Keys that no longer exist"), ButtonKind::Quiet, this, u"usageGone"_s);
    m_gone->setCheckable(true);
    m_gone->setToolTip(tr("Only requests of keys that are not in the list of keys any more"));
    m_gone->hide();
    m_counts = new BrowseBar(this);
    m_counts->setObjectName(u"usageCounts"_s);
    m_filterBar->addTrailing(m_gone);
    m_filterBar->addTrailing(m_counts);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"usageBanner"_s);
    layout()->addWidget(m_filterBar);
    layout()->addWidget(m_banner);
}

// Every widget is made where it stands: to move one to another parent polishes all that is in it
// anew, which is what costs most here.
void UsagePage::buildTabs()
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"usageChartSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(space::kSmall);
    m_chart = new UsageChart(*m_query, splitter);
    auto *below = new QWidget(splitter);
    m_tabBar = new QTabBar(below);
    m_tabBar->setObjectName(u"usageTabs"_s);
    m_tabBar->setAccessibleName(tr("How the requests are shown"));
    m_tabBar->setExpanding(false);
    m_stack = new QStackedWidget(below);
    const auto groups = [this](const QString &id, const QStringList &fields) {
        return [this, id, fields](QWidget *parent) -> UsageTab * {
            auto *tab = new UsageGroups(*m_query, id, fields, UsageGroups::Columns::Shares, parent);
            connect(tab, &UsageGroups::goneWanted, this, [this] { m_gone->click(); });
            return tab;
        };
    };
    addTab(u"rows"_s, tr("Rows"), {});
    addTab(u"key"_s, tr("By key"), groups(u"key"_s, {u"key"_s, u"actor"_s}));
    addTab(u"model"_s, tr("By model"), groups(u"model"_s, {u"model"_s}));
    addTab(u"endpoint"_s, tr("By endpoint"), groups(u"endpoint"_s, {u"endpoint"_s}));
    addTab(u"heat"_s, tr("Heat map"),
        [this](QWidget *parent) { return new UsageHeat(*m_query, parent); });
    addTab(u"percentiles"_s, tr("Percentiles"),
        [this](QWidget *parent) { return new UsageLatency(*m_query, *m_chart, parent); });
    m_rows = new UsageRows(*m_query, *m_chart, m_stack);
    m_tabs.front().tab = m_rows;
    m_tabs.front().shown = m_rows;
    m_stack->addWidget(m_rows);
    connect(m_rows, &UsageTab::rowsWanted, this, &UsagePage::addChips);
    auto *column = new QVBoxLayout(below);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    column->addWidget(m_tabBar);
    column->addWidget(m_stack, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({262, 440});
    static_cast<QVBoxLayout *>(layout())->addWidget(splitter, 1);
}

void UsagePage::addTab(const QString &id, const QString &title, MakeTab make)
{
    m_tabs.push_back({id, std::move(make)});
    m_tabBar->addTab(title);
    auto *action = new QAction(title, this);
    action->setObjectName("usageTab_"_L1 + id);
    connect(action, &QAction::triggered, this, [this, id] { openTab(id); });
    addAction(action);
}

// Built when first looked at. All but the rows stand in a card: the rows have frames of their own.
void UsagePage::showTab(int index)
{
    Tab &front = m_tabs[size_t(index)];
    if (!front.tab) {
        auto *card = new Card(m_stack);
        card->setPadding(0);
        front.tab = front.make(card);
        front.shown = card;
        card->content()->addWidget(front.tab);
        m_stack->addWidget(card);
        connect(front.tab, &UsageTab::rowsWanted, this, &UsagePage::addChips);
    }
    m_stack->setCurrentWidget(front.shown);
    for (Tab &each : m_tabs) {
        if (each.tab)
            each.tab->setActive(&each == &front);
    }
}

void UsagePage::buildActions()
{
    const auto add = [this](const QString &text, const QString &name, auto run) {
        auto *action = new QAction(text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, run);
        addAction(action);
    };
    add(tr("Clear the filter"), u"usageClearFilter"_s, [this] { m_filterBar->clear(); });
    add(tr("Follow live"), u"usageLiveAction"_s, [this] { m_liveButton->click(); });
}

void UsagePage::openTab(const QString &id)
{
    for (size_t i = 0; i < m_tabs.size(); ++i) {
        if (m_tabs[i].id == id)
            m_tabBar->setCurrentIndex(int(i));
    }
}

QString UsagePage::tabId() const
{
    return m_tabs[size_t(std::max(0, m_tabBar->currentIndex()))].id;
}

void UsagePage::refresh()
{
    if (m_query->source())
        m_query->refresh();
    else
        m_query->open(m_wanted.value(u"place"_s).toString());
}

void UsagePage::focusFilter() { m_filterBar->focusText(); }

void UsagePage::cancelQuery()
{
    m_chart->cancel();
    m_rows->stop();
    for (const Tab &each : m_tabs) {
        if (each.tab)
            each.tab->cancel();
    }
}

bool UsagePage::isIdle() const { return m_query->isIdle() && m_rows->isIdle(); }

std::vector<PaletteEntry> UsagePage::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const QString &name : m_views->views().names())
        entries.push_back({name, tr("Saved view of the usage"), u"chart-column"_s, {},
            [this, name] { restore(m_views->views().view(name)); }});
    return entries;
}

QJsonObject UsagePage::state() const
{
    QJsonObject state{{u"filter"_s, usage::toJson(m_query->filter())}, {u"tab"_s, tabId()},
        {u"measure"_s, m_chart->measure()}, {u"compare"_s, m_chart->isCompared()}};
    if (const auto &part = m_query->selection())
        state.insert(u"selection"_s,
            QJsonObject{{u"from"_s, usage::instantText(part->from)},
                {u"to"_s, usage::instantText(part->to)}});
    if (const QString place = m_query->place(); !place.isEmpty())
        state.insert(u"place"_s, place);
    return state;
}

void UsagePage::restore(const QJsonObject &state)
{
    openTab(state.value(u"tab"_s).toString());
    if (state.contains(u"measure"_s))
        m_chart->setMeasure(state.value(u"measure"_s).toString());
    if (state.contains(u"compare"_s))
        m_chart->setCompared(state.value(u"compare"_s).toBool());
    if (state.contains(u"filter"_s)) {
        auto filter = usage::filterFromJson(state.value(u"filter"_s).toObject());
        if (!filter)
            return m_banner->showMessage(items::Severity::Warn, filter.error().text);
        m_query->select({});
        setFilter(filter.value());
        const QJsonObject part = state.value(u"selection"_s).toObject();
        const auto from = usage::instantFromText(part.value(u"from"_s).toString());
        const auto to = usage::instantFromText(part.value(u"to"_s).toString());
        if (from && to && *from < *to)
            m_query->select(usage::Span{*from, *to});
    }
    if (const QString place = state.value(u"place"_s).toString();
        !place.isEmpty() && place != m_query->place())
        m_query->open(place);
}

} // namespace gatehouse::ui
