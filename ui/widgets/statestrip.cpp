#include "ui/widgets/statestrip.h"

#include "base/safetext.h"
#include "ui/delegates/paint.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace gatehouse::ui {

StateStrip::StateStrip(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StateStrip::setCells(const QList<Cell> &cells, const QString &summary)
{
    m_cells = cells;
    m_summary = summary;
    m_current = -1;
    setAccessibleName(summary);
    update();
}

int StateStrip::cellAt(int x) const
{
    if (m_cells.isEmpty() || width() <= 0 || x < 0 || x >= width())
        return -1;
    const int cell = int(qint64(x) * m_cells.size() / width());
    return layoutDirection() == Qt::RightToLeft ? int(m_cells.size()) - 1 - cell : cell;
}

void StateStrip::paintEvent(QPaintEvent *)
{
    QList<items::Severity> states;
    for (const Cell &cell : m_cells)
        states += cell.state;
    QPainter painter(this);
    paintStates(painter, rect(), states, layoutDirection());
    if (!hasFocus() || m_cells.isEmpty())
        return;
    painter.setPen(QPen(tokens().accent, 1));
    const double step = double(width()) / double(m_cells.size());
    const int place =
        layoutDirection() == Qt::RightToLeft ? int(m_cells.size()) - 1 - m_current : m_current;
    painter.drawRect(m_current < 0 ? QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5)
                                   : QRectF(place * step - 0.5, 0.5, step + 1, height() - 1.0));
}

bool StateStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int cell = cellAt(help->pos().x());
        const QString text = cell < 0 ? QString() : m_cells.at(cell).text;
        QToolTip::showText(
            help->globalPos(), text.isEmpty() ? QString() : plainToolTip(text), this);
        return true;
    }
    return QWidget::event(event);
}

void StateStrip::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_cells.size()) - 1;
    const int forwards = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    if (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left)
        moveTo(std::clamp(m_current + (event->key() == Qt::Key_Right ? forwards : -forwards), 0,
            std::max(0, last)));
    else if (event->key() == Qt::Key_Home)
        moveTo(0);
    else if (event->key() == Qt::Key_End)
        moveTo(last);
    else
        QWidget::keyPressEvent(event);
}

void StateStrip::moveTo(int cell)
{
    if (cell < 0 || cell >= m_cells.size())
        return;
    m_current = cell;
    setAccessibleName(safeText(m_cells.at(cell).text));
    const int x = int(width() * (cell + 0.5) / double(m_cells.size()));
    QToolTip::showText(mapToGlobal(QPoint(x, height())), plainToolTip(m_cells.at(cell).text), this);
    update();
}

void StateStrip::focusOutEvent(QFocusEvent *event)
{
    m_current = -1;
    setAccessibleName(m_summary);
    QWidget::focusOutEvent(event);
}

} // namespace gatehouse::ui
