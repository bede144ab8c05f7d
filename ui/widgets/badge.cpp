#include "ui/widgets/badge.h"

#include "base/safetext.h"
#include "ui/delegates/paint.h"

#include <QPainter>

namespace gatehouse::ui {

Badge::Badge(QWidget *parent, bool sign) : QWidget(parent), m_sign(sign)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Badge::setBadge(const QString &text, items::Severity severity)
{
    m_text = safeText(text, 60);
    m_severity = severity;
    setAccessibleName(m_text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const { return badgeSize(m_text, font(), m_sign).toSize(); }

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    paintBadge(painter, rect(), m_text, m_severity, m_sign);
}

LimitBar::LimitBar(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LimitBar::setLimit(const items::Limit &limit, const QString &description)
{
    m_limit = limit;
    setAccessibleName(description);
    update();
}

void LimitBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintLimitBar(painter, rect(), m_limit);
}

} // namespace gatehouse::ui
