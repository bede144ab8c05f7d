#include "ui/theme/style.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QSize kIconBesideText(20, 16);

void drawIcon(
    QPainter *painter, const QRect &rect, const QString &name, const QColor &colour, int side)
{
    const QPixmap pixmap = iconPixmap(name, colour, side, painter->device()->devicePixelRatioF());
    const QPointF corner = QRectF(rect).center() - QPointF(side / 2.0, side / 2.0);
    painter->drawPixmap(corner.toPoint(), pixmap);
}

QColor inkOf(const QStyleOption *option)
{
    return option->state & QStyle::State_Enabled ? tokens().muted : tokens().disabled;
}

void drawFrame(QPainter *painter, const QRect &rect, const QStyleOption *option, bool round)
{
    const Tokens &t = tokens();
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focused = enabled && (option->state & QStyle::State_HasFocus);
    const bool checked = option->state & (QStyle::State_On | QStyle::State_NoChange);
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    painter->setRenderHint(QPainter::Antialiasing);
    QColor line = hover ? mix(t.border, t.text, 0.3) : mix(t.border, t.text, 0.15);
    if (focused || (checked && enabled))
        line = t.accent;
    painter->setPen(QPen(line, 1));
    painter->setBrush(checked ? (enabled ? t.accent : t.border) : t.surface);
    const QRectF box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const qreal radius = round ? box.width() / 2 : 4;
    painter->drawRoundedRect(box, radius, radius);
}

void drawCheck(QPainter *painter, const QStyleOption *option)
{
    const int side = std::min({option->rect.width(), option->rect.height(), 16});
    QRect box(0, 0, side, side);
    box.moveCenter(option->rect.center());
    drawFrame(painter, box, option, false);
    const QColor ink = tokens().onAccent;
    if (option->state & QStyle::State_NoChange)
        drawIcon(painter, box, u"minus"_s, ink, side - 4);
    else if (option->state & QStyle::State_On)
        drawIcon(painter, box, u"check"_s, ink, side - 4);
}

void drawRadio(QPainter *painter, const QStyleOption *option)
{
    const int side = std::min({option->rect.width(), option->rect.height(), 16});
    QRect box(0, 0, side, side);
    box.moveCenter(option->rect.center());
    drawFrame(painter, box, option, true);
    if (option->state & QStyle::State_On) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens().onAccent);
        painter->drawEllipse(QRectF(box).center(), 3.0, 3.0);
    }
}

void drawField(QPainter *painter, const QStyleOption *option, const QRect &rect)
{
    const Tokens &t = tokens();
    const bool enabled = option->state & QStyle::State_Enabled;
    painter->setRenderHint(QPainter::Antialiasing);
    const bool focused = enabled && (option->state & QStyle::State_HasFocus);
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    painter->setPen(QPen(focused ? t.accent : hover ? mix(t.border, t.text, 0.25) : t.border, 1));
    painter->setBrush(enabled ? t.surface : t.window);
    painter->drawRoundedRect(
        QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius - 0.5, kRadius - 0.5);
}

void drawCombo(const QStyle &style, const QStyleOptionComboBox *option, QPainter *painter,
    const QWidget *widget)
{
    drawField(painter, option, option->rect);
    const QRect arrow =
        style.subControlRect(QStyle::CC_ComboBox, option, QStyle::SC_ComboBoxArrow, widget);
    drawIcon(painter, arrow, u"chevron-down"_s, inkOf(option), 14);
}

void drawSpin(const QStyle &style, const QStyleOptionSpinBox *option, QPainter *painter,
    const QWidget *widget)
{
    drawField(painter, option, option->rect);
    const auto arrow = [&](QStyle::SubControl which, const QString &name) {
        const QRect rect = style.subControlRect(QStyle::CC_SpinBox, option, which, widget);
        const bool active =
            option->activeSubControls == which && (option->state & QStyle::State_MouseOver);
        drawIcon(painter, rect, name, active ? tokens().text : inkOf(option), 11);
    };
    if (option->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    arrow(QStyle::SC_SpinBoxUp, u"chevron-up"_s);
    arrow(QStyle::SC_SpinBoxDown, u"chevron-down"_s);
}

} // namespace

Style::Style() : QProxyStyle(u"Fusion"_s) { }

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
    const QWidget *widget) const
{
    painter->save();
    switch (element) {
    case PE_IndicatorArrowDown:
        drawIcon(painter, option->rect, u"chevron-down"_s, inkOf(option), 14);
        break;
    case PE_IndicatorArrowUp:
        drawIcon(painter, option->rect, u"chevron-up"_s, inkOf(option), 14);
        break;
    case PE_IndicatorArrowLeft:
        drawIcon(painter, option->rect, u"chevron-left"_s, inkOf(option), 14);
        break;
    case PE_IndicatorArrowRight:
        drawIcon(painter, option->rect, u"chevron-right"_s, inkOf(option), 14);
        break;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheck(painter, option);
        break;
    case PE_IndicatorMenuCheckMark:
        if (option->state & State_On)
            drawIcon(painter, option->rect, u"check"_s, tokens().accentText, 14);
        break;
    case PE_IndicatorRadioButton:
        drawRadio(painter, option);
        break;
    case PE_IndicatorBranch:
        if (option->state & State_Children) {
            const bool open = option->state & State_Open;
            const bool leftwards = option->direction == Qt::RightToLeft;
            drawIcon(painter, option->rect,
                open            ? u"chevron-down"_s
                    : leftwards ? u"chevron-left"_s
                                : u"chevron-right"_s,
                inkOf(option), 14);
        }
        break;
    case PE_FrameFocusRect:
        // Their line, border or text colour says it already.
        if (qobject_cast<const QTabBar *>(widget) || qobject_cast<const QPushButton *>(widget)
            || qobject_cast<const QToolButton *>(widget))
            break;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(tokens().accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), 4, 4);
        break;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        break;
    }
    painter->restore();
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
    QPainter *painter, const QWidget *widget) const
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
    painter->save();
    if (control == CC_ComboBox && combo && combo->frame)
        drawCombo(*proxy(), combo, painter, widget);
    else if (control == CC_SpinBox && spin && spin->frame)
        drawSpin(*proxy(), spin, painter, widget);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    painter->restore();
}

// Text begins where it does in a line edit.
QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
    SubControl part, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    const bool text = (control == CC_ComboBox && part == SC_ComboBoxEditField)
        || (control == CC_SpinBox && part == SC_SpinBoxEditField);
    if (!text)
        return rect;
    return option->direction == Qt::RightToLeft ? rect.adjusted(0, 0, -5, 0)
                                                : rect.adjusted(5, 0, 0, 0);
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractSpinBox *>(widget) || qobject_cast<QComboBox *>(widget)) {
        widget->setMinimumHeight(kControlHeight);
        widget->setAttribute(Qt::WA_Hover);
    }
    // Wider than high: the icon keeps to the left and leaves room before the text.
    if (auto *button = qobject_cast<QPushButton *>(widget); button && !button->text().isEmpty())
        button->setIconSize(kIconBesideText);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
    const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    if (type == CT_ComboBox || type == CT_SpinBox)
        size.rwidth() += 8;
    return size;
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_MenuButtonIndicator:
        return 16;
    case PM_TreeViewIndentation:
        return 18;
    case PM_SplitterWidth:
        return 12;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
    QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_ComboBox_Popup:
        return 0; // a list under the field, not over it
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 400;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_DialogButtonLayout:
        return QDialogButtonBox::GnomeLayout; // the verb is rightmost
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

} // namespace gatehouse::ui
