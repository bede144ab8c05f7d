#include "ui/pages/migratecopy.h"

#include "base/deliver.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/pages/migrateacts.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::Act;
using migration::RunState;

namespace {

constexpr int kPollMs = 1000;

} // namespace

MigrateCopy::MigrateCopy(
    Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent)
    : MigrateStep(workspace, draft, parent),
      m_acts(acts),
      m_model(items::makeCopyModel(this).release())
{
    m_clock.start();
    auto *heading = new PlainLabel(tr("Copy"), this);
    heading->setFont(headingFont());
    m_pause = makeButton(tr("&Pause"), ButtonKind::Plain, this, u"migratePause"_s);
    m_resume = makeButton(tr("&Resume"), ButtonKind::Primary, this, u"migrateGoOn"_s);
    m_back = makeButton(tr("Roll &back…"), ButtonKind::Danger, this, u"migrateTakeBack"_s);
    m_sentence = new PlainLabel(this);
    m_sentence->setObjectName(u"migrateCopyState"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setTone(PlainLabel::Tone::Muted);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kSmall);
    top->addWidget(heading);
    top->addSpacing(space::kSmall);
    top->addWidget(m_sentence, 1);
    for (QPushButton *button : {m_pause, m_resume, m_back})
        top->addWidget(button);
    m_progress = new ProgressRow(tr("Migration"), this);
    m_progress->setCancellable(false); // Pause says what it does
    m_progress->hide();
    m_table = new TableView(u"migrate/copy"_s, tr("Tables and how far they are"), this);
    m_table->setObjectName(u"migrateCopyTable"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(m_model->columnOf(u"state"_s), new BadgeDelegate(m_table));
    m_table->setHiddenByDefault({u"from"_s}); // mostly called the same
    m_table->keepColumns(workspace.settings());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addLayout(top);
    column->addWidget(m_progress);
    column->addWidget(m_table, 1);
    connect(m_pause, &QPushButton::clicked, &acts, &MigrateActs::cancel);
    connect(m_resume, &QPushButton::clicked, this, [this] { act(Act::Resume); });
    connect(m_back, &QPushButton::clicked, this, [this] { act(Act::RollBack); });
    connect(&acts, &MigrateActs::began, this, [this] {
        m_progress->setProgress({});
        m_second.start(kPollMs);
        show();
    });
    connect(&acts, &MigrateActs::progressed, m_progress,
        [this](const Progress &progress) { m_progress->setProgress(progress); });
    connect(&acts, &MigrateActs::ended, this, [this] {
        m_second.stop();
        show();
    });
    connect(&m_second, &QTimer::timeout, this, &MigrateCopy::poll);
}

QString MigrateCopy::verb() const { return m_draft.isCopying() ? tr("Show the proof") : tr("Copy…"); }

QString MigrateCopy::whyNot() const
{
    if (m_acts.isBusy())
        return tr("It is still at work.");
    if (!m_draft.isCopying())
        return migration::missing(m_draft.whole()).value(0);
    return isDone() || m_draft.outcome ? QString() : tr("Resume it, or roll it back.");
}

bool MigrateCopy::isDone() const
{
    return m_draft.run
        && (m_draft.run->state == RunState::Done || m_draft.run->state == RunState::Finished);
}

bool MigrateCopy::go()
{
    if (m_draft.isCopying())
        return true;
    const migration::Plan plan = m_draft.whole();
    qint64 rows = 0;
    for (const migration::TableRule &rule : plan.tables)
        rows += m_draft.rowsFound(rule.from);
    m_acts.start(plan, rows);
    return false;
}

void MigrateCopy::enter()
{
    show();
    if (!m_draft.run && !m_acts.isBusy() && whyNot().isEmpty())
        go();
}

void MigrateCopy::act(Act act)
{
    if (m_draft.run)
        m_acts.ask(act, items::toMigrationRow(*m_draft.run));
}

// The figures of the ledger are those of the batches that were committed.
void MigrateCopy::poll()
{
    const qint64 number = m_acts.run();
    if (m_asking || number == 0 || !isVisible())
        return;
    m_asking = true;
    deliver(m_workspace.link().interactive().run(
                [number](db::Sql &sql) { return migration::oneRun(sql, number); }),
        this, [this](const Result<migration::Run> &run) {
            m_asking = false;
            if (!run || !m_acts.isBusy())
                return;
            m_draft.run = run.value();
            show();
        });
}

void MigrateCopy::show()
{
    const bool busy = m_acts.isBusy();
    std::map<QString, qint64> found;
    std::vector<items::CopyRow> rows;
    if (m_draft.run) {
        for (const migration::Part &part : m_draft.run->parts)
            found[part.from] = m_draft.rowsFound(part.from);
        rows = m_pace.look(*m_draft.run, found, m_clock.elapsed());
    }
    const bool first = m_model->rows().size() != rows.size();
    m_model->update(std::move(rows));
    if (first)
        m_table->fitUnlessSaved();
    const bool open = m_draft.run && m_draft.run->state < RunState::Done;
    m_progress->setVisible(busy);
    m_pause->setVisible(busy);
    m_resume->setVisible(!busy && open);
    m_back->setVisible(!busy && open);
    m_sentence->setText(busy ? tr("The old tables stay in place until the new ones are proven.")
            : !m_draft.run   ? tr("Nothing was copied yet.")
            : isDone()       ? tr("All tables are in place; the old ones are kept until you finish.")
            : open ? tr("Paused. What was copied is kept: Resume goes on after the last batch, and "
                        "no row is lost or doubled.")
                   : migration::runStateName(m_draft.run->state));
    if (m_draft.run || busy)
        m_table->overlay().clear();
    else
        m_table->overlay().showEmpty(u"arrow-left-right"_s, tr("Nothing was copied yet"),
            tr("Copy… asks once more, then the rows go into new tables beside the present ones."));
    Q_EMIT changed();
}

} // namespace gatehouse::ui
