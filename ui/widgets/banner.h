// One sentence across the top of a page or dialog, with at most one action.
#pragma once

#include "items/roles.h"

#include <QFrame>

class QPushButton;
class QToolButton;

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;

// Hidden until show...() is called. Info, Good, Warn and Bad each have their own icon and word for
// the screen reader.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void showMessage(items::Severity severity, const QString &text, const QString &action = {});
    void setDismissable(bool dismissable); // true by default
    void clear();
    QString text() const;
    items::Severity severity() const { return m_severity; }

Q_SIGNALS:
    void actionTriggered();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    IconLabel *m_sign = nullptr;
    PlainLabel *m_text = nullptr;
    QPushButton *m_action = nullptr;
    QToolButton *m_close = nullptr;
    items::Severity m_severity = items::Severity::Info;
};

} // namespace gatehouse::ui
