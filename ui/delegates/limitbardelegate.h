#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// LimitRole as a bar, then the display text ("410/1000 per h") muted. Without a limit: text only.
class LimitBarDelegate : public TextDelegate
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
