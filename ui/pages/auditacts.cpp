// What the audit page does beside showing rows: verify, look for gaps, sign the head, export.
#include "audit/checks.h"
#include "audit/exportrows.h"
#include "base/deliver.h"
#include "base/later.h"
#include "base/securefile.h"
#include "trail/chain.h"
#include "trail/head.h"
#include "trail/keyplace.h"
#include "ui/pages/audit.h"
#include "ui/widgets/banner.h"
#include "usage/filter.h"

#include <QFileDialog>
#include <QLocale>
#include <QPushButton>
#include <QStandardPaths>

namespace gatehouse::ui {

namespace {

QFileDialog *saveDialog(QWidget *parent, const QString &title, const QString &name)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog = new QFileDialog(parent, title, folder + u'/' + name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    return dialog;
}

} // namespace

db::Session &AuditPage::job(const QString &doing)
{
    m_working.cancel();
    m_working = CancelToken();
    m_job = m_workspace.link().openJobSession();
    m_banner->showMessage(items::Severity::Info, doing);
    ++m_waiting;
    return *m_job;
}

void AuditPage::endJob()
{
    --m_waiting;
    m_banner->clear();
    if (m_job)
        m_job.release()->deleteLater();
}

void AuditPage::check()
{
    if (!m_source)
        return;
    if (m_source->isOwn())
        verifyChain();
    else
        examine();
}

void AuditPage::verifyChain()
{
    db::Session &session = job(tr("Checking every entry of the chain. Esc stops it."));
    deliver(session.run([](db::Sql &sql) { return trail::verify(sql); }, m_working), this,
        [this](const Result<trail::Verdict> &checked) {
            endJob();
            if (!checked)
                return fail(checked.error());
            const trail::Verdict &verdict = checked.value();
            if (!verdict.whole())
                return m_banner->showMessage(items::Severity::Bad,
                    tr("The chain is broken at entry %1. %2")
                        .arg(verdict.firstBroken)
                        .arg(verdict.why));
            if (!verdict.weaknesses.isEmpty())
                return m_banner->showMessage(
                    items::Severity::Warn, verdict.why + u' ' + verdict.weaknesses.join(u' '));
            m_banner->showMessage(items::Severity::Good, verdict.why);
        });
}

void AuditPage::examine()
{
    const auto tell = [this](const Result<std::vector<audit::Finding>> &found) {
        endJob();
        if (!found)
            return fail(found.error());
        QStringList troubles, rest;
        for (const audit::Finding &finding : found.value())
            (finding.isTrouble() ? troubles : rest) << finding.text;
        if (troubles.isEmpty())
            return m_banner->showMessage(items::Severity::Good, rest.join(u' '));
        constexpr int kTold = 4;
        const int more = int(troubles.size()) - kTold;
        QString text = troubles.mid(0, kTold).join(u' ');
        if (more > 0)
            text += u' ' + tr("And %n more; gatehousectl audit examine lists them.", nullptr, more);
        m_banner->showMessage(items::Severity::Warn, text);
    };
    if (m_files) {
        m_working.cancel();
        m_working = CancelToken();
        m_banner->showMessage(items::Severity::Info,
            tr("Looking for missing files and rows, and time that goes backwards. Esc stops it."));
        ++m_waiting;
        deliver(later([files = m_files, token = m_working] { return audit::examine(*files, token); }),
            this, tell);
        return;
    }
    db::Session &session = job(tr("Looking for missing rows, time that goes backwards and bursts "
                                  "of soft deletes. Esc stops it."));
    deliver(session.run([source = m_source](db::Sql &sql) { return audit::examine(sql, *source); },
                m_working),
        this, tell);
}

void AuditPage::chooseExport()
{
    QFileDialog *dialog = saveDialog(this, tr("Export the audit trail"), u"audit.csv"_s);
    dialog->setObjectName(u"auditExportDialog"_s);
    dialog->setNameFilters({tr("CSV (*.csv)"), tr("JSON lines (*.jsonl)")});
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::exportTo);
    dialog->open();
}

void AuditPage::exportTo(const QString &path)
{
    if (!m_source)
        return;
    audit::ExportOptions options;
    options.format =
        path.endsWith(".jsonl"_L1) ? audit::ExportFormat::JsonLines : audit::ExportFormat::Csv;
    options.overwrite = true; // the file dialog has asked
    options.connection = m_workspace.profile().info.label();
    if (m_files)
        return exportFilesTo(path, options);
    db::Session &session = job(tr("Writing the rows of this filter. Esc stops it."));
    deliver(session.run(
                [source = m_source, filter = filter(), now = m_workspace.clock().now(), path,
                    options](db::Sql &sql) {
                    return audit::exportToFile(sql, *source, filter, now, path, options);
                },
                m_working),
        this, [this](const Result<audit::Exported> &done) { showExported(done); });
}

void AuditPage::showExported(const Result<audit::Exported> &done)
{
    endJob();
    if (!done)
        return fail(done.error());
    const audit::Exported &exported = done.value();
    QString text = tr("%1 rows were written to %2, with a manifest beside it, and counted again by "
                      "the server.")
                       .arg(QLocale().toString(exported.rows), exported.path);
    if (m_files)
        text = tr("%1 rows were written to %2, with a manifest beside it, and counted again.")
                   .arg(QLocale().toString(exported.rows), exported.path);
    if (exported.redactedRows > 0)
        text += u' '
            + tr("What looked like a secret in %n row(s) is hidden.", nullptr,
                int(exported.redactedRows));
    m_banner->showMessage(exported.isWhole() ? items::Severity::Good : items::Severity::Warn, text);
}

void AuditPage::chooseHead()
{
    QFileDialog *dialog =
        saveDialog(this, tr("Export the signed head of the trail"), u"audit-head.json"_s);
    dialog->setObjectName(u"auditHeadDialog"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::exportHeadTo);
    dialog->open();
}

void AuditPage::exportHeadTo(const QString &path)
{
    if (!m_keychain)
        m_keychain = new db::KeychainStore(this);
    job(tr("Verifying the trail before its head is signed. Esc stops it."));
    const auto ended = [this](const Error &error) {
        endJob();
        fail(error);
    };
    const auto write = [this, path, ended](const Result<trail::SignedHead> &head) {
        if (!head)
            return ended(head.error());
        deliver(later([path, json = trail::toJson(head.value())] {
            return writeSecureFile(path, json);
        }),
            this, [this, path, ended, signed_ = head.value()](const Result<> &written) {
                if (!written)
                    return ended(written.error());
                endJob();
                m_banner->showMessage(items::Severity::Good,
                    tr("The head, entry %1, is in %2, signed with the key %3. Keep it where nobody "
                       "who can change the database can change it.")
                        .arg(QString::number(signed_.head.seq), path,
                            trail::keyFingerprint(signed_.publicKey)));
            });
    };
    deliver(trail::signingKey(m_keychain, trail::signingKeyPath(), trail::WhenMissing::Make), this,
        [this, ended, write, token = m_working](const Result<trail::SharedKey> &key) {
            if (!key)
                return ended(key.error());
            if (token.isCancelled() || !m_job)
                return ended(cancelled());
            deliver(
                m_job->run([key = key.value()](db::Sql &sql) { return trail::takeHead(sql, *key); },
                    token),
                this, write);
        });
}

void AuditPage::openUsage(const QString &traceId)
{
    usage::Filter filter;
    filter.lastMs = 0;
    filter.span = usage::kEver;
    filter.zone = m_workspace.profile().zone;
    filter.chips = {{u"traceId"_s, usage::Compare::Is, {traceId}}};
    Q_EMIT m_workspace.openPage(
        u"usage"_s, {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"rows"_s}});
}

} // namespace gatehouse::ui
