// Single tables out of a backup into a schema of their own (B5): which, and under which name.
#pragma once

#include "backup/tables.h"
#include "ui/widgets/environmentdialog.h"

class QLineEdit;
class QListWidget;
class QPushButton;

namespace gatehouse::ui {

class PlainLabel;
class Workspace;

// Deletes itself on close. Nothing is changed here.
class BackupTablesDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupTablesDialog(Workspace &workspace, const backup::Found &found, QWidget *parent);

Q_SIGNALS:
    void chosen(const gatehouse::backup::TablesPlan &plan);

private:
    QStringList tables() const;
    void update();
    void submit();

    Workspace &m_workspace;
    backup::Found m_found;
    QLineEdit *m_filter = nullptr, *m_schema = nullptr;
    QListWidget *m_list = nullptr;
    PlainLabel *m_sum = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
