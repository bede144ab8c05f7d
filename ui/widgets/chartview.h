#pragma once

#include "base/ticks.h"
#include "ui/widgets/chartdata.h"

#include <QtCharts/QChartView>

#include <optional>
#include <set>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace gatehouse::ui {

// The inside of TimeChart. Qt Charts draws the series; grid, labels, read-out and selection are
// drawn here: its own axes cannot name another zone's hours, repeat a label or keep clear of rich
// text.
class ChartView : public QChartView
{
    Q_OBJECT

public:
    ChartView(ChartStyle style, QWidget *parent);

    void setZone(const QTimeZone &zone);
    void setData(const ChartData &fresh);
    const ChartData &shown() const { return m_data; }
    void setSeriesHidden(int index, bool hidden);
    void setSelection(std::optional<std::pair<qint64, qint64>> selection);
    QRectF plot() const { return m_plot; }
    void recolour();

Q_SIGNALS:
    void rangeSelected(qint64 fromMs, qint64 toMs);
    void selectionCleared();

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Curve
    {
        QLineSeries *upper = nullptr;
        QLineSeries *lower = nullptr; // with areas only
        QAreaSeries *area = nullptr;
        int source = 0; // index of ChartData::series; a line with gaps has several curves
    };

    void rescale();
    void layOut();
    void buildCurves();
    void addCurve(int source);
    void fillAreas();
    void fillLines();
    QList<double> stackedUpTo(int source) const;
    double highest() const;
    double xOf(qint64 ms) const;
    qint64 timeAt(double x) const;
    int bucketAt(qint64 ms) const; // nearest at or before
    void finishDrag();
    void drawReadout(QPainter &painter) const;
    void drawSelection(QPainter &painter) const;
    qint64 startMs() const { return m_data.times.first(); }
    qint64 endMs() const;

    ChartStyle m_style;
    ChartData m_data;
    QTimeZone m_zone = QTimeZone::utc();
    std::set<int> m_hidden;
    std::vector<Curve> m_curves;
    std::vector<Tick> m_valueTicks, m_timeTicks;
    QValueAxis *m_x = nullptr;
    QValueAxis *m_y = nullptr;
    QRectF m_plot;
    std::optional<std::pair<qint64, qint64>> m_selection;
    std::optional<double> m_dragFrom;
    int m_current = -1; // bucket read out
    int m_anchor = -1;  // bucket where a keyboard selection began
};

} // namespace gatehouse::ui
