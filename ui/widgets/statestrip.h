// A day in small cells: 96 quarters of an hour, each up, degraded, down or unknown.
#pragma once

#include "items/roles.h"

#include <QWidget>

namespace gatehouse::ui {

// Each cell may say what it was on hover. Left and Right move through the cells with the keyboard
// and say the same.
class StateStrip : public QWidget
{
    Q_OBJECT

public:
    struct Cell
    {
        items::Severity state = items::Severity::Unknown;
        QString text; // "05:45 to 06:00: connection refused"
    };

    explicit StateStrip(QWidget *parent = nullptr);

    // `summary` is what a screen reader says of the whole: "uptime 73 %, down since 05:42".
    void setCells(const QList<Cell> &cells, const QString &summary);
    int cellAt(int x) const; // -1: none
    QSize sizeHint() const override { return QSize(300, 16); }
    QSize minimumSizeHint() const override { return QSize(48, 12); }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void moveTo(int cell);

    QList<Cell> m_cells;
    QString m_summary;
    int m_current = -1;
};

} // namespace gatehouse::ui
