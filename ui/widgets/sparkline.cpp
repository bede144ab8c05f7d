#include "ui/widgets/sparkline.h"

#include "ui/delegates/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

Sparkline::Sparkline(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMinimumSize(24, 12);
}

void Sparkline::setSeries(const QList<double> &series)
{
    m_series = series;
    update();
}

void Sparkline::setFilled(bool filled)
{
    m_filled = filled;
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSparkline(painter, rect(), m_series, tokens().accent, m_filled);
}

} // namespace gatehouse::ui
