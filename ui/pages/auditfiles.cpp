// The audit page over a trail that lies in files: which ones, remembered for the profile.
#include "base/deliver.h"
#include "base/later.h"
#include "base/safetext.h"
#include "ui/pages/audit.h"
#include "ui/pages/auditdetail.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/pageheader.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>

namespace gatehouse::ui {

namespace {

QString keyFor(const Workspace &workspace)
{
    const db::Profile &profile = workspace.profile();
    return u"audit/files/"_s + (profile.id.isEmpty() ? profile.info.label() : profile.id);
}

} // namespace

void AuditPage::addFiles()
{
    m_filesPath = m_workspace.settings().value(keyFor(m_workspace)).toString();
    if (!m_filesPath.isEmpty())
        m_trail->addItem(tr("Files: %1").arg(safeText(QFileInfo(m_filesPath).fileName(), 40)),
            int(Trail::Files));
    m_trail->addItem(tr("Open a folder of files…"), int(Trail::OpenFolder));
    m_trail->addItem(tr("Open a file…"), int(Trail::OpenFile));
}

void AuditPage::chooseFiles(bool folder)
{
    auto *dialog = new QFileDialog(this,
        folder ? tr("Folder with the audit files of the back end")
               : tr("Audit file of the back end"),
        m_filesPath.isEmpty() ? QString() : QFileInfo(m_filesPath).absolutePath());
    dialog->setObjectName(u"auditFilesDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (!folder)
        dialog->setNameFilters(
            {tr("Audit files (*.jsonl *.db *.sqlite *.sqlite3)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::openFiles);
    dialog->open();
}

void AuditPage::openFiles(const QString &path)
{
    m_workspace.settings().setValue(keyFor(m_workspace), path);
    chooseTrails();
    m_trail->setCurrentIndex(m_trail->findData(int(Trail::Files)));
    m_chosen = m_trail->currentIndex();
    readSource();
}

void AuditPage::readFiles()
{
    ++m_waiting;
    m_banner->showMessage(items::Severity::Info, tr("Reading the audit files. Esc stops it."));
    m_working = m_reading;
    deliver(later([path = m_filesPath, token = m_reading] {
        return audit::FileTrail::read(path, {}, token);
    }),
        this,
        [this, token = m_reading](const Result<std::shared_ptr<const audit::FileTrail>> &read) {
            --m_waiting;
            if (trail() != Trail::Files || (token.isCancelled() && read))
                return;
            m_banner->clear();
            if (!read) {
                m_count->setText({});
                m_header->setSubtitle({});
                m_table->setModel(nullptr);
                m_detail->setModel(nullptr);
                m_model.reset();
                m_table->setErrorTitle(tr("The audit files could not be read"));
                m_table->showError(read.error());
                return;
            }
            m_files = read.value();
            take(m_files->source());
            if (m_files->report().unreadable > 0)
                m_banner->showMessage(items::Severity::Warn, m_files->summary());
        });
}

void AuditPage::exportFilesTo(const QString &path, const audit::ExportOptions &options)
{
    m_working.cancel();
    m_working = CancelToken();
    m_banner->showMessage(
        items::Severity::Info, tr("Writing the rows of this filter. Esc stops it."));
    ++m_waiting;
    deliver(later([files = m_files, filter = filter(), now = m_workspace.clock().now(), path,
                      options, token = m_working] {
        return audit::exportToFile(*files, filter, now, path, options, token);
    }),
        this, [this](const Result<audit::Exported> &done) { showExported(done); });
}

} // namespace gatehouse::ui
