// The part of ChartView that answers mouse and keys: reading out, selecting a range.
#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chartview.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatehouse::ui {

namespace {

constexpr double kLeastDrag = 5; // px; less is a click

} // namespace

double ChartView::xOf(qint64 ms) const
{
    const double part = double(ms - startMs()) / double(std::max<qint64>(1, endMs() - startMs()));
    return m_plot.left() + part * m_plot.width();
}

qint64 ChartView::timeAt(double x) const
{
    const double part = std::clamp((x - m_plot.left()) / m_plot.width(), 0.0, 1.0);
    return startMs() + qint64(part * double(endMs() - startMs()));
}

int ChartView::bucketAt(qint64 ms) const
{
    const auto after = std::upper_bound(m_data.times.cbegin(), m_data.times.cend(), ms);
    return std::max(0, int(after - m_data.times.cbegin()) - 1);
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_data.isEmpty()) {
        m_dragFrom = std::clamp(event->position().x(), m_plot.left(), m_plot.right());
        event->accept();
    }
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_data.isEmpty())
        return;
    const double x = event->position().x();
    if (m_dragFrom) {
        const auto [from, to] = std::minmax({timeAt(*m_dragFrom), timeAt(x)});
        if (std::abs(x - *m_dragFrom) >= kLeastDrag)
            m_selection = {from, to};
        m_current = -1;
    } else {
        const bool inside = m_plot.contains(event->position());
        m_current = inside ? bucketAt(timeAt(x) + m_data.bucket() / 2) : -1;
    }
    viewport()->update();
}

void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragFrom || event->button() != Qt::LeftButton)
        return;
    const bool click = std::abs(event->position().x() - *m_dragFrom) < kLeastDrag;
    m_dragFrom.reset();
    if (!click) {
        finishDrag();
    } else if (m_selection) {
        setSelection({});
        Q_EMIT selectionCleared();
    }
}

void ChartView::finishDrag()
{
    if (!m_selection)
        return;
    const qint64 from = m_data.times.at(bucketAt(m_selection->first));
    const qint64 to = m_data.times.at(bucketAt(m_selection->second)) + m_data.bucket();
    setSelection({{from, to}});
    Q_EMIT rangeSelected(from, to);
}

void ChartView::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    m_current = -1;
    viewport()->update();
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_data.times.size()) - 1;
    if (m_data.isEmpty()) {
        QChartView::keyPressEvent(event);
        return;
    }
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        const int before = m_current < 0 ? last : m_current;
        m_current = std::clamp(before + (event->key() == Qt::Key_Right ? 1 : -1), 0, last);
        if (event->modifiers() & Qt::ShiftModifier) {
            m_anchor = m_anchor < 0 ? before : m_anchor;
            const auto [from, to] = std::minmax({m_anchor, m_current});
            m_selection = {m_data.times.at(from), m_data.times.at(to)};
        } else {
            m_anchor = -1;
        }
        viewport()->update();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_selection) {
        m_anchor = -1;
        finishDrag();
    } else if (event->key() == Qt::Key_Escape && m_selection) {
        m_anchor = -1;
        setSelection({});
        Q_EMIT selectionCleared();
    } else {
        QChartView::keyPressEvent(event);
    }
}

void ChartView::drawSelection(QPainter &painter) const
{
    const Tokens &t = tokens();
    if (m_selection) {
        const double left = std::clamp(xOf(m_selection->first), m_plot.left(), m_plot.right());
        const double right = std::clamp(xOf(m_selection->second), m_plot.left(), m_plot.right());
        QColor veil = t.accent;
        veil.setAlphaF(t.dark ? 0.2F : 0.14F);
        painter.fillRect(QRectF(left, m_plot.top(), right - left, m_plot.height()), veil);
        painter.setPen(QPen(t.accent, 1.5));
        painter.drawLine(QPointF(left, m_plot.top()), QPointF(left, m_plot.bottom()));
        painter.drawLine(QPointF(right, m_plot.top()), QPointF(right, m_plot.bottom()));
    }
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void ChartView::drawReadout(QPainter &painter) const
{
    if (m_current < 0 || m_current >= m_data.times.size())
        return;
    const Tokens &t = tokens();
    const qint64 time = m_data.times.at(m_current);
    const double x = std::round(xOf(time)) + 0.5;
    painter.setPen(QPen(t.muted, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom()));

    const QFontMetricsF metrics(smallFont());
    const QString head = chartTime(time, m_zone, m_data.bucket());
    double names = 0, values = 0;
    for (const ChartSeries &series : m_data.series) {
        names = std::max(names, metrics.horizontalAdvance(safeText(series.name, 32)));
        values = std::max(
            values, tabularWidth(metrics, chartValue(series.values.at(m_current), m_data.unit)));
    }
    const double line = metrics.height() + 2;
    const double width = std::max(metrics.horizontalAdvance(head), names + values + 32) + 20;
    QRectF box(x + 10, m_plot.top() + 4, width, line * double(m_data.series.size() + 1) + 12);
    if (box.right() > m_plot.right())
        box.moveRight(x - 10);
    painter.setPen(QPen(t.border, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(box, 4, 4);
    painter.setFont(smallFont());
    painter.setPen(t.muted);
    QRectF row(box.left() + 10, box.top() + 6, width - 20, line);
    drawTabular(painter, row, Qt::AlignLeft, head);
    for (qsizetype i = 0; i < m_data.series.size(); ++i) {
        row.translate(0, line);
        painter.fillRect(
            QRectF(row.left(), row.center().y() - 4, 8, 8), t.seriesColour(m_data.colourOf(i)));
        painter.setPen(t.text);
        painter.drawText(row.adjusted(14, 0, 0, 0),
            int(Qt::AlignLeft | Qt::AlignVCenter | Qt::AlignAbsolute),
            safeText(m_data.series.at(i).name, 32));
        drawTabular(painter, row, Qt::AlignRight,
            chartValue(m_data.series.at(i).values.at(m_current), m_data.unit));
    }
}

} // namespace gatehouse::ui
