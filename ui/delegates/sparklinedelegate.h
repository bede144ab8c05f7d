#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// SeriesRole as a small filled line; where there is none, the display text ("no requests") muted.
class SparklineDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;

protected:
    qreal contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paintContent(QPainter &painter, const QRectF &rect, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
};

} // namespace gatehouse::ui
