#pragma once

#include <QHeaderView>

namespace gatehouse::ui {

// The header of our tables: muted semibold titles, the sort arrow right behind the word, columns
// movable. Titles are plain text and made safe.
class HeaderView : public QHeaderView
{
    Q_OBJECT

public:
    explicit HeaderView(QWidget *parent = nullptr);
    // Sorted by these columns, the first one first; instead of the one sort indicator.
    using Sorts = QList<std::pair<int, Qt::SortOrder>>;
    void setSorts(const Sorts &sorts);
    const Sorts &sorts() const { return m_sorts; }
    QSize sectionSizeFromContents(int logicalIndex) const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;

private:
    QString titleOf(int logicalIndex) const;
    QFont titleFont() const;
    void paintTitle(QPainter *painter, const QRect &rect, int logicalIndex) const;
    void paintArrow(QPainter *painter, QRect rect, int place) const;
    int placeOf(int logicalIndex) const;

    Sorts m_sorts;
};

} // namespace gatehouse::ui
