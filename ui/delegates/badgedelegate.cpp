#include "ui/delegates/badgedelegate.h"

#include "base/safetext.h"
#include "ui/delegates/paint.h"

#include <QPainter>

namespace gatehouse::ui {

QString BadgeDelegate::badgeOf(const QModelIndex &index) const
{
    const QString badge = index.data(items::BadgeRole).toString();
    return badge.isEmpty() ? textOf(index) : safeText(badge, 60);
}

qreal BadgeDelegate::contentWidth(
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return badgeSize(badgeOf(index), option.font, m_sign).width();
}

void BadgeDelegate::paintContent(QPainter &painter, const QRectF &rect,
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant severity = index.data(items::SeverityRole);
    painter.setFont(option.font);
    paintBadge(painter, rect, badgeOf(index),
        severity.isValid() ? severity.value<items::Severity>() : items::Severity::Unknown, m_sign);
}

} // namespace gatehouse::ui
