#include "ui/widgets/chip.h"

#include "base/safetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPadding = 10;
constexpr int kCross = 13;

} // namespace

Chip::Chip(const QString &text, QWidget *parent) : QAbstractButton(parent)
{
    setText(safeText(text, 80));
    setToolTip(plainToolTip(text));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Filter: %1. Delete removes it.").arg(this->text()));
}

QSize Chip::sizeHint() const
{
    return QSize(fontMetrics().horizontalAdvance(text()) + 2 * kPadding + kCross + 5,
        fontMetrics().height() + 8);
}

QRect Chip::crossRect() const
{
    const bool leftwards = layoutDirection() == Qt::RightToLeft;
    const int x = leftwards ? kPadding - 2 : width() - kPadding - kCross + 2;
    return QRect(x, (height() - kCross) / 2, kCross, kCross);
}

void Chip::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lined = hasFocus() || t.look == Look::HighContrast;
    painter.setPen(lined ? QPen(t.accent, 1) : QPen(Qt::NoPen));
    painter.setBrush(underMouse() ? mix(t.accentSoft, t.accent, 0.08) : t.accentSoft);
    const qreal radius = height() / 2.0;
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.setPen(t.accentText);
    const bool leftwards = layoutDirection() == Qt::RightToLeft;
    const QRect words = rect().adjusted(leftwards ? kPadding + kCross + 3 : kPadding, 0,
        leftwards ? -kPadding : -kPadding - kCross - 3, 0);
    painter.drawText(words, int(Qt::AlignLeading | Qt::AlignVCenter) | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
    painter.drawPixmap(
        crossRect().topLeft(), iconPixmap(u"x"_s, t.accentText, kCross, devicePixelRatioF()));
}

void Chip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton
        && crossRect().adjusted(-4, -6, 6, 6).contains(event->pos())) {
        setDown(false);
        Q_EMIT removeRequested();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        Q_EMIT removeRequested();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace gatehouse::ui
