#pragma once

#include <QList>
#include <QWidget>

namespace gatehouse::ui {

// A line without axes; NaN is a gap. Needs words beside it: setDescription() is what a screen
// reader says.
class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget *parent = nullptr);

    void setSeries(const QList<double> &series);
    void setFilled(bool filled); // true by default
    void setDescription(const QString &text) { setAccessibleName(text); }
    const QList<double> &series() const { return m_series; }
    QSize sizeHint() const override { return QSize(120, 26); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<double> m_series;
    bool m_filled = true;
};

} // namespace gatehouse::ui
