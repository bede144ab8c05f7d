#include "ui/pages/usageexport.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "usage/exportjob.h"
#include "usage/texts.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

using usage::ExportFormat;

} // namespace

UsageExportDialog::UsageExportDialog(UsageQuery &query, const usage::Figures &figures,
    const QString &filter, const QString &count, QWidget *parent)
    : EnvironmentDialog(tr("Export requests"), targetOf(query.workspace()), parent),
      m_query(query),
      m_figures(figures)
{
    setObjectName(u"usageExportDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build(filter, count);
    formatChosen();
}

UsageExportDialog::~UsageExportDialog() = default;

void UsageExportDialog::build(const QString &filter, const QString &count)
{
    auto *title = new PlainLabel(tr("Export requests"), this);
    title->setFont(titleFont());
    auto *what = new PlainLabel(count + u": "_s + filter, this);
    what->setObjectName(u"usageExportWhat"_s);
    what->setWordWrap(true);
    auto *promise = new PlainLabel(
        tr("Exactly these rows, newest first, read in one snapshot and counted a second time. Keys "
           "are masked, and so is whatever else looks like a secret."),
        this);
    promise->setTone(PlainLabel::Tone::Muted);
    promise->setWordWrap(true);
    for (PlainLabel *label : {title, what, promise})
        content()->addWidget(label);
    content()->addWidget(formatBox());
    m_all = new QCheckBox(tr("All &columns, not only those that the list shows at first"), this);
    m_all->setObjectName(u"usageExportAll"_s);
    m_safe =
        new QCheckBox(tr("Put ' before texts that a spreadsheet would run as a &formula"), this);
    m_safe->setObjectName(u"usageExportSafe"_s);
    m_replace = new QCheckBox(tr("&Replace a file that exists"), this);
    m_replace->setObjectName(u"usageExportReplace"_s);
    content()->addWidget(m_all);
    content()->addWidget(m_safe);
    buildFile();
    content()->addWidget(m_replace);
    m_note = new PlainLabel(this);
    m_note->setTone(PlainLabel::Tone::Muted);
    m_note->setWordWrap(true);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"usageExportBanner"_s);
    m_progress = new ProgressRow(tr("Writing the rows"), this);
    m_progress->setObjectName(u"usageExportProgress"_s);
    m_progress->hide();
    m_result = new PlainLabel(this);
    m_result->setObjectName(u"usageExportResult"_s);
    m_result->setWordWrap(true);
    m_result->setSelectable(true);
    m_result->hide();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_note, m_progress, m_banner, m_result})
        content()->addWidget(widget);
    content()->addStretch(1);
    m_close = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"usageExportClose"_s);
    m_start = makeButton(tr("&Export"), ButtonKind::Primary, this, u"usageExportStart"_s);
    buttons()->addWidget(m_close);
    buttons()->addWidget(m_start);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &UsageExportDialog::start);
    connect(m_progress, &ProgressRow::cancelRequested, this,
        [this] { m_query.workspace().jobs().cancel(m_job); });
    connect(&m_query.workspace().jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
    resize(640, 520);
}

QWidget *UsageExportDialog::formatBox()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kLarge);
    const auto add = [&](const QString &text, const QString &name) {
        auto *button = new QRadioButton(text, box);
        button->setObjectName(name);
        row->addWidget(button);
        connect(button, &QRadioButton::toggled, this, &UsageExportDialog::formatChosen);
        return button;
    };
    m_csv = add(tr("CS&V"), u"usageExportCsv"_s);
    m_jsonLines = add(tr("&JSON lines"), u"usageExportJson"_s);
    m_xlsx = add(tr("E&xcel (XLSX)"), u"usageExportXlsx"_s);
    row->addStretch(1);
    const QSignalBlocker quiet(m_csv);
    m_csv->setChecked(true);
    return box;
}

void UsageExportDialog::buildFile()
{
    m_path = new QLineEdit(this);
    m_path->setObjectName(u"usageExportPath"_s);
    m_path->setAccessibleName(tr("File"));
    m_browse = makeButton(tr("&Browse…"), ButtonKind::Plain, this, u"usageExportBrowse"_s);
    auto *row = new QHBoxLayout;
    auto *label = new PlainLabel(tr("File"), this);
    row->addWidget(label);
    row->addWidget(m_path, 1);
    row->addWidget(m_browse);
    content()->addLayout(row);
    connect(m_browse, &QPushButton::clicked, this, &UsageExportDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this,
        [this](const QString &path) { m_start->setEnabled(!path.trimmed().isEmpty()); });
}

ExportFormat UsageExportDialog::format() const
{
    return m_xlsx->isChecked()     ? ExportFormat::Xlsx
        : m_jsonLines->isChecked() ? ExportFormat::JsonLines
                                   : ExportFormat::Csv;
}

QString UsageExportDialog::proposedPath() const
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString day =
        m_query.workspace().clock().now().toTimeZone(m_figures.zone()).toString(u"yyyy-MM-dd"_s);
    return u"%1/usage-%2.%3"_s.arg(folder, day, usage::suffixOf(format()));
}

void UsageExportDialog::formatChosen()
{
    if (!m_path || !m_note)
        return;
    m_safe->setEnabled(format() == ExportFormat::Csv);
    const QString suffix = u'.' + usage::suffixOf(format());
    QString path = m_path->text();
    static const QStringList known{u".csv"_s, u".jsonl"_s, u".xlsx"_s};
    if (path.isEmpty())
        path = proposedPath();
    for (const QString &each : known) {
        if (path.endsWith(each))
            path = path.chopped(each.size()) + suffix;
    }
    m_path->setText(path);
    switch (format()) {
    case ExportFormat::Csv:
        m_note->setText(tr("RFC 4180 with a header, UTF-8. Times in %1, durations in ms.")
                            .arg(QString::fromUtf8(m_figures.zone().id())));
        break;
    case ExportFormat::JsonLines:
        m_note->setText(tr("One JSON object a line, UTF-8; JSON columns stay JSON. Times in %1.")
                            .arg(QString::fromUtf8(m_figures.zone().id())));
        break;
    case ExportFormat::Xlsx:
        m_note->setText(tr("One sheet with at most %1 rows; texts stay texts, never formulas.")
                            .arg(usage::countText(usage::kMostXlsxRows)));
        break;
    }
}

void UsageExportDialog::browse()
{
    auto *chooser = new QFileDialog(this, tr("Export requests"), m_path->text());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setOption(QFileDialog::DontConfirmOverwrite);
    connect(chooser, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    chooser->open();
}

void UsageExportDialog::setRunning(bool running)
{
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_csv, m_jsonLines, m_xlsx, m_all, m_safe, m_replace, m_path, m_browse, m_start})
        widget->setEnabled(!running);
    m_progress->setVisible(running);
    m_close->setText(running ? tr("Close; it goes on") : tr("Close"));
    if (!running)
        formatChosen();
}

void UsageExportDialog::start()
{
    const QString path = m_path->text().trimmed();
    usage::ExportOptions how;
    how.format = format();
    how.formulaSafe = m_safe->isEnabled() && m_safe->isChecked();
    how.overwrite = m_replace->isChecked();
    how.connection = m_query.workspace().profile().info.label();
    if (m_all->isChecked()) {
        for (const browse::Column &column : m_figures.rows().relation->columns) {
            if (!column.internal)
                how.columns << column.id;
        }
    }
    m_banner->clear();
    m_result->hide();
    m_exported = std::make_shared<usage::Exported>();
    const db::SessionOptions options = m_query.workspace().link().openJobSession()->options();
    Recipe recipe = usage::exportRecipe(
        tr("Export requests to %1").arg(safeText(path)), options, m_figures, path, how, m_exported);
    setRunning(true);
    m_progress->setCancellable(true);
    m_progress->setProgress({});
    m_job = m_query.workspace().jobs().start(
        std::move(recipe), [self = QPointer<UsageExportDialog>(this)](const Result<> &result) {
            if (self)
                self->ended(result);
        });
}

void UsageExportDialog::follow()
{
    for (const JobRecord &record : m_query.workspace().jobs().records()) {
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
    }
}

void UsageExportDialog::ended(const Result<> &result)
{
    setRunning(false);
    if (result) {
        showExported();
        return;
    }
    const Error &error = result.error();
    if (error.kind == Error::Kind::Cancelled)
        m_banner->showMessage(
            items::Severity::Info, tr("Stopped. Nothing was kept: no half file is left."));
    else
        m_banner->showMessage(items::Severity::Bad, error.text);
}

void UsageExportDialog::showExported()
{
    const usage::Exported &done = *m_exported;
    QStringList lines{tr("%1 rows, %2, in %3")
                          .arg(usage::countText(done.rows), QLocale().formattedDataSize(done.bytes),
                              safeText(done.path, 2000))};
    lines << tr("SHA-256 %1").arg(QString::fromLatin1(done.sha256));
    lines << tr("What is in it stands beside it: %1").arg(safeText(done.manifestPath, 2000));
    if (done.redactedRows > 0)
        lines << tr("%n row(s) held what looks like a secret; it is hidden.", nullptr,
            int(done.redactedRows));
    if (done.cutCells > 0)
        lines << tr("%n cell(s) (was|were) longer than a spreadsheet allows and (is|are) cut.", nullptr,
            int(done.cutCells));
    m_result->setText(lines.join(u'\n'));
    m_result->show();
    if (done.isWhole())
        m_banner->showMessage(items::Severity::Good,
            tr("Written and counted again by the server: %1 rows both times.")
                .arg(usage::countText(done.rows)));
    else
        m_banner->showMessage(items::Severity::Bad,
            tr("%1 rows were written, but the server counted %2. Do not rely on this file.")
                .arg(usage::countText(done.rows), usage::countText(done.counted)));
}

} // namespace gatehouse::ui
