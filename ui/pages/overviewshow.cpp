#include "ui/pages/overview.h"

#include "base/safetext.h"
#include "ui/pages/overviewhealth.h"
#include "ui/theme/fonts.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"
#include "usage/texts.h"

#include <QDialog>
#include <QEvent>
#include <QFontMetrics>
#include <QLocale>
#include <QToolButton>

#include <cmath>

namespace gatehouse::ui {

namespace {

constexpr int kLongestName = 24, kShortestName = 6;
constexpr int kEntryFrame = 30; // square and gaps of a legend's entry

// What a bucket of a chart is called: "15 min", "1 h", "day".
QString widthText(qint64 us)
{
    if (us >= usage::kDay)
        return OverviewPage::tr("day");
    if (us >= usage::kHour)
        return OverviewPage::tr("%1 h").arg(us / usage::kHour);
    return us >= 60 * usage::kSecond ? OverviewPage::tr("%1 min").arg(us / (60 * usage::kSecond))
                                     : OverviewPage::tr("%1 s").arg(us / usage::kSecond);
}

// "ai_pal.tasks.training" beside "ai_pal.tasks.maintenance": what all have in common says nothing.
qsizetype sharedBeginning(const QStringList &names)
{
    if (names.size() < 2)
        return 0;
    QString shared = names.first();
    for (const QString &name : names) {
        while (!name.startsWith(shared))
            shared.chop(1);
    }
    const qsizetype end = std::max(shared.lastIndexOf(u'.'), shared.lastIndexOf(u'/'));
    return end < 3 ? 0 : end + 1;
}

// Names for a legend of this width.
QStringList fitted(const QStringList &names, int width)
{
    const QFontMetrics metrics(smallFont());
    QStringList cut;
    for (int most = kLongestName; most >= kShortestName; --most) {
        cut.clear();
        int needed = 0;
        for (const QString &name : names) {
            cut.append(elideMiddle(name, most));
            needed += kEntryFrame + metrics.horizontalAdvance(cut.last());
        }
        if (needed <= width)
            break;
    }
    return cut;
}

QStringList lineNames(const usage::Series &series)
{
    QStringList names;
    for (const usage::Line &line : series.lines)
        names.append(usage::groupText(line.name));
    if (series.hasOthers)
        names.removeLast();
    const qsizetype shared = sharedBeginning(names);
    for (QString &name : names)
        name.remove(0, shared);
    if (series.hasOthers)
        names.append(OverviewPage::tr("other"));
    return names;
}

ChartData chartOf(const usage::Series &series, const QStringList &names)
{
    ChartData data;
    for (qint64 start : series.buckets.starts)
        data.times += start / 1000;
    if (data.times.size() >= 4) { // as Overview::whole()
        if (series.buckets.isPart(series.buckets.count() - 1))
            data.times.removeLast();
        if (series.buckets.isPart(0))
            data.times.removeFirst();
    }
    data.bucketMs = series.buckets.width / 1000;
    for (size_t i = 0; i < series.lines.size(); ++i) {
        const std::vector<double> &values = series.lines[i].values;
        data.series.append({names.value(qsizetype(i)),
            Overview::whole(series.buckets, QList<double>(values.begin(), values.end()))});
    }
    return data;
}

} // namespace

void OverviewPage::showAll()
{
    showState();
    showTiles();
    showRequests();
    showLatency();
    showTop();
    showLists();
}

void OverviewPage::showState()
{
    m_range->setBadge(m_overview.rangeText(), items::Severity::Unknown);
    m_zone->setBadge(QString::fromUtf8(m_overview.zone().id()), items::Severity::Unknown);
    m_again->setEnabled(m_waiting == 0);
    const QString time = m_asOf.isValid()
        ? locale().toString(m_asOf.toTimeZone(m_overview.zone()).time(), u"HH:mm:ss"_s)
        : QString();
    const bool lost = m_workspace.link().state() == db::Link::State::Lost;
    if (lost && !time.isEmpty())
        m_header->setSubtitle(tr("The server does not answer; the figures are of %1").arg(time));
    else if (m_stopped)
        m_header->setSubtitle(tr("Stopped; F5 reads the figures again"));
    else if (m_waiting > 0)
        m_header->setSubtitle(tr("Reading…"));
    else
        m_header->setSubtitle(time.isEmpty() ? QString() : tr("as of %1").arg(time));
    const Error *error = m_overview.trouble(m_overview.troubles.keys());
    const bool told = error && error->kind != Error::Kind::Cancelled && !lost && m_asOf.isValid();
    if (told && m_waiting == 0)
        m_banner->showMessage(items::Severity::Warn,
            tr("Not all figures could be read; the others are older. %1").arg(error->text));
    else if (!told)
        m_banner->clear();
}

void OverviewPage::showTiles()
{
    const auto &specs = overviewTiles();
    for (size_t i = 0; i < specs.size(); ++i) {
        const bool stands = specs[i].stands(m_overview);
        m_tiles[i]->setVisible(stands);
        if (stands)
            showTile(m_tiles[i], specs[i]);
    }
}

void OverviewPage::showTile(Tile *tile, const TileSpec &spec)
{
    tile->setTitle(spec.title(m_overview));
    tile->setSqlAvailable(!spec.sql(m_overview).isEmpty());
    tile->setExplanation(spec.explanation(m_overview));
    const auto face = spec.face(m_overview);
    const Error *error = m_overview.trouble(spec.questions);
    tile->setCursor(face && face->absent.isEmpty() && canOpen(spec.target(m_overview))
            ? Qt::PointingHandCursor
            : Qt::ArrowCursor);
    if (face && !face->absent.isEmpty()) {
        tile->setAbsent(face->absent, face->comparison);
    } else if (face) {
        tile->setFigure(face->figure, face->comparison, face->verdict);
        tile->setSeries(face->series);
    } else if (error) {
        tile->setFigure(u"–"_s, tr("could not be read"), items::Severity::Bad);
        tile->setSeries({});
        tile->setExplanation(error->text);
    } else if (m_stopped) {
        tile->setFigure(u"–"_s, tr("stopped"));
        tile->setSeries({});
    } else {
        tile->setLoading();
    }
}

// True when the overlay says what is the matter; with an older answer the chart keeps that.
bool OverviewPage::tellTrouble(Overlay &overlay, const QStringList &questions, bool answered)
{
    if (answered)
        return false;
    const Error *error = m_overview.trouble(questions);
    if (!error && m_stopped)
        overlay.showEmpty(u"pause"_s, tr("Stopped"), tr("F5 reads the figures again."));
    else if (!error)
        overlay.showLoading();
    else if (error->kind == Error::Kind::Refused || error->sqlState == "42501"_L1)
        overlay.showNoRight(error->text);
    else
        overlay.showError(tr("It could not be read"), *error);
    return true;
}

void OverviewPage::showRequests()
{
    m_requests->setZone(m_overview.zone());
    if (!m_overview.place)
        return m_requests->overlay().showEmpty(
            u"chart-column"_s, tr("No usage is recorded"), m_overview.whyNoUsage);
    if (tellTrouble(
            m_requests->overlay(), {u"source"_s, u"requests"_s}, m_overview.requests.has_value()))
        return;
    const usage::Series &series = *m_overview.requests;
    m_requests->setTitle(tr("%1 per %2").arg(m_overview.noun(), widthText(series.buckets.width)));
    m_legendWidth = m_requests->width();
    const int title = QFontMetrics(headingFont()).horizontalAdvance(m_requests->accessibleName());
    if (series.sum > 0)
        return m_requests->setData(
            chartOf(series, fitted(lineNames(series), m_legendWidth - title)));
    m_requests->setData({});
    const bool before = m_overview.newest.has_value();
    const bool way = before && canOpen({u"usage"_s, {}});
    m_requests->overlay().showEmpty(u"chart-column"_s,
        m_overview.isDaily() ? tr("Nothing in the last %n day(s)", nullptr, kOverviewDays)
                             : tr("Nothing in the last 24 hours"),
        before ? tr("The newest row is of %1.")
                     .arg(usage::timeText(*m_overview.newest, m_overview.zone()).chopped(4))
               : tr("As soon as the service writes a row, it counts here."),
        way ? tr("Show the last 30 days") : QString());
}

// A legend that does not fit is cut by its card; names are cut before.
bool OverviewPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_requests && event->type() == QEvent::Resize
        && m_requests->width() != m_legendWidth && m_overview.requests)
        showRequests();
    return Page::eventFilter(watched, event);
}

void OverviewPage::showLatency()
{
    m_latency->setZone(m_overview.zone());
    if (!m_overview.place || (m_overview.source && !m_overview.records(u"duration"_s)))
        return m_latency->overlay().showEmpty(u"clock"_s, tr("Latency is not recorded"),
            m_overview.place ? tr("This back end does not write down how long a request took.")
                             : m_overview.whyNoUsage);
    if (tellTrouble(
            m_latency->overlay(), {u"source"_s, u"latency"_s}, m_overview.latency.has_value()))
        return;
    const usage::Series &series = *m_overview.latency;
    ChartData chart = chartOf(series, lineNames(series));
    chart.sayDurations();
    m_latency->setTitle(series.exact ? tr("Latency") : tr("Latency (at most 2 % off)"));
    const auto hasValue = [](const ChartSeries &line) {
        return std::any_of(line.values.begin(), line.values.end(),
            [](double value) { return std::isfinite(value); });
    };
    if (std::any_of(chart.series.begin(), chart.series.end(), hasValue))
        return m_latency->setData(chart);
    m_latency->setData({});
    m_latency->overlay().showEmpty(
        u"clock"_s, tr("Nothing to measure"), tr("No row of this time has a duration."));
}

void OverviewPage::showTop()
{
    if (!m_overview.place || (m_overview.source && m_overview.topBy().isEmpty()))
        return m_top->overlay().showEmpty(u"list"_s, tr("Nobody is told apart"),
            m_overview.place ? tr("This back end does not record who made a request.")
                             : m_overview.whyNoUsage);
    if (tellTrouble(m_top->overlay(), {u"source"_s, u"top"_s}, m_overview.top.has_value()))
        return;
    m_top->showGroups(*m_overview.top);
    if (m_overview.top->groups.empty())
        m_top->overlay().showEmpty(
            u"list"_s, tr("Nobody yet"), tr("Nothing was recorded in this time."));
    else
        m_top->overlay().clear();
}

void OverviewPage::showLists()
{
    m_health->showHealth(m_overview.health, m_overview.wantedZone);
    const std::vector<Need> needs = needsOf(m_overview);
    m_needs->showNeeds(needs, [this](const PageTarget &target) { return canOpen(target); });
    if (!needs.empty())
        m_needs->overlay().clear();
    else if (m_waiting > 0)
        m_needs->overlay().showLoading();
    else
        m_needs->overlay().showEmpty(u"circle-check"_s, tr("Nothing needs you"),
            tr("Keys, usage, schema and connection were looked at."));
    if (tellTrouble(m_changes->overlay(), {u"changes"_s}, m_overview.changes.has_value()))
        return;
    m_changes->showChanges(*m_overview.changes, m_overview.wantedZone, m_overview.now);
    if (!m_overview.changes->empty())
        return m_changes->overlay().clear();
    const trail::Status &status = *m_overview.trail;
    if (status.state == trail::State::Absent)
        m_changes->overlay().showEmpty(u"history"_s, tr("No record of changes yet"),
            status.sentence(), status.mayCreate ? tr("Record changes…") : QString());
    else if (!status.mayRead)
        m_changes->overlay().showNoRight(tr(
            "The record of changes is there, but this role may not read it. Ask %1 for SELECT on "
            "gatehouse.audit_trail.")
                                             .arg(status.owner));
    else
        m_changes->overlay().showEmpty(u"history"_s, tr("Nothing was changed yet"),
            tr("What Gatehouse changes in this database stands here, newest first."));
}

bool OverviewPage::canOpen(const PageTarget &target) const
{
    if (target.page == kRecordOfChanges)
        return true;
    const PageSpec *spec = pageSpec(target.page);
    return spec && whyNotNow(*spec, m_workspace).isEmpty();
}

void OverviewPage::open(const PageTarget &target)
{
    if (target.page == kRecordOfChanges)
        connect(m_gate->openTrailDialog(this), &QDialog::finished, this, &OverviewPage::refresh);
    else if (canOpen(target))
        Q_EMIT m_workspace.openPage(target.page, target.state);
}

void OverviewPage::openRange(const QDateTime &from, const QDateTime &to)
{
    const usage::Filter filter = m_overview.filter().within(
        {from.toMSecsSinceEpoch() * 1000, to.toMSecsSinceEpoch() * 1000});
    open({u"usage"_s, {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"rows"_s}}});
}

FigureStory OverviewPage::storyOf(const TileSpec &spec) const
{
    return {spec.title(m_overview), spec.explanation(m_overview), spec.sql(m_overview),
        spec.check(m_overview)};
}

FigureStory OverviewPage::storyOfRequests() const
{
    FigureStory story = storyOf(overviewTiles().front());
    story.title = m_requests->accessibleName();
    story.explanation += u' '
        + tr("The chart leaves out a bucket of which the range covers only a piece; the sum does "
             "not.");
    story.sql = m_overview.requests ? m_overview.requests->sql : QStringList();
    return story;
}

FigureStory OverviewPage::storyOfLatency() const
{
    return {m_latency->accessibleName(),
        tr("Percentiles of each bucket, computed by the server; they are never averaged."),
        m_overview.latency ? m_overview.latency->sql : QStringList()};
}

FigureStory OverviewPage::storyOfTop() const
{
    FigureStory story{m_top->accessibleName(),
        tr("Rows counted for each over the %1, the largest first.").arg(m_overview.rangeText()),
        m_overview.top ? m_overview.top->sql : QStringList()};
    if (m_overview.figures && !m_overview.topBy().isEmpty())
        story.check = [figures = *m_overview.figures, by = m_overview.topBy()](
                          db::Sql &sql) { return figures.checkGroups(sql, by); };
    return story;
}

void OverviewPage::showStory(const FigureStory &story)
{
    m_dialog = new FigureDialog(m_workspace, story, this);
    m_dialog->open();
}

} // namespace gatehouse::ui
