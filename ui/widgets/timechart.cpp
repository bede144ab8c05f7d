#include "ui/widgets/timechart.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chartlegend.h"
#include "ui/widgets/chartview.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QSize kLeastPlot(240, 110); // below this the labels would be all there is

} // namespace

TimeChart::TimeChart(const QString &title, ChartStyle style, QWidget *parent)
    : QWidget(parent), m_style(style)
{
    m_title = new PlainLabel(this);
    m_title->setFont(headingFont());
    m_legend = new ChartLegend(this);
    m_view = new ChartView(style, this);
    m_view->setObjectName(u"chartView"_s);
    m_overlay = new Overlay(m_view);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_legend);
    top->addStretch(); // keeps the legend together where there is no title
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    column->addLayout(top);
    column->addWidget(m_view, 1);
    setFocusProxy(m_view);
    setTitle(title);
    connect(m_legend, &ChartLegend::hiddenChanged, m_view, &ChartView::setSeriesHidden);
    connect(&Theme::current(), &Theme::changed, m_view, &ChartView::recolour);
    connect(m_view, &ChartView::selectionCleared, this, &TimeChart::selectionCleared);
    connect(m_view, &ChartView::rangeSelected, this, [this](qint64 from, qint64 to) {
        Q_EMIT rangeSelected(QDateTime::fromMSecsSinceEpoch(from, Qt::UTC),
            QDateTime::fromMSecsSinceEpoch(to, Qt::UTC));
    });
}

void TimeChart::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
    m_view->setAccessibleName(title);
}

void TimeChart::setTitleVisible(bool visible) { m_title->setVisible(visible); }

void TimeChart::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    m_view->setZone(zone);
    describe();
}

void TimeChart::setData(const ChartData &fresh)
{
    QStringList names;
    QList<int> colours;
    for (qsizetype i = 0; i < fresh.series.size(); ++i) {
        names += fresh.series.at(i).name;
        colours += fresh.colourOf(i);
    }
    m_view->setData(fresh);
    m_legend->setEntries(names, colours);
    describe();
    if (fresh.isEmpty())
        m_overlay->showEmpty(u"chart-line"_s, tr("Nothing in this range"),
            tr("Choose a longer range or fewer filters."));
    else
        m_overlay->clear();
}

void TimeChart::describe()
{
    const QString words = chartDescription(m_view->shown(), m_style, m_zone);
    setAccessibleDescription(words);
    m_view->setAccessibleDescription(words);
}

void TimeChart::setSelection(const QDateTime &from, const QDateTime &to)
{
    m_view->setSelection({{from.toMSecsSinceEpoch(), to.toMSecsSinceEpoch()}});
}

void TimeChart::clearSelection() { m_view->setSelection({}); }

QRectF TimeChart::plotArea() const { return m_view->plot(); }

QSize TimeChart::minimumSizeHint() const
{
    return kLeastPlot + QSize(60, QFontMetrics(smallFont()).height() * 2 + 40);
}

QSize TimeChart::sizeHint() const { return QSize(560, 220); }

} // namespace gatehouse::ui
