// The program's buttons and how they look.
#pragma once

#include <QString>

class QPushButton;
class QToolButton;
class QWidget;

namespace gatehouse::ui {

// Primary: the one thing this page or dialog is for. Danger: leads to a destructive dialog.
// Destroy: does it (inside that dialog). Link: an action inside text. Quiet: no frame until
// touched.
enum class ButtonKind { Plain, Primary, Danger, Destroy, Link, Quiet };

// `text` is ours and translated; a "&" in it marks the mnemonic. objectName serves tests.
QPushButton *makeButton(
    const QString &text, ButtonKind kind, QWidget *parent, const QString &objectName);

// An icon alone: `name` becomes its tool tip and its accessible name.
QToolButton *makeIconButton(
    const QString &iconName, const QString &name, QWidget *parent, const QString &objectName);

void setKind(QPushButton *button, ButtonKind kind);

// Text from outside on a button: safe, and its "&" is no mnemonic.
QString buttonText(const QString &text);

} // namespace gatehouse::ui
