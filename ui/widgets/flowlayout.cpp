#include "ui/widgets/flowlayout.h"

#include <QStyle>
#include <QWidget>

namespace gatehouse::ui {

FlowLayout::FlowLayout(QWidget *parent, int spacing) : QLayout(parent), m_spacing(spacing)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem *item) { m_items.emplace_back(item); }

void FlowLayout::insertWidget(int index, QWidget *widget)
{
    addWidget(widget); // takes the widget as a child and appends its item
    auto item = std::move(m_items.back());
    m_items.pop_back();
    m_items.insert(
        m_items.begin() + std::min<std::ptrdiff_t>(index, std::ssize(m_items)), std::move(item));
    invalidate();
}

int FlowLayout::count() const { return int(m_items.size()); }

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

QSize FlowLayout::sizeHint() const
{
    QSize size(0, 0);
    for (const auto &item : m_items) {
        if (item->isEmpty())
            continue;
        size.rwidth() += item->sizeHint().width() + (size.width() > 0 ? m_spacing : 0);
        size.setHeight(std::max(size.height(), item->sizeHint().height()));
    }
    return size;
}

QSize FlowLayout::minimumSize() const
{
    QSize size(0, 0);
    for (const auto &item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size;
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

int FlowLayout::arrange(const QRect &rect, bool move) const
{
    const Qt::LayoutDirection direction =
        parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int x = rect.left(), y = rect.top(), line = 0;
    std::vector<std::pair<QLayoutItem *, QRect>> row;
    const auto place = [&] { // widgets of one line share its middle
        for (const auto &[item, box] : row)
            item->setGeometry(
                QStyle::visualRect(direction, rect, box.translated(0, (line - box.height()) / 2)));
        row.clear();
    };
    for (const auto &item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo(QSize(rect.width(), QWIDGETSIZE_MAX));
        if (x > rect.left() && x + size.width() > rect.left() + rect.width()) {
            if (move)
                place();
            x = rect.left();
            y += line + m_spacing;
            line = 0;
        }
        if (move)
            row.emplace_back(item.get(), QRect(QPoint(x, y), size));
        x += size.width() + m_spacing;
        line = std::max(line, size.height());
    }
    if (move)
        place();
    return y + line - rect.top();
}

} // namespace gatehouse::ui
