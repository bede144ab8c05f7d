// A sentence with a sign before it that says how grave it is, by shape and colour; the word for it
// belongs into the tool tip.
#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// items::SeverityRole: Unknown a ring, Info and Good a dot, Warn a triangle, Bad a diamond; None
// leaves it out.
class DotDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;

protected:
    void paintContent(QPainter &painter, const QRectF &rect, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    qreal contentWidth(
        const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace gatehouse::ui
