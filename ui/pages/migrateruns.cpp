#include "ui/pages/migrateruns.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/pages/migrateacts.h"
#include "ui/pages/migrateproof.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/tableview.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::Act;

MigrateRuns::MigrateRuns(Workspace &workspace, MigrateActs &acts, QWidget *parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_acts(acts),
      m_model(items::makeMigrationRunsModel(this).release())
{
    m_banner = new Banner(this);
    m_banner->setObjectName(u"migrateRunBanner"_s);
    m_progress = new ProgressRow(tr("Migration"), this);
    m_progress->setCancellable(true);
    m_progress->hide();
    m_table = new TableView(u"migrate/runs"_s, tr("Migrations into this database"), this);
    m_table->setObjectName(u"migrateRuns"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(m_model->columnOf(u"state"_s), new BadgeDelegate(m_table));
    m_table->setWidest(u"source"_s, 320);
    m_table->keepColumns(workspace.settings());
    m_proof = new MigrateProof(this);
    m_proof->hide();
    auto *verbs = new QWidget(this);
    auto *line = new FlowLayout(verbs, space::kSmall);
    line->setContentsMargins(0, 0, 0, 0);
    m_open = makeButton(tr("O&pen"), ButtonKind::Plain, verbs, u"migrateOpen"_s);
    line->addWidget(m_open);
    addVerb(Act::Resume, tr("&Resume"), u"migrateResume"_s, verbs);
    addVerb(Act::Verify, tr("&Verify"), u"migrateVerify"_s, verbs);
    addVerb(Act::Apply, tr("&Quarantine…"), u"migrateQuarantine"_s, verbs);
    addVerb(Act::Delta, tr("&Catch up…"), u"migrateDelta"_s, verbs);
    addVerb(Act::RollBack, tr("Roll &back…"), u"migrateRollBack"_s, verbs);
    addVerb(Act::Finish, tr("Fi&nish…"), u"migrateFinish"_s, verbs);
    m_report = makeButton(tr("Save r&eport…"), ButtonKind::Plain, verbs, u"migrateReport"_s);
    line->addWidget(m_report);
    const auto open = [this] {
        if (const QModelIndex now = m_table->currentIndex(); now.isValid())
            Q_EMIT openWanted(m_model->row(now.row()).id);
    };
    connect(m_open, &QPushButton::clicked, this, open);
    connect(m_table, &TableView::openRequested, this, open);
    connect(m_report, &QPushButton::clicked, &acts, &MigrateActs::askReport);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_banner);
    column->addWidget(m_progress);
    column->addWidget(m_table, 3);
    column->addWidget(m_proof, 2);
    column->addWidget(verbs);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &MigrateRuns::offer);
    connect(&m_table->overlay(), &Overlay::actionTriggered, this, &MigrateRuns::newWanted);
    connect(m_progress, &ProgressRow::cancelRequested, &acts, &MigrateActs::cancel);
    connect(&acts, &MigrateActs::progressed, m_progress,
        [this](const Progress &progress) { m_progress->setProgress(progress); });
    connect(&acts, &MigrateActs::began, this, [this] {
        m_banner->clear();
        m_progress->setProgress({});
        m_progress->show();
        offer();
    });
    connect(&acts, &MigrateActs::ended, this, &MigrateRuns::ended);
    connect(&acts, &MigrateActs::reported, this, [this](const QString &path, const Result<> &done) {
        m_banner->showMessage(done ? items::Severity::Good : items::Severity::Bad,
            done ? tr("The report was saved as %1.").arg(safeText(path)) : done.error().text);
    });
    refresh();
}

void MigrateRuns::addVerb(Act act, const QString &text, const QString &name, QWidget *row)
{
    const bool grave = act == Act::RollBack || act == Act::Finish;
    auto *button = makeButton(text, grave ? ButtonKind::Danger : ButtonKind::Plain, row, name);
    row->layout()->addWidget(button);
    m_verbs.push_back({act, button});
    connect(button, &QPushButton::clicked, this, [this, act] {
        if (const QModelIndex now = m_table->currentIndex(); now.isValid())
            m_acts.ask(act, m_model->row(now.row()));
    });
}

void MigrateRuns::refresh()
{
    if (m_asking)
        return;
    m_asking = true;
    deliver(
        m_workspace.link().interactive().run([](db::Sql &sql) { return migration::runsIn(sql); }),
        this, [this](const Result<std::vector<migration::Run>> &runs) {
            m_asking = false;
            if (!runs) {
                m_banner->showMessage(items::Severity::Bad, runs.error().text);
                return;
            }
            std::vector<items::MigrationRow> rows;
            for (const migration::Run &run : runs.value())
                rows.push_back(items::toMigrationRow(run));
            show(std::move(rows));
        });
}

void MigrateRuns::show(std::vector<items::MigrationRow> rows)
{
    const bool any = !rows.empty();
    const bool others = rows != m_model->rows();
    m_model->update(std::move(rows));
    if (any && others)
        m_table->fitUnlessSaved();
    if (any)
        m_table->overlay().clear();
    else
        m_table->overlay().showEmpty(u"arrow-left-right"_s, tr("No migration yet"),
            tr("A source is only read: every value is looked at, what would not fit is shown with "
               "its ways out, and nothing is written before you say so."),
            tr("New migration…"));
    if (any && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    offer();
}

void MigrateRuns::offer()
{
    const QModelIndex current = m_table->currentIndex();
    const bool any = current.isValid();
    const items::MigrationRow row = any ? m_model->row(current.row()) : items::MigrationRow{};
    for (const Verb &verb : m_verbs) {
        verb.button->setVisible(any);
        verb.button->setEnabled(
            any && !m_acts.isBusy() && canDo(verb.act, row.phase, !row.aside.isEmpty()));
    }
    m_open->setVisible(any);
    m_open->setEnabled(any && !m_acts.isBusy());
    const bool proven = any && m_acts.canReport(row.id);
    m_report->setVisible(any);
    m_report->setEnabled(proven);
    m_report->setToolTip(
        proven ? QString() : tr("Run or verify this migration first: the report shows its proof."));
    m_proof->setVisible(proven);
    if (proven)
        m_proof->show(*m_acts.outcome());
}

void MigrateRuns::ended(const Result<> &result)
{
    m_progress->hide();
    const auto [severity, text] = actVerdict(result, m_acts.outcome().get());
    m_banner->showMessage(severity, text);
    refresh();
}

} // namespace gatehouse::ui
