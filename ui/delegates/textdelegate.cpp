#include "ui/delegates/textdelegate.h"

#include "base/safetext.h"
#include "ui/delegates/paint.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPadding = 10;

} // namespace

QString TextDelegate::displayText(const QVariant &value, const QLocale &locale) const
{
    if (value.typeId() == QMetaType::QString) // the base would turn line breaks into U+2028
        return safeText(value.toString());
    return safeText(QStyledItemDelegate::displayText(value, locale));
}

QString TextDelegate::textOf(const QModelIndex &index) const
{
    return displayText(index.data(Qt::DisplayRole), QLocale());
}

void TextDelegate::paintBackground(QPainter &painter, const QStyleOptionViewItem &option)
{
    const Tokens &t = tokens();
    QColor fill = option.features & QStyleOptionViewItem::Alternate ? t.surfaceAlt : t.surface;
    if (option.state & QStyle::State_Selected)
        fill = t.accentSoft;
    else if (option.state & QStyle::State_MouseOver)
        fill = t.hover;
    painter.fillRect(option.rect, fill);
    painter.setPen(QPen(mix(t.surface, t.border, 0.7), 1));
    painter.drawLine(QLineF(option.rect.left(), option.rect.bottom() + 0.5,
        option.rect.right() + 1.0, option.rect.bottom() + 0.5));
}

QRectF TextDelegate::contentRect(const QStyleOptionViewItem &option)
{
    return QRectF(option.rect).adjusted(kPadding, 0, -kPadding, -1);
}

QFont TextDelegate::fontOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (index.data(items::MonoRole).toBool())
        return monoFont();
    QFont font = option.font;
    if (index.data(items::StrongRole).toBool())
        font.setWeight(QFont::DemiBold);
    return font;
}

QColor TextDelegate::inkOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const Tokens &t = tokens();
    if (!(option.state & QStyle::State_Enabled) || !(index.flags() & Qt::ItemIsEnabled))
        return t.disabled;
    if (index.data(items::PendingRole).toBool())
        return t.muted;
    const QVariant severity = index.data(items::SeverityRole);
    const QColor ink = severity.isValid() ? t.of(severity.value<items::Severity>()) : t.text;
    return option.state & QStyle::State_Selected ? t.onSelection(ink) : ink;
}

void TextDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem full = option;
    initStyleOption(&full, index);
    painter->save();
    paintBackground(*painter, full);
    painter->setFont(fontOf(full, index));
    painter->setPen(inkOf(full, index));
    if (const QRectF room = contentRect(full); room.width() > 4 && room.height() > 4)
        paintContent(*painter, room, full, index);
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        painter->setPen(QPen(tokens().accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -1.5));
    }
    painter->restore();
}

void TextDelegate::paintContent(QPainter &painter, const QRectF &rect,
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = textOf(index);
    const QString second = safeText(index.data(items::SecondaryTextRole).toString());
    const Qt::Alignment side = QStyle::visualAlignment(option.direction, option.displayAlignment);
    if (!second.isEmpty()) {
        paintTwoTone(painter, rect, text, second, option.font, option.direction);
        return;
    }
    const QFontMetricsF metrics(painter.font());
    const bool number =
        side & (option.direction == Qt::RightToLeft ? Qt::AlignLeft : Qt::AlignRight);
    const QString shown = metrics.elidedText(text, option.textElideMode, rect.width());
    if (number)
        drawTabular(painter, rect, side, shown);
    else
        painter.drawText(rect, int(side | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

qreal TextDelegate::contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetricsF metrics(fontOf(option, index));
    const QString second = safeText(index.data(items::SecondaryTextRole).toString());
    return tabularWidth(metrics, textOf(index))
        + (second.isEmpty() ? 0 : 6 + QFontMetricsF(option.font).horizontalAdvance(second));
}

QSize TextDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int height = std::max(kDenseRow, QFontMetrics(option.font).height() + 10);
    return QSize(int(std::ceil(contentWidth(option, index))) + 2 * kPadding + 2, height);
}

bool TextDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
    const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString tip = index.data(Qt::ToolTipRole).toString();
    if (tip.isEmpty() && contentWidth(option, index) > contentRect(option).width())
        tip = index.data(Qt::DisplayRole).toString();
    QToolTip::showText(event->globalPos(), tip.isEmpty() ? QString() : plainToolTip(tip), view);
    return true;
}

} // namespace gatehouse::ui
