#pragma once

#include <QAbstractButton>
#include <QKeySequence>

namespace gatehouse::ui {

// One page of the rail: icon and name. Greyed with a reason it can still be pressed, since the page
// then shows the reason at length.
class RailButton : public QAbstractButton
{
    Q_OBJECT

public:
    RailButton(
        QString iconName, const QString &title, const QKeySequence &shortcut, QWidget *parent);

    void setReason(const QString &why);
    QString reason() const { return m_reason; }
    void setCompact(bool compact);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void describe();

    QString m_iconName, m_reason;
    QKeySequence m_shortcut;
    bool m_compact = false;
    bool m_ring = false; // the focus came by the keyboard
};

} // namespace gatehouse::ui
