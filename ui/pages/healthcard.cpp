#include "ui/pages/healthcard.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/statestrip.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kLineWidth = 90, kLineHeight = 20;

PlainLabel::Tone toneOf(items::Severity severity)
{
    switch (severity) {
    case items::Severity::Bad:
        return PlainLabel::Tone::Bad;
    case items::Severity::Warn:
        return PlainLabel::Tone::Warn;
    default:
        return PlainLabel::Tone::Muted;
    }
}

QFont strongSmall()
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

EndpointCard::EndpointCard(QWidget *parent) : Card(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    content()->setSpacing(space::kTiny + 2);
    content()->addWidget(makeTop());
    m_reason = new PlainLabel(this);
    m_models = new PlainLabel(this);
    m_models->setFont(smallFont());
    m_models->setTone(PlainLabel::Tone::Muted);
    m_strip = new StateStrip(this);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_reason, m_models, m_strip})
        content()->addWidget(widget);
    content()->addWidget(makeFoot());
}

QWidget *EndpointCard::makeTop()
{
    auto *top = new QWidget(this);
    auto *line = new QHBoxLayout(top);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall + 2);
    m_title = new PlainLabel(top);
    m_title->setFont(headingFont());
    m_place = new PlainLabel(top);
    m_place->setTone(PlainLabel::Tone::Muted);
    m_place->setTabular(true);
    m_state = new Badge(top, true);
    line->addWidget(m_title);
    line->addWidget(m_place, 1);
    line->addWidget(m_state);
    return top;
}

QWidget *EndpointCard::makeFoot()
{
    auto *foot = new QWidget(this);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kTiny + 2);
    const auto add = [&](const QString &name) {
        auto *label = new PlainLabel(name, foot);
        label->setFont(smallFont());
        label->setTone(PlainLabel::Tone::Muted);
        auto *value = new PlainLabel(foot);
        value->setFont(strongSmall());
        value->setTabular(true);
        line->addWidget(label);
        line->addWidget(value);
        line->addStretch(1);
        return value;
    };
    m_latency = add(tr("p50 / p95"));
    m_latency->setToolTip(plainToolTip(tr("Latency of the looks of the last hour")));
    m_uptime = add(tr("uptime 24 h"));
    m_line = new Sparkline(foot);
    m_line->setFilled(false);
    m_line->setFixedSize(kLineWidth, kLineHeight);
    line->addWidget(m_line);
    return foot;
}

void EndpointCard::setRow(const items::EndpointRow &row, const QTimeZone &zone)
{
    if (m_row == row && !m_row.key.isEmpty())
        return;
    m_row = row;
    const items::Severity severity = items::stateSeverity(row.state);
    m_title->setText(row.title);
    m_place->setText(row.place);
    m_state->setBadge(row.word, severity);
    m_reason->setText(
        row.pending.isEmpty() ? row.reason : tr("%1 (%2)").arg(row.reason, row.pending));
    m_reason->setTone(toneOf(severity));
    QStringList models;
    if (!row.expected.isEmpty())
        models << tr("expected %1").arg(row.expected);
    if (!row.installed.isEmpty())
        models << tr("installed %1").arg(row.installed);
    if (!row.loaded.isEmpty())
        models << tr("loaded %1").arg(row.loaded);
    m_models->setText(models.isEmpty() ? row.kind : models.join(u"  ·  "_s));
    m_latency->setText(items::latencyText(row));
    m_uptime->setText(items::uptimeText(row.uptime));
    m_line->setSeries(row.latency);
    m_line->setDescription(tr("Latency over the last 24 h"));
    showStrip(zone);
    setAccessibleName(safeText(tr("%1: %2. %3").arg(row.title, row.word, row.reason)));
}

void EndpointCard::showStrip(const QTimeZone &zone)
{
    QList<StateStrip::Cell> cells;
    for (int i = 0; i < items::kStripCells; ++i)
        cells << StateStrip::Cell{
            items::stateSeverity(m_row.strip[size_t(i)]), items::cellText(m_row, i, zone)};
    m_strip->setObjectName(u"healthStrip_"_s + m_row.key);
    m_strip->setCells(cells, safeText(items::stripText(m_row)));
}

void EndpointCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT openRequested(m_row.key);
    else
        Card::keyPressEvent(event);
}

void EndpointCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT openRequested(m_row.key);
    else
        Card::mouseReleaseEvent(event);
}

void EndpointCard::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT menuRequested(m_row.key, event->globalPos());
}

void EndpointCard::paintEvent(QPaintEvent *event)
{
    Card::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens().accent, 1.5));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
}

} // namespace gatehouse::ui
