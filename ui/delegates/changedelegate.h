// A cell that differs from the server's because an edit is pending.
#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// items::kChangeRole: a changed cell is tinted and has a mark in its corner, a row to be deleted is
// struck out.
class ChangeDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
};

} // namespace gatehouse::ui
