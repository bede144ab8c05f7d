#include "ui/frame/railbutton.h"

#include "base/safetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFocusEvent>
#include <QPainter>
#include <QStyle>

namespace gatehouse::ui {

namespace {
constexpr int kHeight = 30, kIcon = 18;
}

RailButton::RailButton(
    QString iconName, const QString &title, const QKeySequence &shortcut, QWidget *parent)
    : QAbstractButton(parent), m_iconName(std::move(iconName)), m_shortcut(shortcut)
{
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void RailButton::setReason(const QString &why)
{
    m_reason = why;
    describe();
    update();
}

void RailButton::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

void RailButton::describe()
{
    const QString keys = m_shortcut.toString(QKeySequence::NativeText);
    setToolTip(
        m_reason.isEmpty() ? tr("%1 (%2)").arg(text(), keys) : safeText(m_reason, kToolTipLength));
    setAccessibleDescription(m_reason);
}

QSize RailButton::sizeHint() const { return {m_compact ? 40 : 150, kHeight}; }

void RailButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void RailButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

void RailButton::focusInEvent(QFocusEvent *event)
{
    m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QAbstractButton::focusInEvent(event);
}

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked() || underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? tokens().accentSoft : tokens().hover);
        painter.drawRoundedRect(box, kRadius, kRadius);
    }
    if (hasFocus() && m_ring) {
        painter.setPen(QPen(tokens().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, kRadius, kRadius);
    }
    const QColor colour = !m_reason.isEmpty() ? tokens().disabled
        : isChecked()                         ? tokens().accentText
                                              : tokens().text;
    const QColor iconColour = m_reason.isEmpty() && !isChecked() ? tokens().muted : colour;
    const int left = m_compact ? (width() - kIcon) / 2 : space::kMedium - 2;
    const QRect iconBox =
        QStyle::visualRect(layoutDirection(), rect(), {left, (height() - kIcon) / 2, kIcon, kIcon});
    painter.drawPixmap(iconBox, iconPixmap(m_iconName, iconColour, kIcon, devicePixelRatioF()));
    if (m_compact)
        return;
    QFont strong = font();
    strong.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(strong);
    painter.setPen(colour);
    const int textLeft = left + kIcon + space::kSmall;
    const QRect textBox = QStyle::visualRect(
        layoutDirection(), rect(), {textLeft, 0, width() - textLeft - space::kTiny, height()});
    painter.drawText(textBox, int(Qt::AlignVCenter | Qt::AlignLeading) | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(text(), Qt::ElideRight, textBox.width()));
}

} // namespace gatehouse::ui
