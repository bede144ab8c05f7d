#include "ui/pages/migrateverify.h"

#include "migration/report.h"
#include "ui/pages/migrateacts.h"
#include "ui/pages/migrateproof.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::Act;

MigrateVerify::MigrateVerify(
    Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent)
    : MigrateStep(workspace, draft, parent), m_acts(acts)
{
    auto *heading = new PlainLabel(tr("Verify"), this);
    heading->setFont(headingFont());
    m_badge = new Badge(this);
    m_badge->setObjectName(u"migrateProven"_s);
    m_verdict = new PlainLabel(this);
    m_verdict->setObjectName(u"migrateVerdict"_s);
    m_again = makeButton(tr("&Verify again"), ButtonKind::Plain, this, u"migrateVerifyAgain"_s);
    m_report = makeButton(tr("Save r&eport…"), ButtonKind::Plain, this, u"migrateProofReport"_s);
    m_proof = new MigrateProof(this);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kMedium);
    top->addWidget(heading);
    top->addWidget(m_badge);
    top->addWidget(m_verdict, 1);
    top->addWidget(m_again);
    top->addWidget(m_report);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addLayout(top);
    column->addWidget(m_proof, 1);
    connect(m_again, &QPushButton::clicked, this,
        [this] { m_acts.ask(Act::Verify, items::toMigrationRow(*m_draft.run)); });
    connect(m_report, &QPushButton::clicked, &acts, &MigrateActs::askReport);
    connect(&acts, &MigrateActs::began, this, &MigrateVerify::show);
    connect(&acts, &MigrateActs::ended, this, &MigrateVerify::show);
}

bool MigrateVerify::isProven() const { return m_draft.outcome && !m_draft.outcome->proofs.empty(); }

QString MigrateVerify::whyNot() const
{
    return m_acts.isBusy() ? tr("It is still at work.") : QString();
}

bool MigrateVerify::isDone() const { return isProven() && !m_draft.outcome->hasDifferences(); }

void MigrateVerify::show()
{
    const bool can = m_draft.run && canDo(Act::Verify, m_draft.run->state) && !m_acts.isBusy();
    m_again->setEnabled(can);
    m_report->setEnabled(m_draft.run && m_acts.canReport(m_draft.run->id));
    if (isProven())
        m_proof->show(*m_draft.outcome);
    else
        m_proof->clear();
    const bool differs = isProven() && m_draft.outcome->hasDifferences();
    m_badge->setBadge(m_acts.isBusy() ? tr("at work")
            : !isProven()             ? tr("not verified")
            : differs                 ? tr("differs")
                                      : tr("verified"),
        m_acts.isBusy() || !isProven() ? items::Severity::Unknown
            : differs                  ? items::Severity::Bad
                                       : items::Severity::Good);
    m_verdict->setText(isProven()
            ? migration::verdict(*m_draft.outcome)
            : tr("Both sides were not compared since this window was opened."));
    m_verdict->setTone(!isProven()                ? PlainLabel::Tone::Muted
            : differs                             ? PlainLabel::Tone::Bad
            : m_draft.outcome->quarantined() > 0  ? PlainLabel::Tone::Warn
                                                  : PlainLabel::Tone::Good);
    Q_EMIT changed();
}

} // namespace gatehouse::ui
