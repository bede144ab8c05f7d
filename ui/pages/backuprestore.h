// Restoring a backup (B4, B5): what would happen, the swap, and the way back.
#pragma once

#include "backup/work.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTimer;
class QVBoxLayout;

namespace gatehouse::ui {

class Banner;
class ChangeGate;
class PlainLabel;
class ProgressRow;
class Workspace;

// Deletes itself on close.
class BackupRestoreDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupRestoreDialog(Workspace &workspace, ChangeGate &gate, const backup::Found &found,
        const QString &folder, QWidget *parent);
    ~BackupRestoreDialog() override;
    // Before open(): the safety backup of an encrypted one is encrypted, too.
    void sealSafetyBackup(const backup::SharedRecoveryKey &key) { m_recovery = key; }

Q_SIGNALS:
    void ended(); // something changed on the server or in the folder

protected:
    void reject() override;

private:
    QWidget *planPage();
    QWidget *runPage();
    void look();
    void showPreview(const backup::Preview &preview);
    void showRoles(const backup::Preview &preview);
    void updateSubmit();
    void submit();
    void run();
    void follow();
    void finished(const Result<> &result);
    void takeBack();
    backup::RestorePlan plan() const;

    Workspace &m_workspace;
    ChangeGate &m_gate;
    backup::Found m_found;
    QString m_folder;
    backup::SharedRecoveryKey m_recovery; // seals the safety backup of an encrypted one
    CancelToken m_looking;
    QTimer *m_again = nullptr; // a preview soon after the last change
    std::shared_ptr<backup::Restored> m_restored;
    bool m_possible = false, m_replaces = false;
    qint64 m_job = 0;

    QStackedWidget *m_pages = nullptr;
    Banner *m_banner = nullptr;
    QLineEdit *m_name = nullptr, *m_typed = nullptr;
    PlainLabel *m_typedText = nullptr, *m_result = nullptr, *m_sessions = nullptr;
    QCheckBox *m_safety = nullptr, *m_owners = nullptr;
    QFormLayout *m_roles = nullptr;
    QMap<QString, QComboBox *> m_fates; // of each missing role
    QVBoxLayout *m_findings = nullptr;
    ProgressRow *m_progress = nullptr;
    QPushButton *m_submit = nullptr, *m_cancel = nullptr, *m_undo = nullptr;
};

} // namespace gatehouse::ui
