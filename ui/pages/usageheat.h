// When requests come: hours of the day against days of the week, in the reporting zone (U10).
#pragma once

#include "ui/pages/usagetab.h"

namespace gatehouse::ui {

class PlainLabel;
class UsageProof;

// The picture alone. Arrow keys go from cell to cell, Enter opens its rows; what stands under the
// cursor is the accessible description. Darker is more; the figure stands in each cell.
class HeatGrid : public QWidget
{
    Q_OBJECT

public:
    explicit HeatGrid(QWidget *parent);

    void setMap(const usage::HeatMap &map);
    int currentDay() const { return m_day; } // 0 is Monday
    int currentHour() const { return m_hour; }
    void setCurrent(int day, int hour);
    QRectF cellRect(int day, int hour) const;
    QSize sizeHint() const override { return QSize(900, 260); }
    QSize minimumSizeHint() const override { return QSize(420, 170); }

Q_SIGNALS:
    void currentChanged(int day, int hour);
    void opened(int day, int hour);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool cellAt(const QPointF &point, int *day, int *hour) const;
    QString describe(int day, int hour) const;

    usage::HeatMap m_map;
    int m_day = 0, m_hour = 0;
};

class UsageHeat : public UsageTab
{
    Q_OBJECT

public:
    UsageHeat(UsageQuery &query, QWidget *parent);

protected:
    void ask(const usage::Figures &figures) override;

private:
    void show(const usage::Checked<usage::HeatMap> &map);

    HeatGrid *m_grid = nullptr;
    Overlay *m_overlay = nullptr;
    PlainLabel *m_words = nullptr;
    UsageProof *m_proof = nullptr;
    bool m_shown = false;
};

} // namespace gatehouse::ui
