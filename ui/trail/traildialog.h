// Consent to the audit trail, its state, its check and its removal (A2, V5).
#pragma once

#include "db/session.h"
#include "trail/chain.h"
#include "trail/trail.h"
#include "ui/widgets/environmentdialog.h"

class QPlainTextEdit;
class QPushButton;

namespace gatehouse::ui {

class Banner;
class ChangeGate;
class PlainLabel;
class Workspace;

// Asked before a first change: create it, go on without a record, or leave. Accepted means: go on.
// With setManaging() it is opened at any time, and only tells and does what its buttons say.
class TrailDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    TrailDialog(Workspace &workspace, ChangeGate &gate, const QString &settingsId, QWidget *parent);
    void setManaging();

private:
    void buildTexts();
    void buildButtons();
    void askStatus();
    void showStatus(const trail::Status &status);
    void create();
    void goWithout();
    void check();
    void askRemoval();
    void remove();
    void fail(const Error &error);
    void setBusy(bool busy);

    Workspace &m_workspace;
    ChangeGate &m_gate;
    QString m_settingsId;
    std::unique_ptr<db::Session> m_job; // of the check that runs
    bool m_managing = false;
    trail::Status m_status;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_state = nullptr;
    PlainLabel *m_choice = nullptr;
    Banner *m_banner = nullptr;
    QPlainTextEdit *m_script = nullptr;
    QPushButton *m_showScript = nullptr, *m_create = nullptr, *m_without = nullptr;
    QPushButton *m_check = nullptr, *m_remove = nullptr, *m_close = nullptr;
};

} // namespace gatehouse::ui
