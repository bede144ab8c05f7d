#pragma once

#include "ui/delegates/textdelegate.h"

namespace gatehouse::ui {

// BadgeRole (else the display text) as an outlined word in the colour of SeverityRole.
class BadgeDelegate : public TextDelegate
{
    Q_OBJECT

public:
    explicit BadgeDelegate(QObject *parent = nullptr, bool sign = false)
        : TextDelegate(parent), m_sign(sign)
    {
    }

protected:
    qreal contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paintContent(QPainter &painter, const QRectF &rect, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;

private:
    QString badgeOf(const QModelIndex &index) const;
    bool m_sign;
};

} // namespace gatehouse::ui
