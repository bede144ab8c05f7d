#include "ui/pages/migrateacts.h"

#include "migration/report.h"
#include "ui/trail/changegate.h"

#include <QPointer>
#include <QWidget>

namespace gatehouse::ui {

using migration::Act;

MigrateActs::MigrateActs(Workspace &workspace, QWidget *over)
    : QObject(over), m_workspace(workspace), m_over(over), m_gate(new ChangeGate(workspace, over))
{
    connect(&workspace.jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
}

qint64 MigrateActs::run() const { return m_number ? m_number->load() : 0; }

bool MigrateActs::canReport(qint64 run) const
{
    return !isBusy() && m_outcome && !m_outcome->proofs.empty() && m_outcome->run.id == run;
}

void MigrateActs::ask(Act act, const items::MigrationRow &row)
{
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

void MigrateActs::go(migration::ActRequest request, const QString &title)
{
    if (m_job != 0)
        return;
    m_gate->pass(m_over, [this, request = std::move(request), title]() mutable {
        if (m_job != 0)
            return;
        m_next = std::make_shared<migration::Outcome>();
        m_number = std::make_shared<std::atomic<qint64>>(request.act == Act::Delta ? 0 : request.run);
        m_act = request.act;
        request.begun = m_number;
        request.session = m_workspace.link().openJobSession()->options();
        request.actor = m_gate->actor();
        request.policy = m_gate->policy();
        m_job = m_workspace.jobs().start(migration::actRecipe(title, request, m_next),
            [self = QPointer<MigrateActs>(this)](const Result<> &result) {
                if (!self)
                    return;
                self->m_job = 0;
                if (result)
                    self->m_outcome = self->m_next;
                Q_EMIT self->ended(result);
            });
        Q_EMIT began();
    });
}

void MigrateActs::cancel()
{
    if (m_job != 0)
        m_workspace.jobs().cancel(m_job);
}

void MigrateActs::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            Q_EMIT progressed(record.progress);
}

std::pair<items::Severity, QString> actVerdict(
    const Result<> &result, const migration::Outcome *outcome)
{
    if (!result && result.error().kind == Error::Kind::Cancelled)
        return {items::Severity::Info,
            MigrateActs::tr(
                "Stopped. What was copied is kept: Resume goes on, Roll back takes it away.")};
    if (!result)
        return {items::Severity::Bad, result.error().text};
    if (outcome->proofs.empty() && outcome->run.state > migration::RunState::Done)
        return {items::Severity::Good, migration::runStateName(outcome->run.state)};
    return {outcome->hasDifferences()    ? items::Severity::Bad
            : outcome->quarantined() > 0 ? items::Severity::Warn
                                         : items::Severity::Good,
        outcome->proofs.empty() ? migration::runStateName(outcome->run.state)
                                : migration::verdict(*outcome)};
}

} // namespace gatehouse::ui
