// What stands where a list would: why there is nothing, and what to do next.
#pragma once

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;

class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    // `advice` says what to do next; an empty `action` shows no button.
    void setContent(const QString &iconName, const QString &title, const QString &advice,
        const QString &action = {});
    QString title() const;

Q_SIGNALS:
    void actionTriggered();

private:
    IconLabel *m_picture = nullptr;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_advice = nullptr;
    QPushButton *m_action = nullptr;
};

} // namespace gatehouse::ui
