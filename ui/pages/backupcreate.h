// How a backup is made: format, compression, jobs; and which pg_dump will do it.
#pragma once

#include "backup/base.h"
#include "db/secretstore.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QComboBox;
class QPushButton;
class QSpinBox;

namespace gatehouse::ui {

class Banner;
class PlainLabel;
class SecretField;
class Workspace;

// Deletes itself on close.
class BackupCreateDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupCreateDialog(Workspace &workspace, const QString &folder, QWidget *parent);

Q_SIGNALS:
    void chosen(const gatehouse::backup::CreatePlan &plan);
    void baseChosen(const gatehouse::backup::BasePlan &plan); // the whole server instead

private:
    void build();
    void askTools();
    void updateChoices();
    void submit();
    void submitEncrypted(const backup::CreatePlan &plan);

    Workspace &m_workspace;
    QString m_folder;
    QComboBox *m_format = nullptr, *m_compression = nullptr;
    QSpinBox *m_jobs = nullptr;
    QCheckBox *m_globals = nullptr, *m_encrypt = nullptr;
    SecretField *m_passphrase = nullptr, *m_again = nullptr;
    QWidget *m_secrets = nullptr;
    db::KeychainStore *m_keychain = nullptr; // made when a backup is encrypted first
    PlainLabel *m_tools = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
