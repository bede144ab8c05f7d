#include "ui/pages/schemaupgrade.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/severity.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"
#include "ui/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using items::Severity;
using versions::Way;

namespace {

constexpr int kIconSide = 16;
constexpr int kMostHolders = 4, kMostCautions = 3;

} // namespace

SchemaUpgradeDialog::SchemaUpgradeDialog(Workspace &workspace, ChangeGate &gate,
    const QString &system, const QString &schema, QWidget *parent)
    : SchemaUpgradeDialog(workspace, gate, system, schema, std::nullopt, parent)
{
}

SchemaUpgradeDialog::SchemaUpgradeDialog(Workspace &workspace, ChangeGate &gate,
    const versions::MendStep &mend, const QString &schema, QWidget *parent)
    : SchemaUpgradeDialog(workspace, gate, mend.step.system, schema, mend, parent)
{
}

SchemaUpgradeDialog::SchemaUpgradeDialog(Workspace &workspace, ChangeGate &gate,
    const QString &system, const QString &schema, std::optional<versions::MendStep> mend,
    QWidget *parent)
    : EnvironmentDialog(
          mend ? tr("Mend the structure") : tr("Upgrade the schema"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_gate(gate),
      m_system(system),
      m_schema(schema),
      m_mend(std::move(mend)),
      m_outcome(std::make_shared<versions::Outcome>()),
      m_rehearsal(std::make_shared<versions::Rehearsal>())
{
    setObjectName(u"schemaUpgradeDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"upgradeBanner"_s);
    connect(m_banner, &Banner::actionTriggered, this, &SchemaUpgradeDialog::bannerAction);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(planPage());
    m_pages->addWidget(runPage());
    content()->addWidget(m_banner);
    content()->addWidget(m_pages, 1);
    makeButtons();
    setMinimumSize(860, 640);
    deliver(backup::openBackups(backup::folderOf(m_workspace.settings())), this,
        [this](const Result<backup::SharedBackups> &all) {
            const QString database = m_workspace.profile().info.database;
            const QDateTime now = QDateTime::currentDateTimeUtc();
            if (all && backup::lackOfProof(*all.value(), database, now).isEmpty()) {
                if (const backup::Found *newest = backup::newestProven(*all.value(), database))
                    m_backup = newest->name;
            }
            look();
        });
}

SchemaUpgradeDialog::~SchemaUpgradeDialog() { m_looking.cancel(); }

void SchemaUpgradeDialog::makeButtons()
{
    m_why = new PlainLabel(this);
    m_why->setObjectName(u"upgradeWhyNot"_s);
    m_why->setTone(PlainLabel::Tone::Muted);
    m_cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"upgradeCancel"_s);
    m_rehearse = makeButton(tr("&Rehearse"), ButtonKind::Plain, this, u"upgradeRehearse"_s);
    m_submit = makeButton(tr("&Upgrade"), ButtonKind::Primary, this, u"upgradeSubmit"_s);
    m_rehearse->setEnabled(false);
    m_submit->setEnabled(false);
    m_cancel->setDefault(true);
    buttons()->addWidget(m_why, 1);
    for (QPushButton *button : {m_cancel, m_rehearse, m_submit})
        buttons()->addWidget(button);
    connect(m_cancel, &QPushButton::clicked, this, &SchemaUpgradeDialog::reject);
    connect(m_rehearse, &QPushButton::clicked, this, &SchemaUpgradeDialog::rehearse);
    connect(m_submit, &QPushButton::clicked, this, &SchemaUpgradeDialog::submit);
}

QWidget *SchemaUpgradeDialog::planPage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    m_way = new QComboBox(page);
    m_way->setObjectName(u"upgradeWay"_s);
    m_way->setAccessibleName(tr("What to do"));
    m_way->addItem(tr("Apply what is pending, and finish what was begun"));
    m_way->addItem(tr("Undo what is half applied, or else the newest step"));
    m_way->setVisible(!m_mend);
    connect(m_way, &QComboBox::currentIndexChanged, this, &SchemaUpgradeDialog::look);
    m_steps = items::makeUpgradeStepsModel(this).release();
    m_table = new TableView(u"schema/upgrade"_s, tr("Upgrade steps"), page);
    m_table->setObjectName(u"upgradeSteps"_s);
    m_table->setModel(m_steps);
    m_table->setItemDelegateForColumn(1, new BadgeDelegate(m_table));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setFixedHeight(m_mend ? 70 : 150);
    m_sql = new SqlPreview(page);
    m_sql->setObjectName(u"upgradeSql"_s);
    m_safe = new QCheckBox(tr("Use the &safe way of statements that would stop the service"), page);
    m_safe->setObjectName(u"upgradeSafe"_s);
    m_loss = new QCheckBox(tr("Destroy the data without a proven &backup"), page);
    m_loss->setObjectName(u"upgradeLoss"_s);
    m_rows = new QCheckBox(tr("Rehearse with all &rows, not only with the definitions"), page);
    m_rows->setObjectName(u"upgradeRows"_s);
    m_typed = new QLineEdit(page);
    m_typed->setObjectName(u"upgradeTyped"_s);
    m_typedText = new PlainLabel(page);
    m_findings = new QVBoxLayout;
    m_findings->setSpacing(space::kTiny);
    column->addWidget(m_way);
    column->addWidget(m_table);
    column->addWidget(m_sql, 1);
    column->addLayout(m_findings);
    for (QWidget *one : std::initializer_list<QWidget *>{m_safe, m_loss, m_rows, m_typedText, m_typed})
        column->addWidget(one);
    m_safe->setChecked(m_mend.has_value());
    m_safe->hide();
    m_loss->hide();
    m_typed->hide();
    m_typedText->hide();
    connect(m_safe, &QCheckBox::toggled, this, &SchemaUpgradeDialog::look);
    connect(m_loss, &QCheckBox::toggled, this, &SchemaUpgradeDialog::update_);
    connect(m_typed, &QLineEdit::textChanged, this, &SchemaUpgradeDialog::update_);
    return page;
}

QWidget *SchemaUpgradeDialog::runPage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    m_progress = new ProgressRow(tr("Upgrade"), page);
    m_progress->setObjectName(u"upgradeProgress"_s);
    m_log = new PlainLabel(page);
    m_log->setObjectName(u"upgradeLog"_s);
    m_log->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    column->addWidget(m_progress);
    column->addWidget(m_log);
    column->addStretch(1);
    connect(m_progress, &ProgressRow::cancelRequested, this,
        [this] { m_workspace.jobs().cancel(m_job); });
    return page;
}

Way SchemaUpgradeDialog::way() const { return m_way->currentIndex() == 0 ? Way::Up : Way::Down; }

bool SchemaUpgradeDialog::isProduction() const
{
    return m_workspace.profile().environment == db::Environment::Production;
}

versions::UpgradePlan SchemaUpgradeDialog::plan() const
{
    versions::UpgradePlan plan;
    plan.server = m_workspace.link().openJobSession()->options();
    plan.schema = m_schema;
    if (m_mend && !m_mend->step.upStatements.empty())
        plan.steps = {m_mend->step};
    plan.way = way();
    plan.backup = m_backup;
    plan.acceptLoss = m_loss->isChecked();
    plan.policy = m_gate.policy();
    plan.actor = m_gate.actor();
    return plan;
}

void SchemaUpgradeDialog::look()
{
    m_looking.cancel();
    m_looking = CancelToken();
    m_seen.reset();
    update_();
    auto seen = m_workspace.link().interactive().run(
        [plan = plan(), mends = m_mend.has_value(), system = m_system,
            safe = m_safe->isChecked()](db::Sql &sql) {
            return mends ? versions::seeSteps(sql, plan, safe)
                         : versions::seeUpgrade(sql, plan, system, safe);
        },
        m_looking);
    deliver(seen, this,
        [this, token = m_looking](const Result<versions::UpgradeSeen> &answer) {
            if (token.isCancelled())
                return;
            if (answer)
                return show(answer.value());
            m_banner->showMessage(Severity::Bad, answer.error().text);
            m_why->setText(tr("Nothing is known about the steps."));
        });
}

void SchemaUpgradeDialog::show(const versions::UpgradeSeen &seen)
{
    m_seen = seen;
    const versions::Preview &preview = seen.preview;
    m_steps->update(items::upgradeStepRows(seen.plan, preview));
    m_table->fitColumns();
    m_sql->setSql(preview.nothingToDo()
            ? u"-- "_s
                + (way() == Way::Up ? tr("Every step is applied; there is nothing to do.")
                                    : tr("No step was applied; there is nothing to undo."))
            : versions::annotatedSql(preview));
    showFindings();
    showHalf();
    m_safe->setVisible(preview.isUnsafe() || m_safe->isChecked());
    m_loss->setVisible(preview.destroys() && m_backup.isEmpty());
    m_rows->setVisible(way() == Way::Up && !preview.steps.empty());
    update_();
}

void SchemaUpgradeDialog::showHalf()
{
    const auto &standings = m_seen->preview.standings;
    for (size_t i = 0; i < standings.size(); ++i) {
        if (!standings.at(i).isHalf())
            continue;
        const versions::Step &step = m_seen->plan.steps.at(i);
        return m_banner->showMessage(
            Severity::Bad, step.id + u": "_s + standings.at(i).sentence(step));
    }
    const auto &invalid = m_seen->preview.invalid;
    if (invalid.empty())
        return m_banner->clear();
    m_banner->showMessage(Severity::Warn,
        tr("%n index(es) of this schema (is|are) invalid: a build failed, so every write is "
           "slower and no query faster.",
            nullptr, int(invalid.size())),
        tr("Build anew"));
}

void SchemaUpgradeDialog::addFinding(Severity severity, const QString &text)
{
    auto *line = new QWidget(this);
    line->setObjectName(u"upgradeFinding"_s);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    auto *sign = new IconLabel(kIconSide, line);
    sign->setIcon(severityIcon(severity), severity);
    auto *label = new PlainLabel(text, line);
    label->setWordWrap(true);
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addWidget(label, 1);
    m_findings->addWidget(line);
}

void SchemaUpgradeDialog::showMends()
{
    for (const QString &caution : m_mend->cautions.mid(0, kMostCautions))
        addFinding(Severity::Warn, caution);
    if (m_mend->cautions.size() > kMostCautions)
        addFinding(Severity::Warn,
            tr("%n further difference(s) (needs|need) thought, see the SQL.", nullptr,
                int(m_mend->cautions.size()) - kMostCautions));
    if (!m_mend->left.isEmpty())
        addFinding(Severity::Info,
            tr("%n difference(s) (stays|stay): what is there without being expected may serve somebody.",
                nullptr, int(m_mend->left.size())));
}

void SchemaUpgradeDialog::showFindings()
{
    while (QLayoutItem *item = m_findings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const versions::Preview &preview = m_seen->preview;
    if (!preview.barred.isEmpty())
        addFinding(Severity::Bad, preview.barred);
    if (preview.steps.empty())
        return;
    QStringList sizes;
    for (const versions::TableSize &size : preview.sizes)
        sizes.append(tr("%1 %2").arg(safeText(size.table, 60),
            QLocale().formattedDataSize(size.totalBytes, 1)));
    if (!sizes.isEmpty())
        addFinding(Severity::Info, tr("Tables: %1").arg(sizes.mid(0, 8).join(u", "_s)));
    int shown = 0;
    for (const versions::Holder &holder : preview.holders) {
        if (holder.inTheWay && ++shown <= kMostHolders)
            addFinding(Severity::Warn, tr("In the way: %1").arg(holder.sentence()));
    }
    if (shown == 0)
        addFinding(Severity::Good, tr("Nobody is in the way of these locks at this moment."));
    if (!m_workspace.link().isUnlocked())
        addFinding(Severity::Info,
            tr("The locks are those of the rules. Unlock the connection, and they are tried in a "
               "transaction that is rolled back."));
    if (m_mend)
        showMends();
    if (way() == Way::Up)
        addFinding(!m_seen->rehearsed          ? Severity::Warn
                : m_seen->rehearsed->good()    ? Severity::Good
                                               : Severity::Bad,
            m_seen->rehearsed ? m_seen->rehearsed->sentence()
                              : tr("Not rehearsed yet with this layout."));
    if (preview.destroys())
        addFinding(m_backup.isEmpty() ? Severity::Bad : Severity::Warn,
            m_backup.isEmpty()
                ? tr("This destroys data, and there is no proven backup of this database.")
                : tr("This destroys data; the backup %1 would bring it back.").arg(m_backup));
    if (preview.ledgerMissing)
        addFinding(Severity::Info,
            tr("Two tables are made to keep which steps were applied: gatehouse.schema_steps and "
               "gatehouse.schema_statements."));
}

} // namespace gatehouse::ui
