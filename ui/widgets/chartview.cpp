#include "ui/widgets/chartview.h"

#include "base/minmax.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <QGraphicsLayout>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatehouse::ui {

namespace {

constexpr qreal kLonePoint = 4;

QList<QPointF> pointsOf(const QList<double> &values, const QList<qint64> &times, int buckets)
{
    QList<QPointF> points;
    for (const SeriesPoint &point : downsampled(values, buckets))
        points += QPointF(double(times.at(point.index)), point.value);
    return points;
}

} // namespace

ChartView::ChartView(ChartStyle style, QWidget *parent)
    : QChartView(new QChart, parent), m_style(style)
{
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    setStyleSheet(QStringLiteral("background: transparent"));
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    viewport()->setFocusPolicy(Qt::NoFocus); // the view has the name
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chart()->setBackgroundVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    chart()->setMargins(QMargins());
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    m_x = new QValueAxis(this);
    m_y = new QValueAxis(this);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setVisible(false);
}

void ChartView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    rescale();
}

void ChartView::setData(const ChartData &fresh)
{
    const auto sameName = [](const ChartSeries &a, const ChartSeries &b) {
        return a.name == b.name;
    };
    if (!std::equal(fresh.series.cbegin(), fresh.series.cend(), m_data.series.cbegin(),
            m_data.series.cend(), sameName))
        m_hidden.clear();
    m_data = fresh;
    for (ChartSeries &series : m_data.series) {
        while (series.values.size() < m_data.times.size())
            series.values += std::nan("");
        series.values.resize(m_data.times.size());
    }
    m_current = m_anchor = -1;
    buildCurves();
    rescale();
}

void ChartView::setSeriesHidden(int index, bool hidden)
{
    if (hidden)
        m_hidden.insert(index);
    else
        m_hidden.erase(index);
    buildCurves();
    rescale();
}

void ChartView::setSelection(std::optional<std::pair<qint64, qint64>> selection)
{
    m_selection = selection;
    viewport()->update();
}

qint64 ChartView::endMs() const
{
    // Areas end where the last bucket begins: it has no width in a polygon.
    return m_data.times.size() > 1 ? m_data.times.last() : m_data.times.last() + m_data.bucket();
}

double ChartView::highest() const
{
    double high = 0;
    if (m_style == ChartStyle::StackedAreas) {
        for (double value : stackedUpTo(int(m_data.series.size()) - 1))
            high = std::max(high, value);
        return high;
    }
    for (int i = 0; i < m_data.series.size(); ++i) {
        if (m_hidden.contains(i))
            continue;
        for (double value : m_data.series.at(i).values)
            high = std::isfinite(value) ? std::max(high, value) : high;
    }
    return high;
}

void ChartView::rescale()
{
    m_valueTicks.clear();
    m_timeTicks.clear();
    if (!m_data.isEmpty()) {
        const int rows = std::clamp(int(height() / 55.0), 2, 6);
        m_valueTicks = valueTicks(highest(), rows);
        for (Tick &tick : m_valueTicks) {
            if (tick.position > 0 && !m_data.unit.isEmpty())
                tick.label += u' ' + m_data.unit;
        }
        m_x->setRange(double(startMs()), double(endMs()));
        m_y->setRange(0, m_valueTicks.back().position);
        layOut();
        m_timeTicks = timeTicks(startMs(), endMs(), m_zone, std::max(2, int(m_plot.width() / 62)));
        if (m_style == ChartStyle::StackedAreas)
            fillAreas();
        else
            fillLines();
    }
    recolour();
}

void ChartView::layOut()
{
    const QFontMetricsF metrics(smallFont());
    qreal labels = 0;
    for (const Tick &tick : m_valueTicks)
        labels = std::max(labels, tabularWidth(metrics, tick.label));
    const qreal top = metrics.height() / 2 + 2;
    m_plot = QRectF(labels + 10, top, std::max<qreal>(10, width() - labels - 10 - 14),
        std::max<qreal>(10, height() - top - metrics.height() - 8));
    chart()->setPlotArea(m_plot);
}

void ChartView::buildCurves()
{
    const bool areas = m_style == ChartStyle::StackedAreas;
    if (areas && m_curves.size() == size_t(m_data.series.size()))
        return; // replaced in place
    for (const Curve &curve : m_curves) {
        delete curve.area;
        delete curve.upper;
        delete curve.lower;
    }
    m_curves.clear();
    for (int i = 0; areas && i < m_data.series.size(); ++i)
        addCurve(i);
}

void ChartView::addCurve(int source)
{
    Curve curve;
    curve.source = source;
    curve.upper = new QLineSeries(this);
    QAbstractSeries *shown = curve.upper;
    if (m_style == ChartStyle::StackedAreas) {
        curve.lower = new QLineSeries(this);
        curve.area = new QAreaSeries(curve.upper, curve.lower);
        shown = curve.area;
    }
    chart()->addSeries(shown);
    shown->attachAxis(m_x);
    shown->attachAxis(m_y);
    m_curves.push_back(curve);
}

QList<double> ChartView::stackedUpTo(int source) const
{
    QList<double> sum(m_data.times.size(), 0.0);
    for (int i = 0; i <= source; ++i) {
        if (m_hidden.contains(i))
            continue;
        const QList<double> &values = m_data.series.at(i).values;
        for (qsizetype at = 0; at < sum.size(); ++at)
            sum[at] += std::isfinite(values.at(at)) ? values.at(at) : 0;
    }
    return sum;
}

void ChartView::fillAreas()
{
    QList<QPointF> below{QPointF(double(startMs()), 0), QPointF(double(endMs()), 0)};
    for (const Curve &curve : m_curves) {
        QList<QPointF> above =
            pointsOf(stackedUpTo(curve.source), m_data.times, int(m_plot.width()));
        if (above.size() == 1) // one bucket is as wide as it lasts
            above += QPointF(double(endMs()), above.first().y());
        curve.lower->replace(below);
        curve.upper->replace(above);
        curve.area->setVisible(!m_hidden.contains(curve.source));
        below = above;
    }
}

// A gap ends one curve and begins the next: Qt Charts draws no gaps of its own.
void ChartView::fillLines()
{
    size_t used = 0;
    for (int i = 0; i < m_data.series.size(); ++i) {
        QList<QPointF> run;
        const auto flush = [&] {
            if (run.isEmpty())
                return;
            if (used == m_curves.size())
                addCurve(i);
            Curve &curve = m_curves[used++];
            curve.source = i;
            curve.upper->setMarkerSize(kLonePoint);
            curve.upper->setPointsVisible(run.size() == 1); // a line of one point is not there
            curve.upper->replace(run);
            curve.upper->setVisible(!m_hidden.contains(i));
            run.clear();
        };
        for (const QPointF &point :
            pointsOf(m_data.series.at(i).values, m_data.times, int(m_plot.width()))) {
            if (std::isnan(point.y()))
                flush();
            else
                run += point;
        }
        flush();
    }
    for (size_t spare = used; spare < m_curves.size(); ++spare)
        m_curves[spare].upper->hide();
}

void ChartView::recolour()
{
    const Tokens &t = tokens();
    for (const Curve &curve : m_curves) {
        const QColor colour = t.seriesColour(m_data.colourOf(curve.source));
        if (curve.area) {
            const QColor fill = mix(t.surface, colour, t.dark ? 0.8 : 0.84);
            curve.area->setBrush(fill);
            curve.area->setPen(QPen(fill, 0.5)); // closes the seam between two areas
        } else {
            curve.upper->setPen(QPen(colour, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        }
    }
    resetCachedContent();
    viewport()->update();
}

void ChartView::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    rescale();
}

void ChartView::drawBackground(QPainter *painter, const QRectF &)
{
    const Tokens &t = tokens();
    painter->save();
    painter->setFont(smallFont());
    const qreal line = QFontMetricsF(smallFont()).height();
    for (const Tick &tick : m_valueTicks) {
        const qreal y =
            m_plot.bottom() - tick.position / m_valueTicks.back().position * m_plot.height();
        const qreal crisp = std::round(y) + 0.5;
        painter->setPen(
            QPen(mix(t.surface, t.border, t.look == Look::HighContrast ? 0.35 : 0.9), 1));
        painter->drawLine(QPointF(m_plot.left(), crisp), QPointF(m_plot.right(), crisp));
        painter->setPen(t.muted);
        drawTabular(
            *painter, QRectF(0, y - line / 2, m_plot.left() - 8, line), Qt::AlignRight, tick.label);
    }
    painter->setPen(t.muted);
    qreal free = 0; // where the last label ended
    for (const Tick &tick : m_timeTicks) {
        const qreal half = tabularWidth(QFontMetricsF(smallFont()), tick.label) / 2;
        const qreal x = std::min(xOf(qint64(tick.position)), width() - half - 1);
        if (x - half < free)
            continue;
        drawTabular(*painter, QRectF(x - half, m_plot.bottom() + 5, 2 * half, line),
            Qt::AlignHCenter, tick.label);
        free = x + half + 8;
    }
    painter->restore();
}

void ChartView::drawForeground(QPainter *painter, const QRectF &)
{
    if (m_data.isEmpty())
        return;
    painter->save();
    drawSelection(*painter);
    drawReadout(*painter);
    painter->restore();
}

} // namespace gatehouse::ui
