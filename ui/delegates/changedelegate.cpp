#include "ui/delegates/changedelegate.h"

#include "items/pendingedits.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

using Kind = tables::Change::Kind;

void ChangeDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    TextDelegate::paint(painter, option, index);
    const QVariant pending = index.data(items::kChangeRole);
    if (!pending.isValid())
        return;
    const bool deleted = Kind(pending.toInt()) == Kind::Delete;
    const Tokens &t = tokens();
    const QColor ink = deleted ? t.bad : t.warn;
    QColor veil = ink;
    veil.setAlphaF(t.dark ? 0.22F : 0.16F);
    const QRect cell = option.rect.adjusted(0, 0, 0, -1);
    painter->save();
    painter->fillRect(cell, veil);
    if (deleted) {
        painter->setPen(QPen(ink, 1));
        painter->drawLine(cell.left(), cell.center().y(), cell.right(), cell.center().y());
    } else {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        const QPointF corner = cell.topLeft();
        painter->drawPolygon(QPolygonF{corner, corner + QPointF(8, 0), corner + QPointF(0, 8)});
    }
    painter->restore();
}

} // namespace gatehouse::ui
