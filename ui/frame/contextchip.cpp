#include "ui/frame/contextchip.h"

#include "base/safetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace gatehouse::ui {

namespace {
constexpr int kIcon = 14;
}

ContextChip::ContextChip(const QString &objectName, QWidget *parent)
    : QFrame(parent),
      m_icon(new QLabel(this)),
      m_text(new PlainLabel(this)),
      m_action(new QPushButton(this))
{
    setObjectName(objectName);
    m_action->setObjectName(objectName + "Action"_L1);
    m_action->setProperty("kind", u"link"_s);
    m_action->setCursor(Qt::PointingHandCursor);
    m_action->hide();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kSmall, 1, space::kSmall, 1);
    row->setSpacing(6);
    row->addWidget(m_icon);
    row->addWidget(m_text);
    row->addWidget(m_action);
    setFixedHeight(kControlHeight - 2);
    connect(&Theme::current(), &Theme::changed, this, &ContextChip::dress);
}

void ContextChip::setState(const QString &iconName, const QString &text, items::Severity severity)
{
    m_iconName = iconName;
    m_severity = severity;
    m_text->setText(text);
    setAccessibleName(text);
    dress();
}

void ContextChip::setExplanation(const QString &text)
{
    setToolTip(text);
    setAccessibleDescription(text);
}

void ContextChip::setActionText(const QString &text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

QString ContextChip::text() const { return m_text->text(); }

void ContextChip::dress()
{
    const bool plain = m_severity == items::Severity::None;
    m_icon->setVisible(!m_iconName.isEmpty());
    m_icon->setPixmap(iconPixmap(
        m_iconName, plain ? tokens().muted : tokens().of(m_severity), kIcon, devicePixelRatioF()));
    m_text->setTone(
        m_severity == items::Severity::Bad ? PlainLabel::Tone::Bad : PlainLabel::Tone::Normal);
    update();
}

void ContextChip::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::StyleChange)
        dress();
}

void ContextChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_severity == items::Severity::Bad ? tokens().bad : tokens().border, 1));
    painter.setBrush(tokens().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
}

} // namespace gatehouse::ui
