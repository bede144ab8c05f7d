// Production is impossible to overlook: every dialog of a window wears the colour of its
// environment and names the connection (C6).
#pragma once

#include "db/profile.h"

#include <QObject>

namespace gatehouse::ui {

// Filters the whole application; parented to it. Dialogs need to know nothing of it: one whose
// chain of parents ends in a marked window gets a band on top and, for production, a frame all
// around.
class DialogFrame : public QObject
{
    Q_OBJECT

public:
    explicit DialogFrame(QObject *application);

    static void mark(QWidget *window, db::Environment environment, const QString &connection);
    static void unmark(QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace gatehouse::ui
