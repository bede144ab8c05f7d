#include "ui/frame/palettedelegate.h"

#include "ui/frame/palettemodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QIcon>
#include <QPainter>
#include <QTextLayout>

namespace gatehouse::ui {

namespace {

constexpr int kIcon = 18;

// One text layout, so that kerning, ligatures and right-to-left scripts stay whole.
void drawMarked(QPainter &painter, const QRect &rect, const QString &text, const QList<int> &marked,
    const QFont &font)
{
    const QString shown =
        QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width() - space::kSmall);
    QTextCharFormat strong;
    strong.setFontWeight(QFont::DemiBold);
    strong.setForeground(tokens().accentText);
    QList<QTextLayout::FormatRange> formats;
    for (const int at : marked) {
        if (at < shown.size())
            formats.append({at, 1, strong});
    }
    QTextLayout layout(shown, font);
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    layout.endLayout();
    painter.setPen(tokens().text);
    layout.draw(&painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
}

} // namespace

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, kComfortableRow};
}

void PaletteDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(
            option.state & QStyle::State_Selected ? tokens().accentSoft : tokens().hover);
        painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), kRadius, kRadius);
    }
    QRect rect = option.rect.adjusted(space::kSmall, 0, -space::kSmall, 0);
    if (const auto picture = index.data(Qt::DecorationRole).value<QIcon>(); !picture.isNull())
        picture.paint(painter, QRect(rect.left(), rect.center().y() - kIcon / 2, kIcon, kIcon));
    rect.setLeft(rect.left() + kIcon + space::kSmall);

    QString right = index.data(PaletteModel::DetailRole).toString();
    if (const QString keys = index.data(PaletteModel::ShortcutRole).toString(); !keys.isEmpty())
        right += (right.isEmpty() ? QString() : u"    "_s) + keys;
    painter->setFont(smallFont());
    const int width =
        std::min(painter->fontMetrics().horizontalAdvance(right) + 2, rect.width() / 2);
    painter->setPen(tokens().muted);
    const QRect rightRect(rect.right() - width, rect.top(), width, rect.height());
    painter->drawText(rightRect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(right, Qt::ElideMiddle, width));
    rect.setRight(rightRect.left() - space::kMedium);
    drawMarked(*painter, rect, index.data(Qt::DisplayRole).toString(),
        index.data(PaletteModel::MarkedRole).value<QList<int>>(), option.font);
    painter->restore();
}

} // namespace gatehouse::ui
