#include "ui/pages/migrateruns.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "migration/report.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/pages/migratequarantine.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::Act;

MigrateRuns::MigrateRuns(Workspace &workspace, QWidget *parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_gate(new ChangeGate(workspace, this)),
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
    m_proof = new PlainLabel(this);
    m_proof->setObjectName(u"migrateProof"_s);
    m_proof->setWordWrap(true);
    m_proof->setSelectable(true);
    m_proof->hide();
    auto *verbs = new QWidget(this);
    auto *line = new QHBoxLayout(verbs);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    addVerb(Act::Resume, tr("&Resume"), u"migrateResume"_s, verbs);
    addVerb(Act::Verify, tr("&Verify"), u"migrateVerify"_s, verbs);
    addVerb(Act::Apply, tr("&Quarantine…"), u"migrateQuarantine"_s, verbs);
    addVerb(Act::Delta, tr("&Catch up…"), u"migrateDelta"_s, verbs);
    addVerb(Act::RollBack, tr("Roll &back…"), u"migrateRollBack"_s, verbs);
    addVerb(Act::Finish, tr("Fi&nish…"), u"migrateFinish"_s, verbs);
    line->addStretch();
    m_report = makeButton(tr("Save r&eport…"), ButtonKind::Plain, verbs, u"migrateReport"_s);
    line->addWidget(m_report);
    connect(m_report, &QPushButton::clicked, this, &MigrateRuns::askReport);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_banner);
    column->addWidget(m_progress);
    column->addWidget(m_table, 1);
    column->addWidget(m_proof);
    column->addWidget(verbs);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &MigrateRuns::offer);
    connect(m_progress, &ProgressRow::cancelRequested, this, &MigrateRuns::cancel);
    connect(&workspace.jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
    refresh();
}

void MigrateRuns::addVerb(Act act, const QString &text, const QString &name, QWidget *row)
{
    const bool grave = act == Act::RollBack || act == Act::Finish;
    auto *button = makeButton(text, grave ? ButtonKind::Danger : ButtonKind::Plain, row, name);
    row->layout()->addWidget(button);
    m_verbs.push_back({act, button});
    connect(button, &QPushButton::clicked, this, [this, act] { ask(act); });
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
            const bool any = !rows.empty();
            const bool first = m_model->rows().empty();
            m_model->update(std::move(rows));
            if (any && first)
                m_table->fitColumns();
            if (any)
                m_table->overlay().clear();
            else
                m_table->overlay().showEmpty(u"arrow-left-right"_s, tr("No migration yet"),
                    tr("Choose a source above. It is only read: every value is looked at, what "
                       "would "
                       "not fit is shown with its ways out, and nothing is written before you say "
                       "so."));
            if (any && !m_table->currentIndex().isValid())
                m_table->selectRow(0);
            offer();
        });
}

void MigrateRuns::offer()
{
    const QModelIndex current = m_table->currentIndex();
    for (const Verb &verb : m_verbs) {
        const bool can = current.isValid() && m_job == 0
            && canDo(verb.act, m_model->row(current.row()).phase,
                !m_model->row(current.row()).aside.isEmpty());
        verb.button->setVisible(current.isValid());
        verb.button->setEnabled(can);
    }
    const bool proven = current.isValid() && m_job == 0 && m_outcome && !m_outcome->proofs.empty()
        && m_outcome->run.id == m_model->row(current.row()).id;
    m_report->setVisible(current.isValid());
    m_report->setEnabled(proven);
    m_report->setToolTip(
        proven ? QString() : tr("Run or verify this migration first: the report shows its proof."));
}

void MigrateRuns::start(const migration::Plan &plan, qint64 rows)
{
    QStringList tables;
    for (const migration::TableRule &table : plan.tables)
        tables << plan.target.schema + u'.' + table.to;
    Confirmation confirmation{tr("Move %1 rows?").arg(QLocale().toString(rows)),
        tr("They are copied into new tables beside the present ones, compared with the source cell "
           "by cell, and exchanged in one transaction. The old tables are kept until you finish; "
           "until then one click brings them back. Values that do not fit go into the quarantine."),
        tables, tr("Move %1 rows").arg(QLocale().toString(rows)), {}};
    confirmation.destructive = false;
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), this);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, plan] {
        migration::ActRequest request;
        request.plan = plan;
        go(std::move(request), tr("Migration of %1").arg(safeText(plan.source.uri)));
    });
    dialog->open();
}

void MigrateRuns::ask(Act act)
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const items::MigrationRow row = m_model->row(current.row());
    if (act == Act::RollBack) {
        askBack(row);
    } else if (act == Act::Apply) {
        showQuarantine(row);
    } else if (act == Act::Delta) {
        askDelta(row);
    } else if (act == Act::Finish) {
        askFinish(row);
    } else {
        migration::ActRequest request;
        request.act = act;
        request.run = row.id;
        go(std::move(request),
            act == Act::Resume ? tr("Resume migration %1").arg(row.id)
                               : tr("Verify migration %1").arg(row.id));
    }
}

// What the service wrote meanwhile is counted first, and named in the question.
void MigrateRuns::askBack(const items::MigrationRow &row)
{
    Confirmation confirmation{tr("Roll migration %1 back?").arg(row.id),
        tr("The old tables come back in place. What was written into the new ones since is not "
           "seen "
           "by the service any more; it is kept aside in a schema of its own until you finish, or "
           "for a day."),
        {row.source}, tr("Roll back"), row.schema};
    confirmation.awaitsFigures = true;
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), this);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto changed = std::make_shared<bool>(false);
    connect(dialog, &QDialog::accepted, this, [this, id = row.id, changed] {
        migration::ActRequest request;
        request.act = Act::RollBack;
        request.run = id;
        request.abandonChanges = *changed;
        go(std::move(request), tr("Roll migration %1 back").arg(id));
    });
    dialog->open();
    deliver(m_workspace.link().interactive().run(
                [id = row.id](db::Sql &sql) { return migration::changesSince(sql, id); }),
        dialog, [dialog, changed](const Result<std::vector<migration::Drift>> &drift) {
            if (!drift) {
                dialog->setTrouble(drift.error());
                return;
            }
            QList<Figure> figures;
            for (const migration::Drift &table : drift.value()) {
                *changed = *changed || table.isAny();
                if (table.isAny())
                    figures.push_back({safeText(table.table),
                        tr("%1 rows written since, %2 no longer as they were")
                            .arg(QLocale().toString(table.written),
                                QLocale().toString(table.missing)),
                        true});
            }
            if (figures.isEmpty())
                figures.push_back({tr("Written since the exchange"), tr("nothing")});
            dialog->setFigures(figures);
        });
}

void MigrateRuns::showQuarantine(const items::MigrationRow &row)
{
    auto *dialog = new MigrateQuarantine(row.id, row.quarantined, m_workspace, this);
    dialog->setObjectName(u"migrateQuarantineDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = row.id] {
        migration::ActRequest request;
        request.act = Act::Apply;
        request.run = id;
        request.mended = dialog->mended();
        go(std::move(request), tr("Apply the quarantine of migration %1").arg(id));
    });
    dialog->open();
}

void MigrateRuns::askDelta(const items::MigrationRow &row)
{
    Confirmation confirmation{tr("Catch up with the source of migration %1?").arg(row.id),
        tr("The source is read again, and only rows that are new or changed since are moved. The "
           "result is compared with the source cell by cell before it takes the place of the "
           "present "
           "tables, and can be rolled back. It is refused when the service wrote into them "
           "meanwhile."),
        {row.source}, tr("Catch up"), {}};
    confirmation.destructive = false;
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), this);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, id = row.id] {
        migration::ActRequest request;
        request.act = Act::Delta;
        request.run = id;
        go(std::move(request), tr("Catch up with migration %1").arg(id));
    });
    dialog->open();
}

void MigrateRuns::askFinish(const items::MigrationRow &row)
{
    const bool back = row.phase == migration::RunState::RolledBack;
    const Confirmation confirmation{tr("Finish migration %1?").arg(row.id),
        back ? tr("The migration is rolled back. What was written between the exchange and that is "
                  "dropped for good.")
             : tr("The old tables are dropped. There is no way back afterwards."),
        {back ? row.aside : row.source},
        back ? tr("Drop what was kept aside") : tr("Drop the old tables"), row.schema};
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), this);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, id = row.id] {
        migration::ActRequest request;
        request.act = Act::Finish;
        request.run = id;
        go(std::move(request), tr("Finish migration %1").arg(id));
    });
    dialog->open();
}

void MigrateRuns::go(migration::ActRequest request, const QString &title)
{
    if (m_job != 0)
        return;
    m_gate->pass(this, [this, request = std::move(request), title]() mutable {
        m_outcome = std::make_shared<migration::Outcome>();
        request.session = m_workspace.link().openJobSession()->options();
        request.actor = m_gate->actor();
        request.policy = m_gate->policy();
        m_banner->clear();
        m_proof->hide();
        m_progress->setProgress({});
        m_progress->show();
        m_job = m_workspace.jobs().start(migration::actRecipe(title, request, m_outcome),
            [self = QPointer<MigrateRuns>(this)](const Result<> &result) {
                if (self)
                    self->finished(result);
            });
        offer();
        Q_EMIT began();
    });
}

void MigrateRuns::cancel()
{
    if (m_job != 0)
        m_workspace.jobs().cancel(m_job);
}

void MigrateRuns::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
}

void MigrateRuns::finished(const Result<> &result)
{
    m_job = 0;
    m_progress->hide();
    if (!result) {
        const bool stopped = result.error().kind == Error::Kind::Cancelled;
        m_banner->showMessage(stopped ? items::Severity::Info : items::Severity::Bad,
            stopped
                ? tr("Stopped. What was copied is kept: Resume goes on, Roll back takes it away.")
                : result.error().text);
    } else {
        const bool differs = m_outcome->hasDifferences();
        m_banner->showMessage(differs          ? items::Severity::Bad
                : m_outcome->quarantined() > 0 ? items::Severity::Warn
                                               : items::Severity::Good,
            m_outcome->proofs.empty() ? migration::runStateName(m_outcome->run.state)
                                      : migration::verdict(*m_outcome));
        QStringList lines;
        for (const migration::Part &part : m_outcome->run.parts)
            if (m_outcome->run.base > 0)
                lines << tr("%1: %2 new, %3 changed, %4 gone")
                             .arg(safeText(part.from), QLocale().toString(part.fresh),
                                 QLocale().toString(part.changed), QLocale().toString(part.gone));
        for (const QString &made : migration::madeParents(m_outcome->run))
            lines << safeText(made);
        for (const migration::TableProof &proof : m_outcome->proofs) {
            lines << safeText(proof.sentence());
            for (const migration::Difference &one : proof.differences)
                lines << safeText(migration::differenceSentence(proof, one));
        }
        m_proof->setLines(lines.mid(0, 12));
        m_proof->setVisible(!lines.isEmpty());
    }
    refresh();
    Q_EMIT ended();
}

} // namespace gatehouse::ui
