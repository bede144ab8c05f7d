#include "ui/pages/healthviews.h"

#include "health/station.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/timechart.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace gatehouse::ui {

namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

// The lines of a usage series, laid onto the cells of the strip.
QList<double> onCells(const usage::Series &series, size_t line, qint64 from)
{
    QList<double> values(items::kStripCells, kNothing);
    for (int i = 0; line < series.lines.size() && i < series.buckets.count(); ++i) {
        const qint64 cell = (series.buckets.starts[size_t(i)] / 1000 - from) / health::kSlotMs;
        if (cell >= 0 && cell < items::kStripCells)
            values[cell] = series.lines[line].values[size_t(i)];
    }
    return values;
}

bool hasValue(const QList<double> &values)
{
    return std::any_of(values.begin(), values.end(), [](double one) { return std::isfinite(one); });
}

} // namespace

HealthTimeline::HealthTimeline(QWidget *parent)
    : QWidget(parent),
      m_endpoint(new QComboBox(this)),
      m_says(new PlainLabel(this)),
      m_stripRow(new QWidget(this)),
      m_latencyRow(new QWidget(this)),
      m_requestsRow(new QWidget(this)),
      m_strip(new StateStrip(m_stripRow)),
      m_latency(new TimeChart(tr("Latency"), ChartStyle::Lines, m_latencyRow)),
      m_requests(
          new TimeChart(tr("Requests to the back end"), ChartStyle::StackedAreas, m_requestsRow))
{
    m_endpoint->setObjectName(u"healthTimelineEndpoint"_s);
    m_endpoint->setAccessibleName(tr("Endpoint"));
    m_endpoint->setMinimumWidth(220);
    m_says->setObjectName(u"healthTimelineSays"_s);
    m_says->setTone(PlainLabel::Tone::Muted);
    m_strip->setObjectName(u"healthTimelineStrip"_s);
    m_strip->setFixedHeight(20);
    m_latency->setObjectName(u"healthLatency"_s);
    m_requests->setObjectName(u"healthRequests"_s);
    for (const auto &[row, widget] : std::initializer_list<std::pair<QWidget *, QWidget *>>{
             {m_stripRow, m_strip}, {m_latencyRow, m_latency}, {m_requestsRow, m_requests}}) {
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->addWidget(widget);
    }
    auto *top = new QHBoxLayout;
    top->addWidget(m_endpoint);
    top->addSpacing(space::kMedium);
    top->addWidget(m_says, 1);
    auto *card = new Card(this);
    card->content()->addLayout(top);
    card->content()->addWidget(m_stripRow);
    card->content()->addWidget(m_latencyRow, 3);
    card->content()->addWidget(m_requestsRow, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, 0);
    column->addWidget(card);
    connect(m_endpoint, &QComboBox::currentIndexChanged, this, &HealthTimeline::showChosen);
    connect(m_requests, &TimeChart::rangeSelected, this, &HealthTimeline::rangeSelected);
}

void HealthTimeline::show(const health::Station &station,
    const std::vector<items::EndpointRow> &rows, const std::optional<HealthTraffic> &traffic,
    const QTimeZone &zone)
{
    m_station = &station;
    m_rows = rows;
    m_traffic = traffic;
    m_zone = zone;
    fillEndpoints(*m_endpoint, rows, false, {});
    showChosen();
}

void HealthTimeline::choose(const QString &key)
{
    if (const int index = m_endpoint->findData(key); index >= 0)
        m_endpoint->setCurrentIndex(index);
}

void HealthTimeline::showChosen()
{
    const QString key = m_endpoint->currentData().toString();
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
        [&key](const items::EndpointRow &row) { return row.key == key; });
    if (found == m_rows.end()) {
        m_latency->overlay().showEmpty(
            u"activity"_s, tr("No endpoints"), tr("Nothing is watched yet."));
        return;
    }
    QList<StateStrip::Cell> cells;
    for (int i = 0; i < items::kStripCells; ++i)
        cells << StateStrip::Cell{
            items::stateSeverity(found->strip[size_t(i)]), items::cellText(*found, i, m_zone)};
    m_strip->setCells(cells, items::stripText(*found));
    m_says->setText(tr("%1: %2  ·  uptime 24 h %3  ·  p50 / p95 of the last hour %4")
                        .arg(found->word, found->reason, items::uptimeText(found->uptime),
                            items::latencyText(*found)));
    showLatency();
    showRequests();
    QTimer::singleShot(0, this, &HealthTimeline::align);
}

void HealthTimeline::showLatency()
{
    const QString key = m_endpoint->currentData().toString();
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
        [&key](const items::EndpointRow &row) { return row.key == key; });
    const qint64 from = found->stripFrom;
    ChartData chart;
    QList<double> p95(items::kStripCells, kNothing);
    for (int i = 0; i < items::kStripCells; ++i)
        chart.times << from + i * health::kSlotMs;
    chart.bucketMs = health::kSlotMs;
    if (const health::Summary *history = m_station->picture().of(key)) {
        for (const auto &[slot, latencies] : history->latenciesBySlot) {
            const qint64 cell = (slot - from) / health::kSlotMs;
            if (cell >= 0 && cell < items::kStripCells)
                p95[cell] = latencies.percentile(0.95).value_or(kNothing);
        }
    }
    const auto add = [&chart](const QString &name, const QList<double> &values, int colour) {
        if (hasValue(values))
            chart.series.append({name, values, colour});
    };
    add(tr("looks, p50"), found->latency, 0);
    add(tr("looks, p95"), p95, 1);
    if (m_traffic && m_traffic->latency)
        add(tr("requests, p95"), onCells(*m_traffic->latency, 1, from), 2);
    chart.sayDurations();
    m_latency->setZone(m_zone);
    m_latency->setData(chart.series.isEmpty() ? ChartData() : chart);
    if (chart.series.isEmpty())
        m_latency->overlay().showEmpty(u"clock"_s, tr("No answer in this time"),
            tr("Latency is known from looks that were answered."));
    else
        m_latency->overlay().clear();
}

void HealthTimeline::showRequests()
{
    m_requests->setZone(m_zone);
    if (!m_traffic)
        return m_requests->overlay().showLoading();
    if (!m_traffic->whyNot.isEmpty() || !m_traffic->requests)
        return m_requests->overlay().showEmpty(
            u"chart-column"_s, tr("No usage beside it"), m_traffic->whyNot);
    const qint64 from = m_rows.front().stripFrom;
    ChartData chart;
    for (int i = 0; i < items::kStripCells; ++i)
        chart.times << from + i * health::kSlotMs;
    chart.bucketMs = health::kSlotMs;
    QList<double> all = onCells(*m_traffic->requests, 0, from);
    if (m_traffic->errors) {
        const QList<double> failed = onCells(*m_traffic->errors, 0, from);
        for (qsizetype i = 0; i < all.size(); ++i)
            if (std::isfinite(failed[i]) && std::isfinite(all[i]))
                all[i] -= failed[i];
        chart.series.append({tr("well"), all, 2});
        chart.series.append({tr("failed"), failed, 5});
    } else {
        chart.series.append({tr("requests"), all, 0});
    }
    m_requests->setTitle(m_traffic->recordsErrors
            ? tr("Requests to the back end")
            : tr("Requests to the back end (errors are not recorded)"));
    m_requests->setData(chart);
    m_requests->overlay().clear();
}

// Strip and charts share their left end, however wide the numbers beside them are.
void HealthTimeline::align()
{
    const QRectF latency = m_latency->plotArea(), requests = m_requests->plotArea();
    if (latency.width() < 10)
        return;
    const bool both = requests.width() >= 10;
    const int left = int(std::max(latency.left(), both ? requests.left() : 0));
    m_latencyRow->layout()->setContentsMargins(left - int(latency.left()), 0, 0, 0);
    m_requestsRow->layout()->setContentsMargins(both ? left - int(requests.left()) : 0, 0, 0, 0);
    m_stripRow->layout()->setContentsMargins(
        left, 0, std::max(0, int(m_latency->width() - latency.right())), 0);
}

void HealthTimeline::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QTimer::singleShot(0, this, &HealthTimeline::align);
}

} // namespace gatehouse::ui
