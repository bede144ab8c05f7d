// What changes what on the usage page.
#include "base/safetext.h"
#include "items/roles.h"
#include "ui/pages/usage.h"
#include "ui/pages/usagechart.h"
#include "ui/pages/usagefields.h"
#include "ui/pages/usagelive.h"
#include "ui/pages/usagerows.h"
#include "ui/pages/usageviews.h"
#include "ui/pages/usagezone.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsebar.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/rangepicker.h"
#include "usage/texts.h"

#include <QHideEvent>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kChartEveryMs = 10'000; // while live
constexpr int kLookedForMembers = 50;

const usage::Chip kGoneKeys{u"keyState"_s, usage::Compare::Is, {usage::kGone}};

} // namespace

void UsagePage::followParts()
{
    connect(m_query, &UsageQuery::opened, this, &UsagePage::sourceOpened);
    connect(m_query, &UsageQuery::failed, this, &UsagePage::fail);
    connect(m_query, &UsageQuery::filterChanged, this, &UsagePage::showFilter);
    connect(m_query, &UsageQuery::filterCleared, this, [this](const Error &error) {
        m_banner->showMessage(items::Severity::Warn,
            tr("The filter was cleared, since it does not fit this place. %1").arg(error.text));
    });
    connect(m_tabBar, &QTabBar::currentChanged, this, &UsagePage::showTab);
    m_rows->setActive(true);
    connect(m_filterBar, &FilterBar::conditionsChanged, this, &UsagePage::filterEdited);
    connect(m_filterBar, &FilterBar::textChanged, this, &UsagePage::filterEdited);
    connect(m_range, &RangePicker::rangeChanged, this, [this](const TimeRange &range) {
        usage::Filter filter = m_query->filter();
        filter.lastMs = range.lastMs;
        if (range.isCustom())
            filter.span = usage::spanOf(range, m_workspace.clock().now());
        setFilter(filter);
    });
    connect(m_zone, &UsageZoneButton::chosen, this, [this](const QString &zone) {
        m_workspace.settings().setValue("usage/zone/"_L1 + m_workspace.profile().id, zone);
        usage::Filter filter = m_query->filter();
        filter.zone = zone;
        setFilter(filter);
    });
    connect(m_views, &UsageViewsButton::chosen, this, &UsagePage::restore);
    connect(m_gone, &QPushButton::clicked, this, [this](bool gone) {
        usage::Filter filter = m_query->filter();
        std::erase_if(
            filter.chips, [](const usage::Chip &chip) { return chip.field == kGoneKeys.field; });
        if (gone)
            filter.chips.push_back(kGoneKeys);
        setFilter(filter);
        openTab(u"rows"_s);
    });
    connect(m_chart, &UsageChart::zoomWanted, this, [this] {
        if (m_query->selection())
            zoomTo(*m_query->selection());
    });
    connect(m_rows, &UsageRows::spanWanted, this, &UsagePage::zoomTo);
    connect(
        m_rows, &UsageRows::modelChanged, this, [this] { m_counts->setModel(m_rows->model()); });
    connect(m_rows, &UsageRows::firstRows, this, &UsagePage::learnFields);
    connect(m_rows, &UsageRows::clearFilterWanted, m_filterBar, &FilterBar::clear);
    connect(m_rows, &UsageRows::filterTyped, this, [this](const QString &text) {
        m_filterBar->setText(text);
        m_filterBar->focusText();
        filterEdited();
    });
    connect(m_export, &QPushButton::clicked, this, &UsagePage::exportRows);
    connect(m_report, &QPushButton::clicked, this, &UsagePage::makeReport);
    connect(m_liveButton, &QPushButton::clicked, this, &UsagePage::toggleLive);
    connect(m_pause, &QPushButton::clicked, this,
        [this](bool pause) { pause ? m_live->pause() : m_live->resume(); });
    connect(m_live, &UsageLive::stateChanged, this, &UsagePage::showLive);
    connect(m_live, &UsageLive::rateChanged, this, &UsagePage::showLive);
    connect(m_live, &UsageLive::begun, m_rows, &UsageRows::reload);
    connect(m_live, &UsageLive::arrived, m_rows, &UsageRows::arrive);
    connect(m_live, &UsageLive::failed, this, [this](const Error &error) {
        m_banner->showMessage(items::Severity::Warn,
            tr("New rows cannot be followed at the moment; it is tried again. %1").arg(error.text));
    });
    connect(m_live, &UsageLive::recovered, m_banner, &Banner::clear);
    connect(m_live, &UsageLive::cut, this, [this] {
        m_banner->showMessage(items::Severity::Warn,
            tr("Rows of transactions that have been open for long may be missing in the live "
               "list. F5 reads all of them."));
    });
    connect(m_banner, &Banner::dismissed, this, [this] {
        if (m_banner->severity() == items::Severity::Info && m_query->source())
            m_workspace.settings().setValue(noteKey(), m_note);
    });
    auto *every = new QTimer(this);
    every->setInterval(kChartEveryMs);
    connect(every, &QTimer::timeout, this, [this] {
        if (m_live->state() == UsageLive::State::Running && m_live->rate() > 0 && m_query->isIdle())
            m_query->advance();
    });
    every->start();
}

void UsagePage::sourceOpened()
{
    const usage::Source &source = *m_query->source();
    const auto places = m_query->places();
    m_place->setVisible(places.size() > 1);
    m_place->setText(buttonText(source.title()));
    m_place->menu()->clear();
    for (const UsageQuery::Place &place : places) {
        QAction *action =
            m_place->menu()->addAction(buttonText(tr("%1 (%2)").arg(place.title, place.table)),
                this, [this, table = place.table] { m_query->open(table); });
        action->setObjectName("usagePlace_"_L1 + place.table);
        action->setCheckable(true);
        action->setChecked(place.table == m_query->place());
    }
    m_header->setSubtitle(places.size() > 1 ? QString() : source.title());
    m_zone->setUsual({m_workspace.profile().zone, source.declaredZone()});
    m_zone->setEnabled(!source.isDaily());
    m_counts->setWhole(m_query->inPlace());
    m_gone->setVisible(source.field(u"keyState"_s));
    m_tabBar->setTabText(
        1, source.field(u"key"_s) || !source.field(u"actor"_s) ? tr("By key") : tr("By user"));
    m_export->setEnabled(true);
    m_report->setEnabled(true);
    m_liveButton->setEnabled(source.canTail());
    m_liveButton->setToolTip(source.canTail()
            ? tr("Show requests as they are written")
            : tr("This table holds sums, or rows without an id: it cannot be followed"));
    m_live->stop();
    QStringList notes;
    if (!source.note().isEmpty())
        notes << source.note();
    for (const QString &role : source.unreadable())
        notes << tr("Your role may not read the column \"%1\".").arg(usage::roleTitle(role));
    m_note = notes.join(u' ');
    if (m_note.isEmpty() || m_workspace.settings().value(noteKey()).toString() == m_note)
        m_banner->clear();
    else
        m_banner->showMessage(items::Severity::Info, m_note);
    m_values.clear();
    m_members.clear();
    offerViews();
    showFilter();
}

// A note that was put away stays away until it says something else.
QString UsagePage::noteKey() const
{
    return "usage/noteRead/"_L1 + m_workspace.match()->system->id + u'/' + m_query->place();
}

void UsagePage::offerViews()
{
    const usage::Source &source = *m_query->source();
    QList<UsageViewsButton::BuiltIn> views;
    const auto add = [&](const QString &title, const std::vector<usage::Chip> &chips) {
        views.append(
            {title, [this, chips] {
                 usage::Filter filter = m_query->filter();
                 filter.chips = chips;
                 filter.text.clear();
                 return QJsonObject{{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"rows"_s}};
             }});
    };
    add(tr("All requests"), {});
    if (source.field(u"outcome"_s))
        add(tr("Requests that failed"), {{u"outcome"_s, usage::Compare::Is, {usage::kFailed}}});
    if (source.field(u"duration"_s))
        add(tr("Requests that took over a second"),
            {{u"duration"_s, usage::Compare::Above, {u"1000"_s}}});
    if (source.field(u"keyState"_s))
        add(tr("Requests of keys that no longer exist"), {kGoneKeys});
    m_views->setBuiltIn(views);
}

void UsagePage::showFilter()
{
    const usage::Filter &filter = m_query->filter();
    const TimeRange range =
        filter.lastMs > 0 ? TimeRange::last(filter.lastMs) : usage::rangeOf(filter.span);
    const QTimeZone zone =
        m_query->source() ? m_query->source()->reportingZone(filter.timeZone()) : filter.timeZone();
    m_range->setZone(zone);
    m_range->setRange(range);
    m_zone->setZone(zone);
    showFields();
    // Not needlessly: the chip that was clicked may be what calls.
    if (const auto chips = conditionsOf(filter.chips); m_filterBar->conditions() != chips)
        m_filterBar->setConditions(chips);
    if (m_filterBar->text() != filter.text)
        m_filterBar->setText(filter.text);
    m_gone->setChecked(
        std::find(filter.chips.begin(), filter.chips.end(), kGoneKeys) != filter.chips.end());
}

void UsagePage::showFields()
{
    if (m_query->source())
        m_filterBar->setFields(
            usageFields(*m_query->source(), m_values, m_members, m_query->filter().chips));
}

void UsagePage::filterEdited()
{
    usage::Filter filter = m_query->filter();
    filter.chips = chipsOf(m_filterBar->conditions());
    filter.text = m_filterBar->text();
    if (filter != m_query->filter())
        setFilter(filter);
}

// What is shown stays what is asked: a filter that is refused is taken back, with the reason.
void UsagePage::setFilter(const usage::Filter &filter)
{
    if (auto set = m_query->setFilter(filter); !set) {
        m_banner->showMessage(items::Severity::Warn, set.error().text);
        showFilter();
        return;
    }
    if (!m_query->source()) {
        showFilter();
        return;
    }
    if (m_banner->severity() == items::Severity::Warn)
        m_banner->clear();
    if (m_live->state() != UsageLive::State::Off) {
        if (filter.lastMs == 0)
            toggleLive();
        else
            m_live->start();
    }
}

void UsagePage::addChips(const std::vector<usage::Chip> &chips)
{
    usage::Filter filter = m_query->filter();
    for (const usage::Chip &chip : chips)
        filter = filter.with(chip);
    openTab(u"rows"_s);
    setFilter(filter);
}

void UsagePage::zoomTo(const usage::Span &span)
{
    usage::Filter filter = m_query->filter();
    filter.lastMs = 0;
    filter.span = span;
    m_query->select({});
    setFilter(filter);
}

// The choices of the filter: values of the plain fields, and members of the JSON that is at hand.
void UsagePage::learnFields()
{
    const items::BrowseModel &model = *m_rows->model();
    for (const usage::Field &field : m_query->source()->fields()) {
        if (!field.hasMembers)
            continue;
        for (int row = 0; row < std::min(model.rowCount(), kLookedForMembers); ++row) {
            const auto json = model.raw(row, field.column);
            const QStringList members =
                json ? membersOf(field.id, QString::fromUtf8(*json)) : QStringList();
            for (const QString &member : members) {
                if (!m_members.contains(member))
                    m_members << member;
            }
        }
    }
    showFields();
    using Values = QMap<QString, QStringList>;
    m_query->ask(
        UsageQuery::Lane::Counts,
        [figures = *m_query->whole()](db::Sql &sql) -> Result<Values> {
            Values values;
            for (const QString &id : {u"model"_s, u"endpoint"_s, u"actor"_s, u"status"_s}) {
                if (!figures.source().field(id))
                    continue;
                const auto found = figures.values(sql, id);
                if (!found)
                    return found.error();
                values.insert(id, found.value().values);
            }
            return values;
        },
        this,
        [this, source = m_query->source()](const Result<Values> &values) {
            if (!values || source != m_query->source())
                return;
            m_values = values.value();
            showFields();
        },
        CancelToken());
}

void UsagePage::toggleLive()
{
    const bool wanted = m_live->state() == UsageLive::State::Off;
    if (!wanted) {
        m_live->stop();
        m_rows->setLive(false);
        return;
    }
    if (m_query->filter().lastMs == 0 || m_query->selection()) {
        usage::Filter filter = m_query->filter();
        if (filter.lastMs == 0)
            filter.lastMs = usage::Filter().lastMs;
        m_query->select({});
        setFilter(filter);
    }
    openTab(u"rows"_s);
    m_rows->setLive(true);
    m_live->start();
}

void UsagePage::showLive()
{
    using State = UsageLive::State;
    const State state = m_live->state();
    m_liveButton->setChecked(state != State::Off);
    m_pause->setVisible(state != State::Off);
    m_pause->setChecked(state == State::Paused);
    m_pause->setText(state == State::Paused ? tr("Go on") : tr("Pause"));
    if (state == State::Off)
        m_liveButton->setText(tr("&Live"));
    else if (state == State::Paused)
        m_liveButton->setText(tr("Paused"));
    else
        m_liveButton->setText(
            tr("Live: %1 rows/s")
                .arg(QLocale().toString(m_live->rate(), 'f', m_live->rate() < 10 ? 1 : 0)));
}

// Nobody looks: nothing is asked.
void UsagePage::hideEvent(QHideEvent *event)
{
    m_pausedHidden = m_live->state() == UsageLive::State::Running && !event->spontaneous();
    if (m_pausedHidden)
        m_live->pause();
    Page::hideEvent(event);
}

void UsagePage::showEvent(QShowEvent *event)
{
    if (std::exchange(m_pausedHidden, false))
        m_live->resume();
    Page::showEvent(event);
}

void UsagePage::fail(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        m_rows->table().showError(error);
}

} // namespace gatehouse::ui
