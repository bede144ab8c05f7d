#include "ui/delegates/limitbardelegate.h"

#include "ui/delegates/paint.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr qreal kBarWidth = 90;
constexpr qreal kLeastBarWidth = 40;
constexpr qreal kBarHeight = 7;
constexpr qreal kGap = 8;

} // namespace

qreal LimitBarDelegate::contentWidth(
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return kBarWidth + kGap + tabularWidth(QFontMetricsF(option.font), textOf(index));
}

void LimitBarDelegate::paintContent(QPainter &painter, const QRectF &rect,
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto limit = index.data(items::LimitRole).value<items::Limit>();
    const bool leftwards = option.direction == Qt::RightToLeft;
    const QString text = textOf(index);
    const qreal wanted = tabularWidth(QFontMetricsF(option.font), text) + 1;
    // The figure says more than the bar: in a narrow column the bar gives way.
    const qreal width =
        std::min(rect.width(), std::clamp(rect.width() - kGap - wanted, kLeastBarWidth, kBarWidth));
    QRectF bar(leftwards ? rect.right() - width : rect.left(), rect.center().y() - kBarHeight / 2,
        width, kBarHeight);
    QRectF words = rect;
    if (limit.limit > 0) {
        paintLimitBar(painter, bar, limit);
        if (leftwards)
            words.setRight(bar.left() - kGap);
        else
            words.setLeft(bar.right() + kGap);
    }
    if (words.width() < 14)
        return;
    painter.setFont(option.font);
    painter.setPen(tokens().muted);
    const QString shown = wanted <= words.width() + 1
        ? text
        : QFontMetricsF(option.font).elidedText(text, Qt::ElideRight, words.width());
    drawTabular(painter, words, QStyle::visualAlignment(option.direction, Qt::AlignLeft), shown);
}

} // namespace gatehouse::ui
