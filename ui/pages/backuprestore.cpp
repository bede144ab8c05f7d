#include "ui/pages/backuprestore.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/severity.h"
#include "ui/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QMap>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kLookAfterMs = 300;
constexpr int kFollowMs = 200;
constexpr int kIconSide = 16;
constexpr int kRoleName = Qt::UserRole + 1;

items::Severity severityOf(backup::Finding::Weight weight)
{
    switch (weight) {
    case backup::Finding::Weight::Good:
        return items::Severity::Good;
    case backup::Finding::Weight::Warning:
        return items::Severity::Warn;
    case backup::Finding::Weight::Stop:
        break;
    }
    return items::Severity::Bad;
}

} // namespace

BackupRestoreDialog::BackupRestoreDialog(Workspace &workspace, ChangeGate &gate,
    const backup::Found &found, const QString &folder, QWidget *parent)
    : EnvironmentDialog(tr("Restore a backup"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_gate(gate),
      m_found(found),
      m_folder(folder),
      m_again(new QTimer(this)),
      m_restored(std::make_shared<backup::Restored>())
{
    setObjectName(u"backupRestoreDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"restoreBanner"_s);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(planPage());
    m_pages->addWidget(runPage());
    content()->addWidget(m_banner);
    content()->addWidget(m_pages, 1);
    m_cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"restoreCancel"_s);
    m_undo = makeButton(tr("&Undo the restore"), ButtonKind::Danger, this, u"restoreUndo"_s);
    m_undo->hide();
    m_submit = makeButton(tr("&Restore and swap"), ButtonKind::Destroy, this, u"restoreSubmit"_s);
    m_submit->setEnabled(false);
    m_cancel->setDefault(true);
    for (QPushButton *button : {m_undo, m_cancel, m_submit})
        buttons()->addWidget(button);
    connect(m_cancel, &QPushButton::clicked, this, &BackupRestoreDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &BackupRestoreDialog::submit);
    connect(m_undo, &QPushButton::clicked, this, &BackupRestoreDialog::takeBack);
    m_again->setSingleShot(true);
    m_again->setInterval(kLookAfterMs);
    connect(m_again, &QTimer::timeout, this, &BackupRestoreDialog::look);
    setMinimumSize(640, 560);
    look();
}

BackupRestoreDialog::~BackupRestoreDialog() { m_looking.cancel(); }

QWidget *BackupRestoreDialog::planPage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    auto *text = new PlainLabel(page);
    text->setWordWrap(true);
    text->setText(
        tr("The backup goes into a new database and is compared with its manifest. Only then "
           "do the names change, in one transaction; the old database stays."));
    m_name = new QLineEdit(m_found.manifest->database, page);
    m_name->setObjectName(u"restoreName"_s);
    m_safety = new QCheckBox(tr("&Back up what is there before"), page);
    m_safety->setObjectName(u"restoreSafety"_s);
    m_safety->setChecked(true);
    m_owners = new QCheckBox(tr("&Owners and rights as in the backup"), page);
    m_owners->setObjectName(u"restoreOwners"_s);
    m_owners->setChecked(true);
    m_roles = new QFormLayout;
    m_typed = new QLineEdit(page);
    m_typed->setObjectName(u"restoreTyped"_s);
    m_typedText = new PlainLabel(page);
    m_sessions = new PlainLabel(page);
    m_sessions->setObjectName(u"restoreSessions"_s);
    auto *form = new QFormLayout;
    form->addRow(tr("&Database:"), m_name);
    m_findings = new QVBoxLayout;
    m_findings->setSpacing(space::kTiny);
    column->addWidget(text);
    column->addLayout(form);
    for (QCheckBox *box : {m_safety, m_owners})
        column->addWidget(box);
    column->addLayout(m_roles);
    column->addSpacing(space::kSmall);
    column->addLayout(m_findings);
    column->addWidget(m_sessions);
    column->addStretch(1);
    column->addWidget(m_typedText);
    column->addWidget(m_typed);
    const auto again = [this] {
        m_possible = false;
        updateSubmit();
        m_again->start();
    };
    connect(m_name, &QLineEdit::textEdited, this, again);
    connect(m_owners, &QCheckBox::toggled, this, again);
    connect(m_typed, &QLineEdit::textChanged, this, &BackupRestoreDialog::updateSubmit);
    return page;
}

QWidget *BackupRestoreDialog::runPage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_progress = new ProgressRow(tr("Restore"), page);
    m_progress->setObjectName(u"restoreProgress"_s);
    m_result = new PlainLabel(page);
    m_result->setObjectName(u"restoreResult"_s);
    column->addWidget(m_progress);
    column->addWidget(m_result);
    column->addStretch(1);
    connect(m_progress, &ProgressRow::cancelRequested, this,
        [this] { m_workspace.jobs().cancel(m_job); });
    return page;
}

backup::RestorePlan BackupRestoreDialog::plan() const
{
    backup::RestorePlan plan;
    plan.server = m_workspace.link().openJobSession()->options();
    plan.target = m_name->text();
    plan.folder = m_folder;
    plan.safety = m_safety->isChecked();
    plan.owners = m_owners->isChecked();
    plan.recovery = m_recovery;
    for (auto it = m_fates.begin(); it != m_fates.end(); ++it) {
        const int kind = it.value()->currentData().toInt();
        plan.roles[it.key()] = {backup::RoleFate::Kind(kind),
            kind == int(backup::RoleFate::Kind::Map) ? it.value()->currentData(kRoleName).toString()
                                                     : QString()};
    }
    return plan;
}

void BackupRestoreDialog::look()
{
    m_looking.cancel();
    m_looking = CancelToken();
    m_possible = false;
    updateSubmit();
    deliver(backup::openPreview(m_found, plan(), m_looking), this,
        [this, token = m_looking](const Result<backup::Preview> &preview) {
            if (token.isCancelled())
                return;
            if (preview)
                showPreview(preview.value());
            else
                m_banner->showMessage(items::Severity::Bad, preview.error().text);
        });
}

void BackupRestoreDialog::showPreview(const backup::Preview &preview)
{
    while (QLayoutItem *item = m_findings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const backup::Finding &finding : preview.findings) {
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto *sign = new IconLabel(kIconSide, line);
        const items::Severity severity = severityOf(finding.weight);
        sign->setIcon(severityIcon(severity), severity);
        auto *text = new PlainLabel(finding.text, line);
        text->setWordWrap(true);
        row->addWidget(sign, 0, Qt::AlignTop);
        row->addWidget(text, 1);
        m_findings->addWidget(line);
    }
    showRoles(preview);
    QMap<QString, int> alike;
    for (const backup::Visitor &one : preview.visitors)
        ++alike[u"%1  %2  %3"_s.arg(one.user, one.application, one.address)];
    QStringList sessions;
    for (const auto &[who, count] : alike.asKeyValueRange())
        sessions << (count > 1 ? tr("%1  (%2 times)").arg(who).arg(count) : who);
    if (!sessions.isEmpty())
        sessions.prepend(
            tr("%n session(s) will be ended:", nullptr, int(preview.visitors.size())));
    m_sessions->setLines(sessions.mid(0, 8));
    m_possible = preview.possible();
    m_replaces = preview.replaces;
    m_safety->setVisible(m_replaces);
    m_submit->setText(m_replaces ? tr("&Restore and swap") : tr("&Restore"));
    updateSubmit();
}

// A line for each missing role; what was chosen before stays chosen.
void BackupRestoreDialog::showRoles(const backup::Preview &preview)
{
    using Kind = backup::RoleFate::Kind;
    const QStringList missing = m_owners->isChecked() ? preview.missingRoles : QStringList();
    if (missing == m_fates.keys())
        return;
    while (m_roles->rowCount() > 0)
        m_roles->removeRow(0);
    m_fates.clear();
    for (const QString &role : missing) {
        auto *fate = new QComboBox(this);
        fate->setObjectName(u"restoreRole_"_s + role);
        fate->addItem(tr("choose what becomes of it"), int(Kind::Ask));
        fate->addItem(tr("create it, without login"), int(Kind::Create));
        fate->addItem(tr("leave it out; what it owned becomes yours"), int(Kind::Skip));
        for (const QString &there : preview.rolesThere) {
            fate->addItem(tr("%1 stands for it").arg(safeText(there)), int(Kind::Map));
            fate->setItemData(fate->count() - 1, there, kRoleName);
        }
        m_fates.insert(role, fate);
        m_roles->addRow(new PlainLabel(tr("Role %1:").arg(safeText(role)), this), fate);
        connect(fate, &QComboBox::currentIndexChanged, this, [this] {
            m_possible = false;
            updateSubmit();
            m_again->start();
        });
    }
}

void BackupRestoreDialog::updateSubmit()
{
    const bool type =
        m_replaces && m_workspace.profile().environment == db::Environment::Production;
    m_typed->setVisible(type);
    m_typedText->setVisible(type);
    m_typedText->setText(tr("Type %1 to replace it:").arg(safeText(m_name->text())));
    m_submit->setEnabled(m_possible && (!type || m_typed->text() == m_name->text()));
}

void BackupRestoreDialog::submit()
{
    if (m_pages->currentIndex() == 1)
        reject();
    else
        m_gate.passLock(this, [this] { run(); });
}

void BackupRestoreDialog::run()
{
    m_banner->clear();
    m_pages->setCurrentIndex(1);
    m_submit->setEnabled(false);
    m_progress->setCancellable(true);
    m_job = m_workspace.jobs().start(
        backup::restoreRecipe(tr("Restore %1").arg(m_found.name), m_found, plan(), m_restored),
        [self = QPointer<BackupRestoreDialog>(this)](const Result<> &result) {
            if (self)
                self->finished(result);
        });
    auto *tick = new QTimer(m_progress);
    tick->setInterval(kFollowMs);
    connect(tick, &QTimer::timeout, this, &BackupRestoreDialog::follow);
    tick->start();
}

void BackupRestoreDialog::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records()) {
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
    }
}

void BackupRestoreDialog::finished(const Result<> &result)
{
    m_job = 0;
    m_progress->setCancellable(false);
    setKind(m_submit, ButtonKind::Primary);
    m_submit->setText(tr("Close"));
    m_submit->setEnabled(true);
    m_cancel->hide();
    if (!result) {
        const bool stopped = result.error().kind == Error::Kind::Cancelled;
        m_progress->setEnded(stopped ? items::Severity::Warn : items::Severity::Bad,
            stopped ? tr("stopped") : tr("failed"));
        m_result->setLines(
            {stopped ? tr("Stopped; the database is as it was.") : result.error().text,
                result.error().detail});
    } else {
        const backup::Swap &swap = m_restored->swap;
        m_progress->setEnded(items::Severity::Good, tr("restored"));
        QStringList lines{
            tr("%1 was restored in %2 s and compared with the manifest; the names changed "
               "in %3 ms.")
                .arg(safeText(swap.live))
                .arg(double(m_restored->restoreMs) / 1000, 0, 'f', 1)
                .arg(m_restored->swapMs)};
        if (!swap.before.isEmpty())
            lines << tr("The old database is kept as %1.").arg(safeText(swap.before));
        if (!swap.safety.isEmpty())
            lines << tr("Safety backup: %1").arg(swap.safety);
        m_result->setLines(lines);
        m_undo->setVisible(swap.canUndo());
    }
    Q_EMIT ended();
}

void BackupRestoreDialog::takeBack()
{
    m_undo->setEnabled(false);
    const auto swap = std::make_shared<backup::Swap>();
    m_job = m_workspace.jobs().start(
        backup::undoRecipe(tr("Take back the restore of %1").arg(m_restored->swap.live),
            m_workspace.link().openJobSession()->options(), m_restored->swap.live, swap),
        [self = QPointer<BackupRestoreDialog>(this), swap](const Result<> &result) {
            if (!self)
                return;
            self->m_job = 0;
            self->m_undo->setVisible(!result);
            self->m_undo->setEnabled(true);
            self->m_result->setLines(
                {result ? tr(
                     "%1 is the database from before the restore again; the restored one is kept "
                     "as %2.")
                              .arg(safeText(swap->live), safeText(swap->fresh))
                        : result.error().text});
            Q_EMIT self->ended();
        });
}

void BackupRestoreDialog::reject()
{
    if (m_job) { // the answer comes with the end of the job
        m_workspace.jobs().cancel(m_job);
        return;
    }
    QDialog::reject();
}

} // namespace gatehouse::ui
