#include "ui/delegates/sparklinedelegate.h"

#include "ui/delegates/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

qreal SparklineDelegate::contentWidth(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return 96;
}

void SparklineDelegate::paintContent(QPainter &painter, const QRectF &rect,
    const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto series = index.data(items::SeriesRole).value<QList<double>>();
    if (series.size() >= 2) {
        paintSparkline(painter, rect.adjusted(0, 4, 0, -4), series, tokens().accent, true);
        return;
    }
    painter.setPen(tokens().muted);
    TextDelegate::paintContent(painter, rect, option, index);
}

} // namespace gatehouse::ui
