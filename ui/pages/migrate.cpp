#include "ui/pages/migrate.h"

#include "base/safetext.h"
#include "base/securefile.h"
#include "migration/sourcesecret.h"
#include "ui/pages/migratecolumn.h"
#include "ui/pages/migratefindings.h"
#include "ui/pages/migrateoptions.h"
#include "ui/pages/migrateruns.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/tableview.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

MigratePage::MigratePage(Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    auto *header = new PageHeader(tr("Migrate"), this);
    m_back = makeButton(tr("&All migrations"), ButtonKind::Plain, this, u"migrateBack"_s);
    m_save = makeButton(tr("&Save rule file…"), ButtonKind::Plain, this, u"migrateSave"_s);
    m_run = makeButton(tr("&Run…"), ButtonKind::Primary, this, u"migrateRun"_s);
    for (QPushButton *button : {m_back, m_save, m_run})
        header->addAction(button);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"migrateBanner"_s);
    m_progress = new ProgressRow(tr("Looking at every value"), this);
    m_progress->setCancellable(true);
    m_progress->hide();
    m_runs = new MigrateRuns(workspace, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_runs);
    m_stack->addWidget(makeResult());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kLarge, space::kLarge + 4, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addWidget(header);
    column->addWidget(makeSource());
    m_options = new MigrateOptions(this);
    column->addWidget(m_options);
    column->addWidget(m_banner);
    column->addWidget(m_progress);
    column->addWidget(m_stack, 1);
    connect(m_save, &QPushButton::clicked, this, &MigratePage::askSave);
    connect(m_run, &QPushButton::clicked, this,
        [this] { m_runs->start(m_findings->plan(), rowsRead()); });
    connect(m_back, &QPushButton::clicked, this, [this] { showRuns(true); });
    connect(m_runs, &MigrateRuns::began, this, [this] {
        m_banner->clear();
        showRuns(true);
    });
    showRuns(true);
    connect(m_progress, &ProgressRow::cancelRequested, this, &MigratePage::cancelQuery);
    connect(&workspace.jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
}

QWidget *MigratePage::makeSource()
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    auto *label = new PlainLabel(tr("Source:"), row);
    m_path = new QLineEdit(row);
    m_path->setObjectName(u"migrateSource"_s);
    m_path->setAccessibleName(tr("Source"));
    m_path->setPlaceholderText(tr("A file, a folder or mongodb://user@host/database"));
    auto *file = makeButton(tr("Choose a &file…"), ButtonKind::Plain, row, u"migrateFile"_s);
    auto *folder = makeButton(tr("Choose a f&older…"), ButtonKind::Plain, row, u"migrateFolder"_s);
    m_inspect = makeButton(tr("&Inspect"), ButtonKind::Plain, row, u"migrateInspect"_s);
    m_inspect->setEnabled(false);
    line->addWidget(label);
    line->addWidget(m_path, 1);
    line->addWidget(file);
    line->addWidget(folder);
    line->addWidget(m_inspect);
    const auto go = [this] {
        if (!m_path->text().trimmed().isEmpty() && m_job == 0)
            inspect(m_path->text().trimmed());
    };
    connect(m_path, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_inspect->setEnabled(!text.trimmed().isEmpty() && m_job == 0);
        m_options->setAddress(text.trimmed());
    });
    connect(m_path, &QLineEdit::returnPressed, this, go);
    connect(m_inspect, &QPushButton::clicked, this, go);
    connect(file, &QPushButton::clicked, this, [this] { askSource(false); });
    connect(folder, &QPushButton::clicked, this, [this] { askSource(true); });
    return row;
}

QWidget *MigratePage::makeResult()
{
    auto *result = new QWidget(this);
    m_summary = new PlainLabel(result);
    m_summary->setObjectName(u"migrateSummary"_s);
    m_wanted = new PlainLabel(result);
    m_wanted->setObjectName(u"migrateWanted"_s);
    m_command = new QLineEdit(result);
    m_command->setObjectName(u"migrateCommand"_s);
    m_command->setFont(monoFont());
    m_command->setReadOnly(true);
    m_command->setAccessibleName(tr("Command that runs the rule file"));
    m_command->hide();
    auto *findings = new Card(tr("What was found, and what becomes of it"), result);
    m_findings = new MigrateFindings(findings);
    findings->content()->addWidget(m_findings, 1);
    auto *mapping = new Card(tr("What becomes of each column"), result);
    m_mapping = items::makeMappingModel(this).release();
    m_table = new TableView(u"migrate/mapping"_s, tr("Columns and what becomes of them"), mapping);
    m_table->setObjectName(u"migrateMapping"_s);
    m_table->setModel(m_mapping);
    m_table->setWidest(u"holds"_s, 360);
    m_table->keepColumns(m_workspace.settings());
    m_column = new MigrateColumn(mapping);
    mapping->content()->addWidget(m_table, 1);
    mapping->content()->addWidget(m_column);
    m_tabs = new QTabWidget(result);
    m_tabs->setObjectName(u"migrateTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(findings, tr("Findings"));
    m_tabs->addTab(mapping, tr("Mapping"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_summary, 1);
    line->addWidget(m_wanted);
    auto *column = new QVBoxLayout(result);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addLayout(line);
    column->addWidget(m_tabs, 1);
    column->addWidget(m_command);
    connect(m_findings, &MigrateFindings::changed, this, [this] {
        showAnswers();
        showColumn();
    });
    connect(m_column, &MigrateColumn::changed, this, &MigratePage::showAnswers);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &MigratePage::showColumn);
    return result;
}

void MigratePage::askSource(bool folder)
{
    auto *chooser = new QFileDialog(this, tr("Source"), m_path->text());
    chooser->setObjectName(u"migrateChooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    chooser->setFilter(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_path->setText(path);
        inspect(path);
    });
    chooser->open();
}

void MigratePage::inspect(const QString &given)
{
    if (m_job != 0)
        return;
    const migration::SourceAddress address = migration::splitAddress(given);
    migration::keepSourcePassword(address.uri, address.password);
    const QString path = address.uri; // a password does not stay on the screen
    m_path->setText(path);
    m_banner->clear();
    m_command->hide();
    showRuns(true);
    m_inspect->setEnabled(false);
    m_progress->setProgress({});
    m_progress->show();
    m_column->show(nullptr, nullptr, {}, {});
    m_survey = std::make_shared<migration::Survey>();
    m_options->keepSecrets(path);
    const systems::Match *match = m_workspace.match();
    const QString schema = match ? match->schema : u"public"_s;
    Recipe recipe{tr("Inspect %1").arg(safeText(QFileInfo(path).fileName())),
        {{tr("Look at every value"),
            [path, schema, into = m_survey, kind = m_options->kind(),
                options = m_options->values()](const StepContext &context) -> Result<> {
                auto found = migration::survey(
                    {path, kind, options, schema, context.token, context.report});
                if (!found)
                    return found.error();
                *into = std::move(found).value();
                return Done{};
            }}}};
    m_job = m_workspace.jobs().start(
        std::move(recipe), [self = QPointer<MigratePage>(this)](const Result<> &result) {
            if (self)
                self->ended(result);
        });
}

void MigratePage::cancelQuery()
{
    if (m_job != 0)
        m_workspace.jobs().cancel(m_job);
}

void MigratePage::refresh() { m_runs->refresh(); }

bool MigratePage::isIdle() const { return m_job == 0 && m_runs->isIdle(); }

void MigratePage::showRuns(bool shown)
{
    m_stack->setCurrentIndex(shown ? 0 : 1);
    for (QPushButton *button : {m_back, m_save, m_run}) {
        button->setVisible(!shown);
        button->setEnabled(!shown);
    }
}

qint64 MigratePage::rowsRead() const
{
    qint64 rows = 0;
    for (const migration::TableFacts &table : m_survey->inspection.tables)
        rows += table.rows + table.unreadable;
    return rows;
}

void MigratePage::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
}

void MigratePage::ended(const Result<> &result)
{
    m_job = 0;
    m_progress->hide();
    m_inspect->setEnabled(!m_path->text().trimmed().isEmpty());
    if (!result) {
        m_survey.reset();
        if (result.error().kind == Error::Kind::Cancelled)
            m_banner->showMessage(items::Severity::Info, tr("Stopped. Nothing was changed."));
        else
            m_banner->showMessage(items::Severity::Bad, result.error().text);
        return;
    }
    m_summary->setText(tr("Every row of %n table(s) was read: %1 rows.", nullptr,
        int(m_survey->inspection.tables.size()))
                           .arg(QLocale().toString(rowsRead())));
    m_findings->show(*m_survey);
    m_tabs->setCurrentIndex(0); // what wants an answer stands there
    showRuns(false);
    showAnswers();
    m_table->fitUnlessSaved();
    m_table->selectRow(0);
    showColumn();
    if (!m_survey->inspection.notMoved.isEmpty())
        m_banner->showMessage(
            items::Severity::Info, m_survey->inspection.notMoved.mid(0, 4).join(u' '));
}

void MigratePage::showAnswers()
{
    if (!m_survey)
        return;
    m_mapping->update(mappingLines(*m_survey, m_findings->plan()));
    const int open = m_findings->openQuestions();
    m_wanted->setText(open > 0 ? tr("%n answer(s) wanted", nullptr, open) : tr("All is answered."));
    m_wanted->setTone(open > 0 ? PlainLabel::Tone::Warn : PlainLabel::Tone::Good);
    const QStringList missing = migration::missing(m_findings->plan());
    for (QPushButton *button : {m_save, m_run}) {
        button->setEnabled(open == 0 && missing.isEmpty());
        button->setToolTip(
            open > 0 ? tr("Answer what cannot be guessed first.") : missing.value(0));
    }
    m_command->hide();
}

void MigratePage::showColumn()
{
    const QModelIndex current = m_table->currentIndex();
    const bool any = m_survey && current.isValid();
    const migration::MappingLine line =
        any ? m_mapping->row(current.row()) : migration::MappingLine{};
    m_column->show(any ? m_findings->editedPlan() : nullptr, m_survey.get(), line.table, line.column);
}

void MigratePage::askSave()
{
    auto *chooser = new QFileDialog(this, tr("Save rule file"), u"migration.json"_s);
    chooser->setObjectName(u"migrateSaver"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(u"json"_s);
    connect(chooser, &QFileDialog::fileSelected, this, &MigratePage::save);
    chooser->open();
}

void MigratePage::save(const QString &path)
{
    Recipe recipe{tr("Save rule file"),
        {{tr("Write the file"), [path, text = printPlan(m_findings->plan())](const StepContext &) {
              return writeSecureFile(path, text);
          }}}};
    m_workspace.jobs().start(
        std::move(recipe), [self = QPointer<MigratePage>(this), path](const Result<> &written) {
            if (!self)
                return;
            if (!written) {
                self->m_banner->showMessage(items::Severity::Bad, written.error().text);
                return;
            }
            self->m_banner->showMessage(items::Severity::Good,
                tr("The rule file is saved. Run it with the command below; the source stays as it "
                   "is."));
            self->showCommand(path);
        });
}

void MigratePage::showCommand(const QString &path)
{
    QString quoted = path;
    quoted.replace(u'\'', u"'\\''"_s);
    m_command->setText(u"gatehousectl migrate run --rules '%1' --profile '%2'"_s.arg(
        quoted, m_workspace.profile().name));
    m_command->show();
}

QJsonObject MigratePage::state() const
{
    const QString source = m_path->text();
    return source.contains(u"://"_s) ? QJsonObject() // it may hold a password
                                     : QJsonObject{{u"source"_s, source}};
}

void MigratePage::restore(const QJsonObject &state)
{
    m_path->setText(state.value(u"source"_s).toString());
}

} // namespace gatehouse::ui
