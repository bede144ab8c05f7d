#include "ui/pages/usagereport.h"

#include "base/later.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "ui/pages/usagepaper.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/plainlabel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QStandardPaths>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// Shows what it was given and fetches nothing: no file, no address.
class ReportView : public QTextBrowser
{
public:
    explicit ReportView(QWidget *parent) : QTextBrowser(parent)
    {
        setOpenLinks(false);
        setObjectName(u"usageReportView"_s);
    }
    QVariant loadResource(int type, const QUrl &name) override
    {
        return document()->resource(type, name);
    }
};

} // namespace

UsageReportDialog::UsageReportDialog(
    UsageQuery &query, const usage::Figures &figures, const QString &title, QWidget *parent)
    : EnvironmentDialog(tr("Usage report"), targetOf(query.workspace()), parent),
      m_query(query),
      m_figures(figures),
      m_title(title)
{
    setObjectName(u"usageReportDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    gather();
}

UsageReportDialog::~UsageReportDialog() { m_gathering.cancel(); }

void UsageReportDialog::build()
{
    m_view = new ReportView(this);
    m_view->setAccessibleName(tr("Usage report"));
    // As on paper, in any theme.
    QPalette paper = m_view->palette();
    paper.setColor(QPalette::Base, Qt::white);
    paper.setColor(QPalette::Text, QColor(0x1B, 0x1F, 0x27));
    m_view->setPalette(paper);
    m_view->setStyleSheet(u"background: white; color: #1B1F27;"_s);
    m_overlay = new Overlay(m_view);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"usageReportBanner"_s);
    content()->addWidget(m_banner);
    content()->addWidget(m_view, 1);
    m_print = makeButton(tr("&Print…"), ButtonKind::Plain, this, u"usageReportPrint"_s);
    m_html = makeButton(tr("Save as &HTML…"), ButtonKind::Plain, this, u"usageReportHtml"_s);
    m_pdf = makeButton(tr("Save as P&DF…"), ButtonKind::Primary, this, u"usageReportPdf"_s);
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"usageReportClose"_s);
    for (QPushButton *button : {m_print, m_html, close, m_pdf})
        buttons()->addWidget(button);
    for (QPushButton *button : {m_print, m_html, m_pdf})
        button->setEnabled(false);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(
        m_html, &QPushButton::clicked, this, [this] { askFile(u"html"_s, tr("HTML (*.html)")); });
    connect(m_pdf, &QPushButton::clicked, this, [this] { askFile(u"pdf"_s, tr("PDF (*.pdf)")); });
    connect(m_print, &QPushButton::clicked, this, &UsageReportDialog::print);
    connect(m_overlay, &Overlay::retryRequested, this, &UsageReportDialog::gather);
    resize(860, 760);
}

void UsageReportDialog::gather()
{
    m_overlay->showLoading(tr("Gathering figures"));
    m_gathering = CancelToken();
    m_query.ask(
        UsageQuery::Lane::Figures,
        [figures = m_figures, title = m_title,
            connection = m_query.workspace().profile().info.label()](
            db::Sql &sql) { return usage::gatherReport(sql, figures, title, connection); },
        this,
        [this](const Result<usage::Report> &report) {
            if (report)
                take(report.value());
            else if (report.error().kind != Error::Kind::Cancelled)
                m_overlay->showError(tr("The figures could not be gathered"), report.error());
        },
        m_gathering);
}

void UsageReportDialog::take(usage::Report report)
{
    m_report = std::make_shared<const usage::Report>(std::move(report));
    using Pictures = std::vector<QImage>;
    // As wide as they are shown, so that nothing is scaled.
    const double pixels = devicePixelRatioF();
    deliver(later([report = m_report, pixels] {
        Pictures pictures = reportPictures(*report, pixels * kReportWidth / 900);
        for (QImage &picture : pictures)
            picture.setDevicePixelRatio(pixels);
        return pictures;
    }),
        this, [this](const Pictures &pictures) {
            for (size_t i = 0; i < pictures.size(); ++i)
                m_view->document()->addResource(QTextDocument::ImageResource,
                    QUrl(u"chart-%1"_s.arg(i + 1)), QVariant(pictures[i]));
            m_view->setHtml(QString::fromUtf8(usage::reportHtml(*m_report, usage::Charts::Images)));
            m_overlay->clear();
            for (QPushButton *button : {m_print, m_html, m_pdf})
                button->setEnabled(true);
        });
}

void UsageReportDialog::askFile(const QString &suffix, const QString &filter)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString day = m_report->made.toUTC().toString(u"yyyy-MM-dd"_s);
    auto *chooser = new QFileDialog(
        this, tr("Save the report"), u"%1/usage-report-%2.%3"_s.arg(folder, day, suffix), filter);
    chooser->setObjectName(u"usageReportFile"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(suffix);
    connect(chooser, &QFileDialog::fileSelected, this, &UsageReportDialog::save);
    chooser->open();
}

void UsageReportDialog::save(const QString &path)
{
    const bool pdf = path.endsWith(".pdf"_L1, Qt::CaseInsensitive);
    deliver(later([report = m_report, path, pdf] {
        return writeSecureFile(
            path, pdf ? reportPdf(*report) : usage::reportHtml(*report, usage::Charts::Inline));
    }),
        this, [this, path](const Result<> &written) { saved(written, path); });
}

void UsageReportDialog::saved(const Result<> &written, const QString &path)
{
    if (written)
        m_banner->showMessage(
            items::Severity::Good, tr("The report was saved as %1.").arg(safeText(path)));
    else
        m_banner->showMessage(items::Severity::Bad, written.error().text);
}

void UsageReportDialog::print()
{
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setPageSize(QPageSize(QPageSize::A4));
    printer->setDocName(safeText(m_title));
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setObjectName(u"usagePrintDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this, [this, printer] {
        deliver(later([report = m_report, printer] {
            return printReport(*report, printer.get())
                && printer->printerState() != QPrinter::Error;
        }),
            this, [this](bool good) {
                if (good)
                    m_banner->showMessage(
                        items::Severity::Good, tr("The report was handed to the printer."));
                else
                    m_banner->showMessage(items::Severity::Bad,
                        tr("The printer did not take the report. Save it as PDF instead."));
            });
    });
    // The dialog points at the printer: it lives until both are gone.
    connect(dialog, &QObject::destroyed, this, [printer] {});
    dialog->open();
}

} // namespace gatehouse::ui
