#pragma once

#include <QAbstractButton>
#include <QWidget>

class QHBoxLayout;

namespace gatehouse::ui {

// A square and a name for each series; a click hides or shows it.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget *parent = nullptr);

    // Keeps what is hidden while the names stay the same.
    void setEntries(const QStringList &names, const QList<int> &colours);

Q_SIGNALS:
    void hiddenChanged(int index, bool hidden);

private:
    QStringList m_names;
    QHBoxLayout *m_row = nullptr;
};

// One entry of the legend.
class LegendEntry : public QAbstractButton
{
    Q_OBJECT

public:
    LegendEntry(const QString &name, int colour, QWidget *parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_colour; // into Tokens::series
};

} // namespace gatehouse::ui
