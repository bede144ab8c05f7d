// What the upgrade dialog does: rehearse, run, and say how it ended.
#include "ui/pages/schemaupgrade.h"

#include "backup/scratch.h"
#include "base/safetext.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/workspace.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>

namespace gatehouse::ui {

using items::Severity;
using versions::Way;

namespace {

constexpr int kFollowMs = 200;
constexpr qsizetype kLines = 14;

} // namespace

QString SchemaUpgradeDialog::whyNot() const
{
    if (!m_seen)
        return tr("Looking...");
    const versions::Preview &preview = m_seen->preview;
    if (!preview.barred.isEmpty())
        return preview.barred;
    if (preview.steps.empty())
        return tr("There is nothing to do.");
    if (preview.isUnsafe())
        return tr("A statement would stop the service; use its safe way.");
    if (preview.destroys() && m_backup.isEmpty() && !m_loss->isChecked())
        return tr("Data would be lost without a backup.");
    const bool rehearsed = m_seen->rehearsed && m_seen->rehearsed->good();
    if (isProduction() && way() == Way::Up && preview.wantsRehearsal() && !rehearsed)
        return tr("On production it has to be rehearsed first.");
    if (isProduction() && m_typed->text() != m_workspace.profile().info.database)
        return tr("Type the name of the database.");
    return {};
}

void SchemaUpgradeDialog::update_()
{
    const QString why = whyNot();
    const bool ready = m_seen && !m_seen->preview.steps.empty() && m_job == 0;
    const int count = m_seen ? int(m_seen->preview.steps.size()) : 0;
    const bool type = isProduction() && ready;
    m_typed->setVisible(type);
    m_typedText->setVisible(type);
    m_typedText->setText(
        tr("Type %1 to go on:").arg(safeText(m_workspace.profile().info.database)));
    m_why->setText(m_over ? QString() : why);
    m_submit->setText(m_over ? (m_mend && m_work == Work::Upgrade ? tr("&Compare again") : tr("&Back"))
            : m_mend ? tr("&Mend %n difference(s)", nullptr, m_mend->mended)
            : way() == Way::Up
            ? tr("&Apply %n step(s)", nullptr, count)
            : tr("&Undo %n step(s)", nullptr, count));
    setKind(m_submit,
        m_seen && m_seen->preview.destroys() && !m_over ? ButtonKind::Destroy : ButtonKind::Primary);
    m_submit->setEnabled(m_job == 0 && (m_over || why.isEmpty()));
    m_rehearse->setVisible(way() == Way::Up && !m_over);
    m_rehearse->setEnabled(ready && m_seen->preview.barred.isEmpty() && !m_seen->preview.isUnsafe());
}

void SchemaUpgradeDialog::bannerAction()
{
    m_gate.pass(this, [this] {
        versions::UpgradePlan own = plan();
        own.consent = true;
        start(Work::Mend, tr("Build the invalid indexes of %1 anew").arg(safeText(m_schema)),
            versions::mendRecipe(tr("Build invalid indexes anew"), own, m_outcome));
    });
}

void SchemaUpgradeDialog::submit()
{
    if (m_over && m_mend && m_work == Work::Upgrade)
        return accept(); // the page compares anew; the differences of this dialog are old
    if (m_over) {
        m_over = false;
        m_pages->setCurrentIndex(0);
        look();
        return;
    }
    m_gate.pass(this, [this] {
        versions::UpgradePlan own = plan();
        own.steps = m_seen->plan.steps;
        own.consent = true;
        const QString title = m_mend ? tr("Mending of %1")
            : own.way == Way::Up     ? tr("Upgrade of %1")
                                     : tr("Downgrade of %1");
        const QString name = title.arg(safeText(m_workspace.profile().info.database));
        start(Work::Upgrade, name, versions::upgradeRecipe(name, own, m_outcome));
    });
}

void SchemaUpgradeDialog::rehearse()
{
    versions::RehearsalPlan own{plan(), m_rows->isChecked() ? u"data"_s : u"schema"_s, {}};
    own.upgrade.steps = m_seen->plan.steps;
    backup::ScratchPlan copy{own.upgrade.server, {}, m_rows->isChecked()};
    if (!m_seen->preview.ledgerMissing)
        copy.alsoData =
            QStringList{u"gatehouse.schema_steps"_s, u"gatehouse.schema_statements"_s};
    own.fill = [copy](const db::SessionOptions &scratch, const CancelToken &token,
                   const ReportProgress &) mutable -> Result<> {
        copy.into = scratch;
        return backup::copyInto(copy, token);
    };
    const QString title =
        tr("Rehearsal for %1").arg(safeText(m_workspace.profile().info.database));
    start(Work::Rehearsal, title, versions::rehearseRecipe(title, own, m_rehearsal));
}

void SchemaUpgradeDialog::start(Work work, const QString &title, Recipe recipe)
{
    m_work = work;
    m_banner->clear();
    m_log->setLines({title});
    m_pages->setCurrentIndex(1);
    m_progress->setCancellable(true);
    m_job = m_workspace.jobs().start(
        std::move(recipe), [self = QPointer<SchemaUpgradeDialog>(this)](const Result<> &result) {
            if (self)
                self->finished(result);
        });
    update_();
    auto *tick = new QTimer(m_progress);
    tick->setInterval(kFollowMs);
    connect(tick, &QTimer::timeout, this, [this, tick] {
        if (m_job == 0)
            tick->deleteLater();
        else
            follow();
    });
    tick->start();
}

void SchemaUpgradeDialog::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records()) {
        if (record.id != m_job || record.state != JobState::Running)
            continue;
        m_progress->setProgress(record.progress);
        if (!record.log.isEmpty())
            m_log->setLines(record.log.mid(std::max<qsizetype>(0, record.log.size() - kLines)));
    }
}

void SchemaUpgradeDialog::finished(const Result<> &result)
{
    m_job = 0;
    m_over = true;
    m_progress->setCancellable(false);
    m_cancel->setText(tr("Close"));
    if (result) {
        finishedWell();
    } else {
        const bool stopped = result.error().kind == Error::Kind::Cancelled;
        m_progress->setEnded(
            stopped ? Severity::Warn : Severity::Bad, stopped ? tr("stopped") : tr("failed"));
        QStringList lines{result.error().text};
        if (!result.error().detail.isEmpty())
            lines.append(safeText(result.error().detail, 500));
        if (m_work == Work::Upgrade && m_mend)
            lines.append(tr("What ran before stays. Close this, and the comparison says what is left."));
        else if (m_work == Work::Upgrade)
            lines.append(tr("Go back to see how far it came: a half-applied step can be finished or "
                            "undone."));
        m_log->setLines(lines);
    }
    update_();
    if (m_work != Work::Rehearsal)
        Q_EMIT ended();
}

void SchemaUpgradeDialog::finishedWell()
{
    if (m_work == Work::Rehearsal) {
        m_progress->setEnded(m_rehearsal->good() ? Severity::Good : Severity::Bad,
            m_rehearsal->good() ? tr("rehearsed") : tr("the rehearsal failed"));
        m_log->setLines(QStringList{m_rehearsal->sentence()}
            + m_rehearsal->findings.mid(0, kLines) + m_rehearsal->notes.mid(0, 6));
        return;
    }
    m_progress->setEnded(Severity::Good, tr("done"));
    m_log->setLines(m_outcome->log.isEmpty()
            ? QStringList{tr("There was nothing left to do.")}
            : m_outcome->log.mid(std::max<qsizetype>(0, m_outcome->log.size() - kLines)));
}

void SchemaUpgradeDialog::reject()
{
    if (m_job) { // the answer comes with the end of the job
        m_workspace.jobs().cancel(m_job);
        return;
    }
    QDialog::reject();
}

QPushButton *schemaUpgradeButton(
    Workspace &workspace, ChangeGate &gate, QWidget *page, std::function<void()> done)
{
    auto *button = makeButton(SchemaUpgradeDialog::tr("&Upgrade…"), ButtonKind::Plain, page,
        u"schemaUpgrade"_s);
    const systems::Match *match = workspace.match();
    if (!match || !versions::systemsWithSteps().contains(match->system->id)) {
        button->setEnabled(false);
        button->setToolTip(SchemaUpgradeDialog::tr(
            "Gatehouse has no upgrade steps for what this window is about."));
        return button;
    }
    QObject::connect(button, &QPushButton::clicked, page,
        [&workspace, &gate, page, done = std::move(done)] {
            const systems::Match *now = workspace.match();
            if (!now)
                return;
            auto *dialog =
                new SchemaUpgradeDialog(workspace, gate, now->system->id, now->schema, page);
            QObject::connect(dialog, &SchemaUpgradeDialog::ended, page, done);
            dialog->open();
        });
    return button;
}

} // namespace gatehouse::ui
