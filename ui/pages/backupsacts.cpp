#include "ui/pages/backups.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/pages/backupcreate.h"
#include "ui/pages/backupkeys.h"
#include "ui/pages/backuprestore.h"
#include "ui/pages/backupschedule.h"
#include "ui/pages/backuptables.h"
#include "ui/pages/backuptidy.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/workspace.h"

#include <QPointer>

#include <algorithm>

namespace gatehouse::ui {

// Also repairs what an interrupted restore left; as administrator of the server only.
void BackupsPage::askRestores()
{
    if (!m_workspace.link().facts() || m_workspace.link().facts()->pooled)
        return;
    const auto options = m_workspace.link().openJobSession()->options();
    deliver(backup::openRestores(options), this, [this](const Result<backup::Restores> &all) {
        if (all)
            showRestores(all.value());
    });
}

void BackupsPage::showRestores(const backup::Restores &all)
{
    m_undoable.reset();
    m_overdue.clear();
    if (!all.repaired.isEmpty())
        m_banner->showMessage(items::Severity::Warn, all.repaired.join(u' '));
    const QString database = m_workspace.profile().info.database;
    for (const backup::Swap &swap : all.swaps) {
        if (swap.canUndo() && swap.live == database && !m_undoable)
            m_undoable = swap;
        if (backup::isOverdue(swap, m_workspace.clock().now()))
            m_overdue << (swap.state == backup::Swap::State::Undone ? swap.fresh : swap.before);
    }
    if (m_undoable)
        m_undo->showMessage(items::Severity::Info,
            tr("%1 was restored at %2 UTC; the database from before is kept as %3.")
                .arg(safeText(m_undoable->live), m_undoable->at.toString(u"yyyy-MM-dd HH:mm"_s),
                    safeText(m_undoable->before)),
            tr("Undo"));
    else
        m_undo->clear();
    if (m_overdue.isEmpty())
        m_old->clear();
    else
        m_old->showMessage(items::Severity::Info,
            tr("%n old database(s) (waits|wait) for more than a day: %1.", nullptr,
                int(m_overdue.size()))
                .arg(safeText(m_overdue.join(u", "_s))),
            tr("Drop…"));
}

qint64 BackupsPage::follow(Recipe recipe, std::function<void(const Result<> &)> done)
{
    const auto id = std::make_shared<qint64>(0);
    *id = m_workspace.jobs().start(std::move(recipe),
        [self = QPointer<BackupsPage>(this), id, done = std::move(done)](const Result<> &result) {
            if (!self)
                return;
            self->m_jobs.remove(*id);
            self->m_banner->clear();
            if (!result && result.error().kind != Error::Kind::Cancelled)
                self->m_banner->showMessage(items::Severity::Bad, result.error().text);
            done(result);
            self->refresh();
        });
    m_jobs.insert(*id);
    m_banner->showMessage(items::Severity::Info, tr("At work; the page Jobs shows how far it is."));
    showDetail();
    return *id;
}

// What needs its content needs its key.
void BackupsPage::unlocked(std::function<void(const backup::Found &)> go)
{
    const backup::Found *found = selected();
    if (!found || !found->manifest)
        return;
    if (!m_keychain)
        m_keychain = new db::KeychainStore(this);
    withKey(*found, *m_keychain, targetOf(m_workspace), this, std::move(go));
}

void BackupsPage::prove(backup::Level level)
{
    unlocked([this, level](const backup::Found &found) { startProof(found, level); });
}

void BackupsPage::startProof(const backup::Found &found, backup::Level level)
{
    const auto proof = std::make_shared<backup::Proof>();
    const QString title = level == backup::Level::Drill ? tr("Drill of %1").arg(found.name)
                                                        : tr("Verify %1").arg(found.name);
    follow(backup::proveRecipe(title, found, level, {}, proof),
        [this, proof](const Result<> &result) {
            if (result)
                m_banner->showMessage(
                    proof->good ? items::Severity::Good : items::Severity::Bad, proof->sentence());
        });
}

void BackupsPage::openCreate()
{
    auto *dialog = new BackupCreateDialog(m_workspace, folder(), this);
    connect(dialog, &BackupCreateDialog::chosen, this, [this](const backup::CreatePlan &plan) {
        const auto made = std::make_shared<backup::Created>();
        follow(backup::createRecipe(tr("Back up %1").arg(m_workspace.profile().info.label()),
                   m_workspace.link().openJobSession()->options(), plan, made),
            [this, made](const Result<> &result) {
                if (result)
                    m_banner->showMessage(items::Severity::Good,
                        tr("Backed up and read back in full: %1").arg(made->path));
            });
    });
    connect(dialog, &BackupCreateDialog::baseChosen, this, &BackupsPage::openBase);
    dialog->open();
}

void BackupsPage::openBase(const backup::BasePlan &plan)
{
    const auto made = std::make_shared<backup::Created>();
    follow(backup::baseRecipe(tr("Base backup of %1").arg(m_workspace.profile().info.label()),
               m_workspace.link().openJobSession()->options(), plan, made),
        [this, made](const Result<> &result) {
            if (result)
                m_banner->showMessage(items::Severity::Good,
                    tr("Copied the whole server and checked it: %1").arg(made->path));
        });
}

void BackupsPage::openTidy()
{
    auto *dialog = new BackupTidyDialog(m_workspace, m_all, this);
    connect(dialog, &BackupTidyDialog::chosen, this,
        [this](const std::vector<backup::Found> &going) {
            const int count = int(going.size());
            follow(backup::tidyRecipe(tr("Tidy up backups"), folder(), going),
                [this, count](const Result<> &result) {
                    if (result)
                        m_banner->showMessage(items::Severity::Good,
                            tr("%n backup(s) (lies|lie) in the trash, the folder .trash, for a day.",
                                nullptr, count));
                });
        });
    dialog->open();
}

void BackupsPage::openSchedule()
{
    auto *dialog = new BackupScheduleDialog(m_workspace, folder(), this);
    connect(dialog, &BackupScheduleDialog::changed, this, &BackupsPage::refresh);
    dialog->open();
}

void BackupsPage::openTables()
{
    unlocked([this](const backup::Found &found) {
        auto *dialog = new BackupTablesDialog(m_workspace, found, this);
        connect(dialog, &BackupTablesDialog::chosen, this,
            [this, found](const backup::TablesPlan &plan) {
                m_gate->passLock(this, [this, found, plan] {
                    const auto back = std::make_shared<backup::TablesBack>();
                    follow(backup::tablesRecipe(
                               tr("Tables from %1").arg(found.name), found, plan, back),
                        [this, back](const Result<> &result) {
                            if (result)
                                m_banner->showMessage(items::Severity::Good,
                                    tr("%n row(s) are in the schema %1, the same as in the backup.",
                                        nullptr, int(std::min<qint64>(back->rows, 2'000'000'000)))
                                        .arg(safeText(back->schema)));
                        });
                });
            });
        dialog->open();
    });
}

void BackupsPage::openRestore()
{
    unlocked([this](const backup::Found &found) {
        if (!found.key)
            return showRestore(found, nullptr);
        withRecoveryKey(*m_keychain, targetOf(m_workspace), this,
            [this, found](const Result<backup::SharedRecoveryKey> &key) {
                if (key)
                    showRestore(found, key.value());
                else
                    m_banner->showMessage(items::Severity::Bad, key.error().text);
            });
    });
}

void BackupsPage::showRestore(const backup::Found &found, const backup::SharedRecoveryKey &key)
{
    auto *dialog = new BackupRestoreDialog(m_workspace, *m_gate, found, folder(), this);
    dialog->sealSafetyBackup(key);
    connect(dialog, &BackupRestoreDialog::ended, this, &BackupsPage::refresh);
    dialog->open();
}

void BackupsPage::takeBack()
{
    if (!m_undoable)
        return;
    m_gate->passLock(this, [this] {
        if (!m_undoable)
            return;
        const auto swap = std::make_shared<backup::Swap>();
        follow(backup::undoRecipe(tr("Take back the restore of %1").arg(m_undoable->live),
                   m_workspace.link().openJobSession()->options(), m_undoable->live, swap),
            [this, swap](const Result<> &result) {
                if (result)
                    m_banner->showMessage(items::Severity::Good,
                        tr("%1 is the database from before the restore again; the restored one is "
                           "kept "
                           "as %2.")
                            .arg(safeText(swap->live), safeText(swap->fresh)));
            });
    });
}

// Gone for good: nobody can take those restores back then.
void BackupsPage::dropOld()
{
    Confirmation what;
    what.question = tr("Drop %n old database(s)?", nullptr, int(m_overdue.size()));
    what.consequence = tr("They were put aside by restores more than a day ago. Those restores cannot "
                          "be taken back afterwards.");
    what.objects = m_overdue;
    what.verb = tr("Drop %n database(s)", nullptr, int(m_overdue.size()));
    what.typedName = m_overdue.value(0);
    auto *dialog = new ConfirmDialog(what, targetOf(m_workspace), this);
    dialog->setObjectName(u"backupsDropOld"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this] {
        m_gate->passLock(this, [this] {
            const auto dropped = std::make_shared<QStringList>();
            follow(backup::dropAsideRecipe(tr("Drop old databases"),
                       m_workspace.link().openJobSession()->options(), backup::kAsideHours, dropped),
                [this, dropped](const Result<> &result) {
                    if (result)
                        m_banner->showMessage(items::Severity::Good,
                            tr("Dropped: %1").arg(safeText(dropped->join(u", "_s))));
                });
        });
    });
    dialog->open();
}

void BackupsPage::askWindow()
{
    if (!m_workspace.link().facts() || m_workspace.link().facts()->pooled)
        return;
    deliver(backup::openWindow(m_workspace.link().openJobSession()->options(),
                std::make_shared<const std::vector<backup::Found>>(m_all)),
        this, [this](const Result<QString> &window) {
            m_window = window ? window.value() : QString();
            showSchedule();
        });
}

} // namespace gatehouse::ui
