// The rows a filter shows, into a file (U7).
#pragma once

#include "ui/pages/usagequery.h"
#include "ui/widgets/environmentdialog.h"
#include "usage/export.h"

class QCheckBox;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace gatehouse::ui {

class Banner;
class PlainLabel;
class ProgressRow;

// Writes exactly the rows of `figures`: what was shown when it opened. The work is a job: the
// dialog may be closed while it runs, and it stands in the list of jobs.
class UsageExportDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    // `filter`: what is exported, in words; `count`: how many rows, in words.
    UsageExportDialog(UsageQuery &query, const usage::Figures &figures, const QString &filter,
        const QString &count, QWidget *parent);
    ~UsageExportDialog() override;

    qint64 job() const { return m_job; } // 0 before the first

private:
    void build(const QString &filter, const QString &count);
    QWidget *formatBox();
    void buildFile();
    QString proposedPath() const;
    usage::ExportFormat format() const;
    void formatChosen();
    void browse();
    void start();
    void follow();
    void ended(const Result<> &result);
    void showExported();
    void setRunning(bool running);

    UsageQuery &m_query;
    usage::Figures m_figures;
    std::shared_ptr<usage::Exported> m_exported; // filled by the job
    qint64 m_job = 0;
    QRadioButton *m_csv = nullptr, *m_jsonLines = nullptr, *m_xlsx = nullptr;
    QCheckBox *m_all = nullptr, *m_safe = nullptr, *m_replace = nullptr;
    QLineEdit *m_path = nullptr;
    QPushButton *m_browse = nullptr, *m_start = nullptr, *m_close = nullptr;
    PlainLabel *m_note = nullptr, *m_result = nullptr;
    Banner *m_banner = nullptr;
    ProgressRow *m_progress = nullptr;
};

} // namespace gatehouse::ui
