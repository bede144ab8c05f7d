#include "ui/widgets/iconlabel.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

IconLabel::IconLabel(int side, QWidget *parent) : QWidget(parent), m_side(side)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void IconLabel::setIcon(const QString &name, items::Severity severity)
{
    m_name = name;
    m_severity = severity;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    if (m_name.isEmpty())
        return;
    QPainter painter(this);
    const QColor colour = isEnabled() ? tokens().of(m_severity) : tokens().disabled;
    painter.drawPixmap(QPoint((width() - m_side) / 2, (height() - m_side) / 2),
        iconPixmap(m_name, colour, m_side, devicePixelRatioF()));
}

} // namespace gatehouse::ui
