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
    QSize sectionSizeFromContents(int logicalIndex) const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;

private:
    QString titleOf(int logicalIndex) const;
    QFont titleFont() const;
};

} // namespace gatehouse::ui
