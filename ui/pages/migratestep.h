// One step of a migration's wizard: what stands at the right of the list of steps.
#pragma once

#include "ui/pages/migratedraft.h"

#include <QWidget>

namespace gatehouse::ui {

class Workspace;

// Window's thread. Built once, with the wizard; the draft and the workspace outlive it.
class MigrateStep : public QWidget
{
    Q_OBJECT

public:
    MigrateStep(Workspace &workspace, MigrateDraft &draft, QWidget *parent)
        : QWidget(parent), m_workspace(workspace), m_draft(draft)
    {
    }
    virtual QString title() const = 0;          // "Preflight"
    virtual QString verb() const = 0;           // on the button that goes on
    virtual QString whyNot() const { return {}; } // translated: why that is off; empty: it is on
    virtual bool isDone() const = 0;            // ticked in the list
    virtual void enter() { }                    // is shown, also again
    virtual void reset() { }                    // the draft is another one
    virtual bool go() { return true; } // the verb: on to the next, or false and finished() follows
    virtual bool isIdle() const { return true; }
    virtual void cancel() { }

Q_SIGNALS:
    void changed();  // verb, tick or the draft
    void finished(); // on to the next step
    void failed(const QString &text);                       // for the banner
    void told(const QString &text); // worth knowing, for the banner

protected:
    Workspace &m_workspace;
    MigrateDraft &m_draft;
};

} // namespace gatehouse::ui
