// Tidying up (B7): which backups the rules keep, shown before any goes to the trash.
#pragma once

#include "backup/retention.h"
#include "ui/widgets/environmentdialog.h"

class QPushButton;
class QSpinBox;
class QTableWidget;

namespace gatehouse::ui {

class PlainLabel;
class Workspace;

// Deletes itself on close. Nothing is changed here.
class BackupTidyDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupTidyDialog(
        Workspace &workspace, const std::vector<backup::Found> &all, QWidget *parent);

Q_SIGNALS:
    void chosen(const std::vector<gatehouse::backup::Found> &going);

private:
    backup::Retention rules() const;
    void judge();

    Workspace &m_workspace;
    std::vector<backup::Found> m_all, m_going;
    QSpinBox *m_last = nullptr, *m_days = nullptr, *m_daily = nullptr, *m_weekly = nullptr,
             *m_monthly = nullptr;
    QTableWidget *m_list = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
