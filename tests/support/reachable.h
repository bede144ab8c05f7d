// Whether the keyboard and a screen reader get everywhere in a window or dialog (X8).
#pragma once

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QTest>
#include <QWidget>

#include <set>

namespace gatehouse::test {

inline bool takesFocus(const QWidget *widget, const QWidget *in)
{
    return (widget->focusPolicy() & Qt::TabFocus) && widget->isVisibleTo(in)
        && !widget->focusProxy();
}

// What can have the focus but has no accessible name or no objectName.
inline QStringList nameless(const QWidget *in)
{
    QStringList found;
    for (QWidget *widget : in->findChildren<QWidget *>()) {
        if (!takesFocus(widget, in) || widget->window() != in->window())
            continue;
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        const QString name = spoken ? spoken->text(QAccessible::Name) : QString();
        if (name.isEmpty() || widget->objectName().isEmpty())
            found.append(QStringLiteral("%1 \"%2\" called \"%3\" in %4")
                             .arg(QLatin1StringView(widget->metaObject()->className()),
                                 widget->objectName(), name, in->objectName()));
    }
    return found;
}

// What Tab does not come to, although it takes the focus. The window must be active.
inline QStringList unreached(const QWidget *in)
{
    std::set<QWidget *> wanted;
    for (QWidget *widget : in->findChildren<QWidget *>()) {
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        // Of a group of buttons the checked one is reached, the others by the arrow keys.
        const bool otherOfGroup = button && !button->isChecked()
            && (button->group() || (button->autoExclusive() && button->isCheckable()));
        if (takesFocus(widget, in) && widget->isEnabled() && !otherOfGroup
            && widget->window() == in->window())
            wanted.insert(widget);
    }
    if (!wanted.empty())
        (*wanted.begin())->setFocus(Qt::TabFocusReason);
    const size_t steps = 2 * wanted.size() + 4;
    for (size_t i = 0; i < steps && !wanted.empty() && QApplication::focusWidget(); ++i) {
        wanted.erase(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QStringList left;
    for (const QWidget *widget : wanted)
        left.append(
            QLatin1StringView(widget->metaObject()->className()) + u' ' + widget->objectName());
    return left;
}

} // namespace gatehouse::test
