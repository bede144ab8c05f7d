#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// A masked key in the monospace font with its fingerprint (SecondaryTextRole) muted behind it. The
// model masks; this delegate never sees a whole key.
class KeyDelegate : public TextDelegate
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
