#include "ui/widgets/headerview.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPadding = 10;
constexpr int kArrow = 12;

} // namespace

HeaderView::HeaderView(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setStretchLastSection(true);
    setMinimumSectionSize(44);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QFont HeaderView::titleFont() const
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QString HeaderView::titleOf(int logicalIndex) const
{
    return model()
        ? safeText(model()->headerData(logicalIndex, orientation(), Qt::DisplayRole).toString(), 60)
        : QString();
}

QSize HeaderView::sectionSizeFromContents(int logicalIndex) const
{
    const QFontMetrics metrics(titleFont());
    return QSize(metrics.horizontalAdvance(titleOf(logicalIndex)) + 2 * kPadding + kArrow + 2,
        std::max(kDenseRow, metrics.height() + 10));
}

void HeaderView::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const Tokens &t = tokens();
    painter->save();
    QPainterPath rounded; // the frame around the table is: its corners shine through
    rounded.addRoundedRect(
        QRectF(viewport()->rect()).adjusted(0, 0, 0, kRadius), kRadius - 1, kRadius - 1);
    painter->setClipPath(rounded);
    painter->fillRect(rect, t.surface);
    painter->setPen(QPen(t.border, 1));
    painter->drawLine(
        QLineF(rect.left(), rect.bottom() + 0.5, rect.right() + 1, rect.bottom() + 0.5));
    paintTitle(painter, rect, logicalIndex);
    painter->restore();
}

void HeaderView::setSorts(const Sorts &sorts)
{
    m_sorts = sorts;
    viewport()->update();
}

// Among the columns it is sorted by; -1: not one of them.
int HeaderView::placeOf(int logicalIndex) const
{
    if (m_sorts.isEmpty())
        return isSortIndicatorShown() && sortIndicatorSection() == logicalIndex ? 0 : -1;
    for (qsizetype i = 0; i < m_sorts.size(); ++i) {
        if (m_sorts[i].first == logicalIndex)
            return int(i);
    }
    return -1;
}

void HeaderView::paintArrow(QPainter *painter, QRect rect, int place) const
{
    const Qt::SortOrder order = m_sorts.isEmpty() ? sortIndicatorOrder() : m_sorts[place].second;
    const QString name = order == Qt::AscendingOrder ? u"arrow-up"_s : u"arrow-down"_s;
    painter->drawPixmap(QPoint(rect.left(), rect.top() + (rect.height() - kArrow) / 2),
        iconPixmap(name, tokens().text, kArrow, devicePixelRatioF()));
    if (m_sorts.size() < 2)
        return;
    rect.setLeft(rect.left() + kArrow);
    painter->drawText(rect, int(Qt::AlignLeft | Qt::AlignVCenter), QString::number(place + 1));
}

void HeaderView::paintTitle(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const Tokens &t = tokens();
    const QVariant wished = model()->headerData(logicalIndex, orientation(), Qt::TextAlignmentRole);
    const Qt::Alignment logical =
        wished.isValid() ? Qt::Alignment(wished.toInt()) : defaultAlignment();
    const Qt::Alignment side = QStyle::visualAlignment(layoutDirection(), logical);
    const int place = placeOf(logicalIndex);
    const bool sorted = place >= 0;
    painter->setFont(titleFont());
    painter->setPen(sorted ? t.text : t.muted);
    const QFontMetrics metrics(painter->font());
    const int digit = m_sorts.size() > 1 ? metrics.horizontalAdvance(u'0') : 0;
    const int arrow = sorted ? kArrow + 2 + digit : 0;
    const int room = rect.width() - 2 * kPadding - arrow;
    const QString title =
        metrics.elidedText(titleOf(logicalIndex), Qt::ElideRight, std::max(0, room));
    const int used = metrics.horizontalAdvance(title) + arrow;
    const int left =
        side & Qt::AlignRight ? rect.right() + 1 - kPadding - used : rect.left() + kPadding;
    const bool leftwards = layoutDirection() == Qt::RightToLeft;
    painter->drawText(
        QRect(leftwards && sorted ? left + arrow : left, rect.top(), used, rect.height() - 1),
        int(Qt::AlignLeft | Qt::AlignVCenter | Qt::AlignAbsolute) | Qt::TextSingleLine, title);
    if (sorted) {
        const int x = leftwards ? left : left + used - arrow + 2;
        paintArrow(painter, QRect(x, rect.top(), arrow, rect.height() - 1), place);
    }
}

} // namespace gatehouse::ui
