#include "ui/delegates/dotdelegate.h"

#include "items/roles.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr qreal kSign = 8, kGap = 8;

void paintSign(QPainter &painter, const QRectF &room, items::Severity severity, const QColor &ink)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.5));
    painter.setBrush(severity == items::Severity::Unknown ? QBrush(Qt::NoBrush) : QBrush(ink));
    switch (severity) {
    case items::Severity::Warn:
        painter.drawPolygon(QPolygonF{{room.center().x(), room.top()}, room.bottomRight(),
            room.bottomLeft()});
        break;
    case items::Severity::Bad:
        painter.drawPolygon(QPolygonF{{room.center().x(), room.top()},
            {room.right(), room.center().y()}, {room.center().x(), room.bottom()},
            {room.left(), room.center().y()}});
        break;
    default:
        painter.drawEllipse(room.adjusted(1, 1, -1, -1));
    }
    painter.restore();
}

} // namespace

void DotDelegate::paintContent(QPainter &painter, const QRectF &rect,
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto severity = index.data(items::SeverityRole).value<items::Severity>();
    const Tokens &t = tokens();
    const bool selected = option.state & QStyle::State_Selected;
    const QColor ink = t.of(severity);
    QRectF sign(rect.left(), rect.center().y() - kSign / 2, kSign, kSign);
    QRectF text = rect.adjusted(kSign + kGap, 0, 0, 0);
    if (option.direction == Qt::RightToLeft) {
        sign.moveRight(rect.right());
        text = rect.adjusted(0, 0, -kSign - kGap, 0);
    }
    if (severity != items::Severity::None)
        paintSign(painter, sign, severity, selected ? t.onSelection(ink) : ink);
    painter.setPen(selected ? t.onSelection(t.text) : t.text);
    TextDelegate::paintContent(painter, text, option, index);
}

qreal DotDelegate::contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return TextDelegate::contentWidth(option, index) + kSign + kGap;
}

} // namespace gatehouse::ui
