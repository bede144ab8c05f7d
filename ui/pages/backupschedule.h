// Backups while no window is open (B6): what runs when, and a new timer.
#pragma once

#include "backup/work.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTimeEdit;
class QVBoxLayout;

namespace gatehouse::ui {

class Banner;
class PlainLabel;
class Workspace;

// Deletes itself on close.
class BackupScheduleDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupScheduleDialog(Workspace &workspace, const QString &folder, QWidget *parent);

Q_SIGNALS:
    void changed();

private:
    void build();
    void ask();
    void show(const std::vector<backup::Scheduled> &all);
    backup::Schedule schedule() const;
    void submit();
    void remove(const QString &name);
    void finished(const Result<> &done, const QString &good);

    Workspace &m_workspace;
    QString m_folder;
    QComboBox *m_every = nullptr, *m_weekday = nullptr;
    QTimeEdit *m_time = nullptr;
    QCheckBox *m_encrypt = nullptr, *m_drill = nullptr;
    QSpinBox *m_keep = nullptr;
    QLineEdit *m_name = nullptr;
    QVBoxLayout *m_list = nullptr;
    PlainLabel *m_cron = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
