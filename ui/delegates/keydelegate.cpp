#include "ui/delegates/keydelegate.h"

#include "base/safetext.h"
#include "ui/delegates/paint.h"
#include "ui/theme/fonts.h"

#include <QFontMetricsF>
#include <QPainter>

namespace gatehouse::ui {

qreal KeyDelegate::contentWidth(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QFontMetricsF metrics(monoFont());
    const QString second = safeText(index.data(items::SecondaryTextRole).toString(), 40);
    return metrics.horizontalAdvance(textOf(index))
        + (second.isEmpty() ? 0 : 6 + metrics.horizontalAdvance(second));
}

void KeyDelegate::paintContent(QPainter &painter, const QRectF &rect,
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter.setFont(monoFont());
    paintTwoTone(painter, rect, textOf(index),
        safeText(index.data(items::SecondaryTextRole).toString(), 40), monoFont(),
        option.direction);
}

} // namespace gatehouse::ui
