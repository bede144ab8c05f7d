#include "ui/pages/usageheat.h"

#include "base/safetext.h"
#include "ui/pages/usageproof.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/plainlabel.h"
#include "usage/texts.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <cmath>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDays = 7, kHours = 24;
constexpr qreal kDayRoom = 96, kHourRoom = 22, kGap = 2;

QString dayName(int day, QLocale::FormatType form = QLocale::LongFormat)
{
    return QLocale().standaloneDayName(day + 1, form);
}

QString hourName(int hour) { return u"%1:00"_s.arg(hour, 2, 10, QChar(u'0')); }

// "1,204" where there is room for it, else "1.2k".
QString shortCount(qint64 count, const QFontMetricsF &metrics, qreal room)
{
    const QString whole = usage::countText(count);
    if (metrics.horizontalAdvance(whole) <= room)
        return whole;
    const double scaled = count >= 1'000'000 ? double(count) / 1e6 : double(count) / 1e3;
    const QString unit = count >= 1'000'000 ? u"M"_s : u"k"_s;
    const QString cut = QLocale().toString(scaled, 'f', scaled < 10 ? 1 : 0) + unit;
    return metrics.horizontalAdvance(cut) <= room ? cut : QString();
}

} // namespace

HeatGrid::HeatGrid(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"usageHeatGrid"_s);
    setAccessibleName(tr("Requests by weekday and hour"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

// The busiest hour is what people look for.
void HeatGrid::setMap(const usage::HeatMap &map)
{
    const bool first = m_map.sum == 0;
    m_map = map;
    for (int cell = 0; first && cell < kDays * kHours; ++cell) {
        if (map.cells[cell / kHours][cell % kHours] > map.cells[m_day][m_hour]) {
            m_day = cell / kHours;
            m_hour = cell % kHours;
        }
    }
    setAccessibleDescription(describe(m_day, m_hour));
    update();
}

void HeatGrid::setCurrent(int day, int hour)
{
    m_day = (day + kDays) % kDays;
    m_hour = (hour + kHours) % kHours;
    setAccessibleDescription(describe(m_day, m_hour));
    update();
    Q_EMIT currentChanged(m_day, m_hour);
}

QString HeatGrid::describe(int day, int hour) const
{
    return tr("%1, %2 to %3: %4 requests")
        .arg(dayName(day), hourName(hour), hourName((hour + 1) % kHours),
            usage::countText(m_map.cells[day][hour]));
}

QRectF HeatGrid::cellRect(int day, int hour) const
{
    const qreal width = (this->width() - kDayRoom) / kHours;
    const qreal height = (this->height() - kHourRoom) / kDays;
    return QRectF(kDayRoom + hour * width, day * height, width - kGap, height - kGap);
}

bool HeatGrid::cellAt(const QPointF &point, int *day, int *hour) const
{
    const qreal width = (this->width() - kDayRoom) / kHours;
    const qreal height = (this->height() - kHourRoom) / kDays;
    *hour = int(std::floor((point.x() - kDayRoom) / width));
    *day = int(std::floor(point.y() / height));
    return *hour >= 0 && *hour < kHours && *day >= 0 && *day < kDays;
}

void HeatGrid::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const QColor hot = t.seriesColour(0);
    for (int day = 0; day < kDays; ++day) {
        const QRectF first = cellRect(day, 0);
        painter.setPen(t.muted);
        painter.drawText(QRectF(0, first.top(), kDayRoom - space::kSmall, first.height()),
            int(Qt::AlignRight | Qt::AlignVCenter), dayName(day));
        for (int hour = 0; hour < kHours; ++hour) {
            const qint64 count = m_map.cells[day][hour];
            const QRectF rect = cellRect(day, hour);
            const double part = m_map.most > 0 ? double(count) / double(m_map.most) : 0;
            const QColor fill =
                count > 0 ? mix(t.surface, hot, 0.10 + 0.85 * std::sqrt(part)) : t.surfaceAlt;
            painter.setPen(Qt::NoPen);
            painter.setBrush(fill);
            painter.drawRoundedRect(rect, 3, 3);
            if (count > 0 && rect.height() > metrics.height()) {
                painter.setPen(readable(t.text, fill, 4.5));
                drawTabular(
                    painter, rect, Qt::AlignCenter, shortCount(count, metrics, rect.width() - 4));
            }
            if (day == m_day && hour == m_hour && hasFocus()) {
                painter.setPen(QPen(t.accent, 2));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(rect, 3, 3);
            }
        }
    }
    painter.setPen(t.muted);
    const bool every = cellRect(0, 0).width() > metrics.horizontalAdvance(u"00:00"_s) + 4;
    for (int hour = 0; hour < kHours; hour += every ? 1 : 3) {
        const QRectF above = cellRect(kDays - 1, hour);
        painter.drawText(
            QRectF(above.left() - 20, above.bottom() + 4, above.width() + 40, kHourRoom - 4),
            int(Qt::AlignHCenter | Qt::AlignTop), hourName(hour));
    }
}

void HeatGrid::mouseMoveEvent(QMouseEvent *event)
{
    int day = 0, hour = 0;
    if (cellAt(event->position(), &day, &hour))
        QToolTip::showText(event->globalPosition().toPoint(), plainToolTip(describe(day, hour)),
            this, cellRect(day, hour).toRect());
    else
        QToolTip::hideText();
}

void HeatGrid::mousePressEvent(QMouseEvent *event)
{
    int day = 0, hour = 0;
    if (event->button() == Qt::LeftButton && cellAt(event->position(), &day, &hour))
        setCurrent(day, hour);
}

void HeatGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    int day = 0, hour = 0;
    if (event->button() == Qt::LeftButton && cellAt(event->position(), &day, &hour))
        Q_EMIT opened(day, hour);
}

void HeatGrid::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return setCurrent(m_day, m_hour - 1);
    case Qt::Key_Right:
        return setCurrent(m_day, m_hour + 1);
    case Qt::Key_Up:
        return setCurrent(m_day - 1, m_hour);
    case Qt::Key_Down:
        return setCurrent(m_day + 1, m_hour);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT opened(m_day, m_hour);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

UsageHeat::UsageHeat(UsageQuery &query, QWidget *parent) : UsageTab(query, parent)
{
    setObjectName(u"usageHeat"_s);
    m_grid = new HeatGrid(this);
    m_overlay = new Overlay(m_grid);
    m_words = new PlainLabel(this);
    m_words->setObjectName(u"usageHeatCell"_s);
    m_words->setTone(PlainLabel::Tone::Muted);
    m_proof = new UsageProof(tr("How the heat map is made"), this);
    auto *rows = makeButton(tr("Show the rows"), ButtonKind::Plain, this, u"usageDrill_heat"_s);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(space::kMedium);
    foot->addWidget(m_proof, 1);
    foot->addWidget(m_words);
    foot->addWidget(rows);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kSmall);
    column->setSpacing(space::kSmall);
    column->addWidget(m_grid, 1);
    column->addLayout(foot);
    followOverlay(*m_overlay);
    const auto open = [this](int day, int hour) {
        Q_EMIT rowsWanted({{u"weekday"_s, usage::Compare::Is, {QString::number(day + 1)}},
            {u"hour"_s, usage::Compare::Is, {QString::number(hour)}}});
    };
    connect(m_grid, &HeatGrid::opened, this, open);
    connect(rows, &QPushButton::clicked, this,
        [this, open] { open(m_grid->currentDay(), m_grid->currentHour()); });
    connect(m_grid, &HeatGrid::currentChanged, this,
        [this] { m_words->setText(m_grid->accessibleDescription()); });
}

void UsageHeat::ask(const usage::Figures &figures)
{
    m_proof->clear();
    if (figures.source().isDaily()) {
        m_overlay->showEmpty(u"circle-help"_s, tr("Not recorded by this back end"),
            tr("It keeps sums of whole days, which cannot be laid out by the hour."));
        return;
    }
    if (!m_shown)
        m_overlay->showLoading(tr("Counting by weekday and hour"));
    question([figures](db::Sql &sql) { return figures.checkedHeatMap(sql); },
        [this](const Result<usage::Checked<usage::HeatMap>> &map) {
            if (map)
                show(map.value());
            else
                showTrouble(*m_overlay, map.error(), tr("The requests could not be counted"));
        });
}

void UsageHeat::show(const usage::Checked<usage::HeatMap> &map)
{
    m_grid->setMap(map.figure);
    m_words->setText(m_grid->accessibleDescription());
    m_proof->setCheck(map.check, milliseconds());
    m_shown = map.check.whole > 0;
    if (m_shown)
        m_overlay->clear();
    else
        showNothing(*m_overlay);
}

} // namespace gatehouse::ui
