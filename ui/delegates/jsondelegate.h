#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// "key: value" in the monospace font, the value in the colour of its kind.
class JsonDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace gatehouse::ui
