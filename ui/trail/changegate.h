// What stands before every change: is the connection unlocked, and can the change be recorded?
#pragma once

#include "trail/recorder.h"

#include <QObject>

#include <functional>

class QDialog;
class QWidget;

namespace gatehouse::ui {

class Workspace;
struct Target;

Target targetOf(const Workspace &workspace); // for dialogs

// Window's thread; a child of the page that changes things. Asks for what is missing with dialogs
// over `over`, then goes on; a "no" ends it silently.
class ChangeGate : public QObject
{
    Q_OBJECT

public:
    ChangeGate(Workspace &workspace, QObject *parent);

    void pass(QWidget *over, std::function<void()> go);
    void passLock(QWidget *over, std::function<void()> go); // unlocked, recorded or not
    QDialog *openTrailDialog(QWidget *over);                // "Record of changes", at any time

    trail::Policy policy() const;
    trail::Actor actor() const;

Q_SIGNALS:
    void failed(const gatehouse::Error &error); // the trail could not be asked for

private:
    void passTrail(QWidget *over, std::function<void()> go);

    Workspace &m_workspace;
    bool m_known = false; // that changes can be recorded, or need not be
};

} // namespace gatehouse::ui
