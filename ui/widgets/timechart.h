// A chart over time behind one class: stacked areas or lines, in the reporting zone (U3, U8).
#pragma once

#include "ui/widgets/chartdata.h"
#include "ui/widgets/overlay.h"

#include <QDateTime>
#include <QWidget>

namespace gatehouse::ui {

class ChartLegend;
class ChartView;
class PlainLabel;

// Drag with the mouse, or Shift with Left and Right and then Enter, selects a range; Esc or a click
// gives it up. Hovering or Left and Right read the values out. More points than pixels keep their
// extremes. Everything it shows is also its accessible description.
class TimeChart : public QWidget
{
    Q_OBJECT

public:
    explicit TimeChart(const QString &title, ChartStyle style, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setTitleVisible(bool visible); // when the card around it has one
    void setZone(const QTimeZone &zone);
    void setData(const ChartData &fresh); // replaces; a few milliseconds even for a million points
    void setSelection(const QDateTime &from, const QDateTime &to); // does not signal
    void clearSelection();
    Overlay &overlay() { return *m_overlay; }
    QRectF plotArea() const;
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void rangeSelected(const QDateTime &from, const QDateTime &to); // UTC, on the edges of buckets
    void selectionCleared();

private:
    void describe();

    ChartStyle m_style;
    QTimeZone m_zone = QTimeZone::utc();
    PlainLabel *m_title = nullptr;
    ChartLegend *m_legend = nullptr;
    ChartView *m_view = nullptr;
    Overlay *m_overlay = nullptr;
};

} // namespace gatehouse::ui
