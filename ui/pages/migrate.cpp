#include "ui/pages/migrate.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "ui/pages/migrateacts.h"
#include "ui/pages/migrateruns.h"
#include "ui/pages/migratewizard.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/pageheader.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

MigratePage::MigratePage(Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    m_header = new PageHeader(tr("Migrate"), this);
    m_back = makeButton(tr("&All migrations"), ButtonKind::Plain, this, u"migrateBack"_s);
    m_save = makeButton(tr("&Save rule file…"), ButtonKind::Plain, this, u"migrateSave"_s);
    m_goOn = makeButton({}, ButtonKind::Plain, this, u"migrateContinue"_s);
    m_new = makeButton(tr("&New migration…"), ButtonKind::Primary, this, u"migrateNew"_s);
    for (QPushButton *button : {m_back, m_save, m_goOn, m_new})
        m_header->addAction(button);
    m_command = new QLineEdit(this);
    m_command->setObjectName(u"migrateCommand"_s);
    m_command->setFont(monoFont());
    m_command->setReadOnly(true);
    m_command->setAccessibleName(tr("Command that runs the rule file"));
    m_acts = new MigrateActs(workspace, this);
    m_runs = new MigrateRuns(workspace, *m_acts, this);
    m_wizard = new MigrateWizard(workspace, *m_acts, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_runs);
    m_stack->addWidget(m_wizard);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kLarge, space::kLarge + 4, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addWidget(m_header);
    column->addWidget(m_stack, 1);
    column->addWidget(m_command);
    connect(m_back, &QPushButton::clicked, this, [this] { showRuns(true); });
    connect(m_save, &QPushButton::clicked, this, &MigratePage::askSave);
    connect(m_goOn, &QPushButton::clicked, this, &MigratePage::goOn);
    connect(m_new, &QPushButton::clicked, this, &MigratePage::begin);
    connect(m_runs, &MigrateRuns::newWanted, this, &MigratePage::begin);
    connect(m_runs, &MigrateRuns::openWanted, this, [this](qint64 run) {
        deliver(m_workspace.link().interactive().run(
                    [run](db::Sql &sql) { return migration::oneRun(sql, run); }),
            this, [this](const Result<migration::Run> &found) {
                if (!found) {
                    m_runs->banner().showMessage(items::Severity::Bad, found.error().text);
                    return;
                }
                m_wizard->openRun(found.value());
                showRuns(false);
            });
    });
    connect(m_wizard, &MigrateWizard::changed, this, &MigratePage::showHeader);
    connect(m_wizard, &MigrateWizard::left, this, [this] { showRuns(true); });
    connect(m_acts, &MigrateActs::began, this, &MigratePage::showHeader);
    connect(m_acts, &MigrateActs::ended, this, &MigratePage::showHeader);
    showRuns(true);
}

void MigratePage::begin()
{
    showRuns(false);
    m_wizard->begin();
}

void MigratePage::inspect(const QString &source)
{
    if (!isIdle())
        return;
    showRuns(false);
    m_wizard->inspect(source);
}

void MigratePage::goOn()
{
    showRuns(false);
    m_wizard->takeUp();
}

void MigratePage::cancelQuery()
{
    m_wizard->cancel();
    m_acts->cancel();
}

void MigratePage::refresh() { m_runs->refresh(); }

bool MigratePage::isIdle() const
{
    return m_wizard->isIdle() && m_runs->isIdle() && !m_acts->isBusy();
}

std::vector<PaletteEntry> MigratePage::paletteEntries()
{
    return {{tr("New migration…"), {}, u"arrow-left-right"_s, {}, [this] { begin(); }}};
}

void MigratePage::showRuns(bool shown)
{
    m_stack->setCurrentIndex(shown ? 0 : 1);
    showHeader();
}

void MigratePage::showHeader()
{
    const bool runs = m_stack->currentIndex() == 0;
    m_header->setTitle(runs ? tr("Migrate") : m_wizard->title());
    m_back->setVisible(!runs);
    m_save->setVisible(!runs);
    m_new->setVisible(runs);
    m_new->setEnabled(m_wizard->isIdle() && !m_acts->isBusy());
    m_goOn->setVisible(runs && m_wizard->isUnderWay());
    m_goOn->setText(buttonText(tr("Continue: %1").arg(m_wizard->title())));
    const QString why = m_wizard->whyNotSaved();
    m_save->setEnabled(why.isEmpty());
    m_save->setToolTip(why.isEmpty() ? QString() : plainToolTip(why));
    m_command->setVisible(!runs && !m_command->text().isEmpty() && m_saved == m_wizard->draft().whole());
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
    m_saved = m_wizard->draft().whole();
    Recipe recipe{tr("Save rule file"),
        {{tr("Write the file"), [path, text = printPlan(m_saved)](const StepContext &) {
              return writeSecureFile(path, text);
          }}}};
    m_workspace.jobs().start(
        std::move(recipe), [self = QPointer<MigratePage>(this), path](const Result<> &written) {
            if (!self)
                return;
            Banner &banner = self->m_wizard->banner();
            if (!written) {
                banner.showMessage(items::Severity::Bad, written.error().text);
                return;
            }
            banner.showMessage(items::Severity::Good,
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
    showHeader();
}

QJsonObject MigratePage::state() const { return m_wizard->state(); }

void MigratePage::restore(const QJsonObject &state) { m_wizard->restore(state); }

} // namespace gatehouse::ui
