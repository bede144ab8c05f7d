// The usage report of what is shown (U11): read on the screen, saved as HTML or PDF, printed.
#pragma once

#include "ui/pages/usagequery.h"
#include "ui/widgets/environmentdialog.h"
#include "usage/report.h"

class QPrinter;
class QPushButton;
class QTextBrowser;

namespace gatehouse::ui {

class Banner;
class Overlay;

// Figures are gathered in one snapshot; laying it out for paper is done beside the window.
class UsageReportDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    UsageReportDialog(
        UsageQuery &query, const usage::Figures &figures, const QString &title, QWidget *parent);
    ~UsageReportDialog() override;

    bool isReady() const { return m_report != nullptr; }

public Q_SLOTS:
    void save(const QString &path); // PDF where the name ends in .pdf, else HTML

private:
    void build();
    void gather();
    void take(usage::Report report);
    void askFile(const QString &suffix, const QString &filter);
    void print();
    void saved(const Result<> &written, const QString &path);

    UsageQuery &m_query;
    usage::Figures m_figures;
    QString m_title;
    std::shared_ptr<const usage::Report> m_report;
    CancelToken m_gathering;
    QTextBrowser *m_view = nullptr;
    Overlay *m_overlay = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_html = nullptr, *m_pdf = nullptr, *m_print = nullptr;
};

} // namespace gatehouse::ui
