#include "ui/pages/migratedry.h"

#include "base/safetext.h"
#include "ui/pages/migrateacts.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

MigrateDry::MigrateDry(
    Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent)
    : MigrateStep(workspace, draft, parent),
      m_acts(acts),
      m_model(items::makeDryRunModel(this).release())
{
    auto *heading = new PlainLabel(tr("Dry run"), this);
    heading->setFont(headingFont());
    auto *about = new PlainLabel(
        tr("Everything is read and converted as in earnest, and nothing is written."), this);
    about->setTone(PlainLabel::Tone::Muted);
    m_again = makeButton(tr("&Run the dry run"), ButtonKind::Plain, this, u"migrateDryRun"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kMedium);
    top->addWidget(heading);
    top->addWidget(about, 1);
    top->addWidget(m_again);
    m_progress = new ProgressRow(tr("Dry run"), this);
    m_progress->setCancellable(true);
    m_progress->hide();
    m_verdict = new PlainLabel(this);
    m_verdict->setObjectName(u"migrateDryVerdict"_s);
    m_verdict->setFont(headingFont());
    m_verdict->setWordWrap(true);
    m_table = new TableView(u"migrate/dry"_s, tr("What would arrive"), this);
    m_table->setObjectName(u"migrateDryTable"_s);
    m_table->setModel(m_model);
    m_table->setWidest(u"why"_s, 300);
    m_table->setHiddenByDefault({u"from"_s}); // mostly called the same
    m_table->keepColumns(workspace.settings());
    m_samples = new PlainLabel(this);
    m_samples->setObjectName(u"migrateDrySamples"_s);
    m_samples->setTone(PlainLabel::Tone::Muted);
    m_samples->setSelectable(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addLayout(top);
    column->addWidget(m_progress);
    column->addWidget(m_verdict);
    column->addWidget(m_table, 1);
    column->addWidget(m_samples);
    connect(m_again, &QPushButton::clicked, this, &MigrateDry::begin);
    connect(m_progress, &ProgressRow::cancelRequested, this, &MigrateDry::cancel);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &MigrateDry::showSamples);
    connect(&workspace.jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
}

bool MigrateDry::isKnown() const { return m_draft.dryPlan && *m_draft.dryPlan == m_draft.whole(); }

QString MigrateDry::whyNot() const
{
    return m_draft.isCopying() ? QString() : migration::missing(m_draft.whole()).value(0);
}

void MigrateDry::reset()
{
    m_model->update({});
    show();
}

void MigrateDry::enter()
{
    if (!isKnown() && m_job == 0 && m_draft.survey && !m_draft.isCopying())
        begin();
    show();
}

// The tables that are missing are made and taken back, so the session has to be unlocked.
void MigrateDry::begin()
{
    if (m_job == 0)
        m_acts.gate().passLock(this, [this] { start(); });
}

void MigrateDry::start()
{
    if (m_job != 0)
        return;
    m_plan = m_draft.whole();
    m_next = std::make_shared<std::vector<migration::DryTable>>();
    m_progress->setProgress({});
    m_job = m_workspace.jobs().start(
        migration::dryRunRecipe(tr("Dry run of %1").arg(safeText(m_plan.source.uri)), m_plan,
            m_workspace.link().openJobSession()->options(), m_next),
        [self = QPointer<MigrateDry>(this)](const Result<> &result) {
            if (self)
                self->ended(result);
        });
    show();
}

void MigrateDry::cancel()
{
    if (m_job != 0)
        m_workspace.jobs().cancel(m_job);
}

void MigrateDry::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
}

void MigrateDry::ended(const Result<> &result)
{
    m_job = 0;
    if (result) {
        m_draft.dryPlan = m_plan;
        m_draft.dry = std::move(*m_next);
    }
    show();
    if (!result && result.error().kind != Error::Kind::Cancelled)
        Q_EMIT failed(result.error().text);
}

void MigrateDry::show()
{
    const bool known = isKnown();
    std::vector<items::DryRow> rows;
    qint64 arrive = 0, aside = 0;
    for (size_t i = 0; known && i < m_draft.dry.size(); ++i) {
        rows.push_back(items::toDryRow(m_draft.dry[i]));
        arrive += rows.back().arrive;
        aside += rows.back().aside;
    }
    const bool others = rows != m_model->rows();
    m_model->update(std::move(rows));
    m_progress->setVisible(m_job != 0);
    m_again->setEnabled(m_job == 0);
    m_verdict->setVisible(m_job == 0);
    m_verdict->setText(!known
            ? tr("There is no dry run of the plan as it is. It can be copied without one.")
            : aside == 0
            ? tr("%1 rows will arrive, every one as it should be.").arg(QLocale().toString(arrive))
            : tr("%1 rows will arrive, %2 will wait in the quarantine.")
                  .arg(QLocale().toString(arrive), QLocale().toString(aside)));
    m_verdict->setTone(!known ? PlainLabel::Tone::Muted
            : aside > 0       ? PlainLabel::Tone::Warn
                              : PlainLabel::Tone::Good);
    if (known && others) {
        m_table->fitUnlessSaved();
        m_table->selectRow(0);
    }
    showSamples();
    Q_EMIT changed();
}

void MigrateDry::showSamples()
{
    QStringList lines;
    for (const items::DryRow &row : m_model->rows())
        for (const QString &sample : row.samples)
            lines << safeText(sample);
    const QModelIndex now = m_table->currentIndex();
    if (now.isValid() && !m_model->row(now.row()).samples.isEmpty()) {
        lines.clear();
        for (const QString &sample : m_model->row(now.row()).samples)
            lines << safeText(sample);
    }
    m_samples->setLines(lines.mid(0, 6));
    m_samples->setVisible(!lines.isEmpty());
}

} // namespace gatehouse::ui
