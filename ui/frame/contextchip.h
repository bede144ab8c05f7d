#pragma once

#include "items/roles.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class PlainLabel;

// A bordered piece of the context bar: a picture, a word, and perhaps one thing to do.
class ContextChip : public QFrame
{
    Q_OBJECT

public:
    explicit ContextChip(const QString &objectName, QWidget *parent = nullptr);

    // Bad gives the lasting red mark: border, picture and text.
    void setState(const QString &iconName, const QString &text, items::Severity severity);
    void setExplanation(const QString &text);  // tool tip and accessible description
    QPushButton *action() { return m_action; } // hidden until it has a text
    void setActionText(const QString &text);
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void dress();

    QString m_iconName;
    items::Severity m_severity = items::Severity::None;
    QLabel *m_icon;
    PlainLabel *m_text;
    QPushButton *m_action;
};

} // namespace gatehouse::ui
