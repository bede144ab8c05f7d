#pragma once

#include "items/jobsmodel.h"
#include "ui/page.h"

#include <QTimer>

class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

class Badge;
class PlainLabel;
class TableView;

// All long work, of this run and of the last ones (X5): how far, how much longer, what it says.
class JobsPage : public Page
{
    Q_OBJECT

public:
    JobsPage(Workspace &workspace, QWidget *parent);

    void refresh() override { showJobs(); }
    std::vector<PaletteEntry> paletteEntries() override;

private:
    QWidget *makeDetail();
    void showJobs();
    void showDetail();
    void showLog(const QStringList &lines);
    std::optional<JobRecord> selected() const;

    items::JobsModel *m_model;
    TableView *m_table;
    PlainLabel *m_title = nullptr, *m_doing = nullptr, *m_time = nullptr;
    Badge *m_state = nullptr;
    QProgressBar *m_bar = nullptr;
    QPlainTextEdit *m_log = nullptr;
    QPushButton *m_cancel = nullptr, *m_retry = nullptr, *m_clear = nullptr;
    QWidget *m_detail = nullptr;
    QTimer m_second; // while something runs
    qint64 m_shownJob = 0;
    QStringList m_shownLog;
};

} // namespace gatehouse::ui
