// How a cell of our tables is drawn unless its column says otherwise.
#pragma once

#include <QStyledItemDelegate>

class QFont;

namespace gatehouse::ui {

// Display text made safe; right-aligned text with tabular digits; SecondaryTextRole muted after it;
// SeverityRole, StrongRole, MonoRole and PendingRole obeyed. Never wraps; tool tip where it is cut.
// Derived delegates draw into contentRect() after paintBackground().
class TextDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;
    QString displayText(const QVariant &value, const QLocale &locale) const override;

protected:
    static void paintBackground(QPainter &painter, const QStyleOptionViewItem &option);
    static QRectF contentRect(const QStyleOptionViewItem &option);
    static QFont fontOf(const QStyleOptionViewItem &option, const QModelIndex &index);
    static QColor inkOf(const QStyleOptionViewItem &option, const QModelIndex &index);
    // Width of what paint() wants, without padding.
    virtual qreal contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    virtual void paintContent(QPainter &painter, const QRectF &rect,
        const QStyleOptionViewItem &option, const QModelIndex &index) const;
    QString textOf(const QModelIndex &index) const;
};

} // namespace gatehouse::ui
