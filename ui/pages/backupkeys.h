// The keys of encrypted backups in the window (B8): asked for where the kept one does not open a
// backup, and shown once when a new one was made.
#pragma once

#include "backup/unlock.h"
#include "ui/widgets/environmentdialog.h"

#include <functional>

class QCheckBox;
class QPushButton;

namespace gatehouse::ui {

class Banner;
class SecretField;

// go(found) with the backup opened: at once when it is not encrypted or the kept recovery key opens
// it, else after a dialog over `over`. Nothing when the person gives up.
void withKey(const backup::Found &found, db::SecretStore &store, const Target &target,
    QWidget *over, std::function<void(const backup::Found &)> go);

// go(key) with this user's recovery key; a new one is shown first, and has to be confirmed.
void withRecoveryKey(db::SecretStore &store, const Target &target, QWidget *over,
    std::function<void(const Result<backup::SharedRecoveryKey> &)> go);

// A passphrase or a recovery key, whichever is at hand. Deletes itself on close.
class BackupKeyDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupKeyDialog(const backup::Found &found, const Target &target, QWidget *parent);

Q_SIGNALS:
    void opened(const gatehouse::backup::Found &found);

private:
    void submit();

    backup::Found m_found;
    SecretField *m_typed = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr;
};

// The only time a recovery key stands on the screen. Deletes itself on close; it cannot be closed
// before the box is ticked.
class RecoveryKeyDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    RecoveryKeyDialog(const backup::RecoveryKey &key, const Target &target, QWidget *parent);

protected:
    void reject() override;

private:
    QCheckBox *m_written = nullptr;
};

} // namespace gatehouse::ui
