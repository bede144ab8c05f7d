// The proof of a migration as a file.
#include "base/deliver.h"
#include "base/later.h"
#include "base/securefile.h"
#include "migration/report.h"
#include "ui/pages/migrateacts.h"
#include "ui/widgets/paper.h"

#include <QFileDialog>
#include <QJsonDocument>
#include <QStandardPaths>

namespace gatehouse::ui {

namespace {

// Paper has margins of its own, and room for a sum in a line at this size only.
QString onPaper(const QByteArray &html)
{
    QString text = QString::fromUtf8(html);
    text.replace(u"font:14px"_s, u"font:8px"_s);
    text.replace(u"margin:2em"_s, u"margin:0"_s);
    text.replace(u"padding:3px 8px"_s, u"padding:2px 5px"_s);
    return text;
}

} // namespace

void MigrateActs::askReport()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *chooser = new QFileDialog(m_over, tr("Save the report"),
        u"%1/migration-%2.pdf"_s.arg(folder).arg(m_outcome->run.id),
        tr("PDF (*.pdf);;HTML (*.html);;JSON (*.json)"));
    chooser->setObjectName(u"migrateReportFile"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(u"pdf"_s);
    connect(chooser, &QFileDialog::fileSelected, this, &MigrateActs::saveReport);
    chooser->open();
}

void MigrateActs::saveReport(const QString &path)
{
    const auto write = [outcome = *m_outcome, path] {
        if (path.endsWith(".json"_L1, Qt::CaseInsensitive))
            return writeSecureFile(path, QJsonDocument(migration::toJson(outcome)).toJson());
        const QByteArray html = migration::reportHtml(outcome);
        if (!path.endsWith(".pdf"_L1, Qt::CaseInsensitive))
            return writeSecureFile(path, html);
        return writeSecureFile(
            path, paperPdf({tr("Migration %1").arg(outcome.run.id), onPaper(html)}));
    };
    deliver(later(write), this,
        [this, path](const Result<> &written) { Q_EMIT reported(path, written); });
}

} // namespace gatehouse::ui
