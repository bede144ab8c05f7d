// How a backup is made: format, compression, jobs; and which pg_dump will do it.
#pragma once

#include "backup/create.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QComboBox;
class QPushButton;
class QSpinBox;

namespace gatehouse::ui {

class Banner;
class PlainLabel;
class Workspace;

// Deletes itself on close.
class BackupCreateDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    BackupCreateDialog(Workspace &workspace, const QString &folder, QWidget *parent);

Q_SIGNALS:
    void chosen(const gatehouse::backup::CreatePlan &plan);

private:
    void build();
    void askTools();
    void submit();

    Workspace &m_workspace;
    QString m_folder;
    QComboBox *m_format = nullptr, *m_compression = nullptr;
    QSpinBox *m_jobs = nullptr;
    QCheckBox *m_globals = nullptr;
    PlainLabel *m_tools = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
