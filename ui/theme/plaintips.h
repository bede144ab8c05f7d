// No tool tip is ever rich text, whoever set it: Qt guesses markup from content (facts, 2.3).
#pragma once

#include <QObject>

namespace gatehouse::ui {

// Filters the whole application; parented to it.
class PlainTips : public QObject
{
    Q_OBJECT

public:
    explicit PlainTips(QObject *application);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace gatehouse::ui
