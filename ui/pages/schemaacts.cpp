// What the schema page does: a project's folder, and the stamp.
#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/pages/schema.h"
#include "ui/pages/schemaupgrade.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/sqlpreview.h"

#include <QComboBox>
#include <QFileDialog>
#include <QVBoxLayout>

namespace gatehouse::ui {

static constexpr int kSqlHeight = 120; // six lines

QString SchemaPage::projectKey() const { return u"schema/project/"_s + m_workspace.profile().id; }

QString SchemaPage::project() const
{
    return m_workspace.settings().value(projectKey()).toString();
}

QString SchemaPage::layoutKey() const { return u"schema/layout/"_s + m_workspace.profile().id; }

QString SchemaPage::layoutShape() const { return m_layout->currentData().toString(); }

// The guide's first; the one that was chosen before stays chosen while the system has it.
void SchemaPage::offerLayouts()
{
    const systems::Match *match = m_workspace.match();
    const QStringList shapes =
        match ? catalog::knownLayouts(match->system->id) : QStringList();
    m_layout->clear();
    for (const QString &id : shapes) {
        const systems::Shape *shape = match->system->shape(id);
        m_layout->addItem(buttonText(shape ? systems::translated(shape->title) : id), id);
    }
    m_layout->setCurrentIndex(
        std::max(0, m_layout->findData(m_workspace.settings().value(layoutKey()))));
    m_layout->setVisible(shapes.size() > 1);
}

void SchemaPage::mend()
{
    if (!m_answer.drift)
        return;
    auto step = versions::mendStep(*m_answer.drift);
    if (!step)
        return m_banner->showMessage(items::Severity::Bad, step.error().text);
    auto *dialog = new SchemaUpgradeDialog(
        m_workspace, *m_gate, step.value(), m_answer.drift->schema, this);
    dialog->setObjectName(u"schemaMendRun"_s);
    connect(dialog, &SchemaUpgradeDialog::ended, this, &SchemaPage::refresh);
    dialog->open();
}

void SchemaPage::chooseProject()
{
    auto *dialog = new QFileDialog(this, tr("Folder of the project"), project());
    dialog->setObjectName(u"schemaFolder"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        m_banner->clear();
        m_workspace.settings().setValue(projectKey(), folder);
        refresh();
    });
    dialog->open();
}

// Planned twice when the first answer is no: perhaps only the verification stands against it.
void SchemaPage::planStamp(const QString &target)
{
    const versions::State *state = chosen();
    if (!state || m_asking)
        return;
    m_asking = true;
    versions::StampWish wish{*state, target, {}, false};
    const systems::Match *match = m_workspace.match();
    const bool ours = match && m_answer.drift && m_answer.drift->schema == state->schema;
    if (ours && m_answer.drift->shape == "guide"_L1)
        wish.drift = m_answer.drift;
    // Compared with another layout: the stamp is about the one that the tool would have made.
    const auto other = ours && !wish.drift ? std::optional(*match) : std::nullopt;
    auto work = [wish, other, found = m_workspace.recognition()](
                    db::Sql &sql) mutable -> Result<std::pair<versions::StampPlan, QString>> {
        if (other) {
            auto drift = versions::readDrift(sql, *found, *other);
            if (!drift)
                return drift.error();
            wish.drift = std::move(drift).value();
        }
        auto plan = versions::planStamp(sql, wish);
        if (!plan || plan.value().refusal.isEmpty())
            return plan ? Result<std::pair<versions::StampPlan, QString>>(
                       std::pair{std::move(plan).value(), QString()})
                        : plan.error();
        const QString against = plan.value().refusal;
        wish.unverified = true;
        auto all = versions::planStamp(sql, wish);
        if (!all)
            return all.error();
        return std::pair{std::move(all).value(), against};
    };
    deliver(m_workspace.link().interactive().run(std::move(work)), this,
        [this](const Result<std::pair<versions::StampPlan, QString>> &plan) {
            m_asking = false;
            if (!plan)
                m_banner->showMessage(items::Severity::Bad, plan.error().text);
            else if (!plan.value().first.refusal.isEmpty())
                m_banner->showMessage(items::Severity::Warn, plan.value().first.refusal);
            else
                confirmStamp(plan.value().first, plan.value().second);
        });
}

void SchemaPage::confirmStamp(const versions::StampPlan &plan, const QString &against)
{
    const bool unverified = !against.isEmpty();
    QStringList words;
    words << (unverified ? against : plan.verified);
    words += plan.warnings;
    words << tr("No step is run and no table of the service is touched.");
    Confirmation ask;
    ask.question =
        tr("Stamp %1 as %2?").arg(plan.wish.state.table, plan.after.value(plan.after.size() - 1));
    ask.consequence = words.join(u' ');
    ask.verb = unverified ? tr("Stamp, not verified") : tr("Stamp");
    ask.typedName = m_workspace.profile().info.database;
    ask.typedAlways = unverified;
    ask.destructive = unverified;
    auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
    dialog->setObjectName(u"schemaStampDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto *sql = new SqlPreview(dialog);
    sql->setObjectName(u"schemaStampSql"_s);
    sql->setWrapped();
    sql->setSql(plan.sql());
    sql->setFixedHeight(kSqlHeight);
    dialog->content()->addWidget(sql);
    connect(dialog, &QDialog::accepted, this,
        [this, plan] { m_gate->pass(this, [this, plan] { stamp(plan); }); });
    dialog->open();
}

void SchemaPage::stamp(const versions::StampPlan &plan)
{
    m_asking = true;
    auto work = [plan, policy = m_gate->policy(), actor = m_gate->actor()](
                    db::Sql &sql) -> Result<bool> {
        auto recorder = trail::Recorder::open(sql, policy, actor);
        return recorder ? versions::stamp(sql, plan, recorder.value()) : recorder.error();
    };
    deliver(m_workspace.link().interactive().run(std::move(work)), this,
        [this, plan](const Result<bool> &recorded) {
            m_asking = false;
            if (!recorded) {
                m_banner->showMessage(items::Severity::Bad, recorded.error().text);
            } else {
                const QString what = tr("%1 is stamped as %2.")
                                         .arg(safeText(plan.wish.state.table, 80),
                                             safeText(plan.after.value(plan.after.size() - 1), 80));
                m_banner->showMessage(items::Severity::Good,
                    recorded.value() ? what
                                     : what + u' ' + tr("It was not recorded in the audit trail."));
                m_workspace.recognise();
            }
            refresh();
        });
}

} // namespace gatehouse::ui
