// Small dialogs of the frame. Each deletes itself when closed; show it with open().
#pragma once

#include <QList>

class QAction;
class QDialog;
class QWidget;

namespace gatehouse::ui {

QDialog *makeAboutDialog(QWidget *parent);
QDialog *makeShortcutsDialog(const QList<QAction *> &actions, QWidget *parent);
// Accepted means: cancel them and quit.
QDialog *makeRunningJobsDialog(int running, QWidget *parent);

} // namespace gatehouse::ui
