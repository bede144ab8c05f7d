#include "ui/widgets/chartlegend.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kSquare = 9;
constexpr int kGap = 6;

} // namespace

ChartLegend::ChartLegend(QWidget *parent) : QWidget(parent)
{
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(12);
}

void ChartLegend::setEntries(const QStringList &names, const QList<int> &colours)
{
    if (names == m_names)
        return;
    m_names = names;
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < names.size(); ++i) {
        auto *entry = new LegendEntry(names.at(i), colours.at(i), this);
        entry->setObjectName(u"legend%1"_s.arg(i));
        connect(entry, &QAbstractButton::toggled, this,
            [this, i](bool on) { Q_EMIT hiddenChanged(i, !on); });
        m_row->addWidget(entry);
    }
}

LegendEntry::LegendEntry(const QString &name, int colour, QWidget *parent)
    : QAbstractButton(parent), m_colour(colour)
{
    setText(safeText(name, 32));
    setCheckable(true);
    setChecked(true);
    setFont(smallFont());
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Show %1 in the chart").arg(text()));
}

QSize LegendEntry::sizeHint() const
{
    return QSize(
        kSquare + kGap + fontMetrics().horizontalAdvance(text()) + 2, fontMetrics().height() + 2);
}

void LegendEntry::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect place(0, (height() - kSquare) / 2, kSquare, kSquare);
    const QRectF square =
        QRectF(QStyle::visualRect(layoutDirection(), rect(), place)).translated(0.5, 0.5);
    const QColor colour = t.seriesColour(m_colour);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(isChecked() ? colour : t.surface);
    painter.drawRoundedRect(square, 2, 2);
    painter.setPen(isChecked() ? t.muted : t.disabled);
    QFont shown = font();
    shown.setUnderline(hasFocus());
    painter.setFont(shown);
    painter.drawText(
        QStyle::visualRect(layoutDirection(), rect(), rect().adjusted(kSquare + kGap, 0, 0, 0)),
        int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, text());
}

} // namespace gatehouse::ui
