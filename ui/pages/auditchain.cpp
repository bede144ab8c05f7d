// What the audit page does with our own chain beside verifying it: an exported head as witness,
// months that are sealed into files, an older trail that becomes the present one.
#include "base/deliver.h"
#include "base/later.h"
#include "trail/chain.h"
#include "trail/head.h"
#include "trail/trail.h"
#include "ui/pages/audit.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"

#include <QFileDialog>
#include <QLocale>
#include <QMenu>
#include <QPushButton>

namespace gatehouse::ui {

namespace {

constexpr int kKeptMonths = 3; // as gatehousectl audit seal has it

} // namespace

void AuditPage::buildMenu()
{
    m_more = makeButton(tr("&More"), ButtonKind::Plain, this, u"auditMore"_s);
    auto *menu = new QMenu(m_more);
    const auto add = [this, menu](const QString &text, const QString &name, auto act) {
        QAction *action = menu->addAction(text);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, act);
    };
    add(tr("Verify against an exported head…"), u"auditAgainst"_s, &AuditPage::chooseCheckedHead);
    add(tr("Seal the oldest month…"), u"auditSeal"_s, &AuditPage::chooseSealFolder);
    add(tr("Upgrade the trail…"), u"auditUpgrade"_s, &AuditPage::upgrade);
    m_more->setMenu(menu);
}

void AuditPage::chooseCheckedHead()
{
    auto *dialog = new QFileDialog(this, tr("The signed head that was exported before"));
    dialog->setObjectName(u"auditAgainstDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::verifyAgainst);
    dialog->open();
}

void AuditPage::verifyAgainst(const QString &path)
{
    deliver(later([path] { return trail::readHeadFile(path); }), this,
        [this](const Result<trail::SignedHead> &head) {
            if (!head)
                return fail(head.error());
            db::Session &session =
                job(tr("Checking every entry of the chain against the head. Esc stops it."));
            const trail::Anchor anchor = head.value().head;
            const QString signer = trail::keyFingerprint(head.value().publicKey);
            deliver(session.run([anchor](db::Sql &sql) { return trail::verify(sql, {}, {anchor}); },
                        m_working),
                this, [this, anchor, signer](const Result<trail::Verdict> &checked) {
                    endJob();
                    if (!checked)
                        return fail(checked.error());
                    const trail::Verdict &verdict = checked.value();
                    if (!verdict.whole())
                        return m_banner->showMessage(items::Severity::Bad,
                            tr("The trail is not the one of this head: entry %1. %2")
                                .arg(verdict.firstBroken)
                                .arg(verdict.why));
                    if (!verdict.beyond.empty())
                        return m_banner->showMessage(items::Severity::Warn,
                            tr("%1 The head is of entry %2, which was sealed away since: nothing "
                               "here can prove or refute it.")
                                .arg(verdict.why)
                                .arg(anchor.seq));
                    m_banner->showMessage(items::Severity::Good,
                        tr("%1 Entry %2 is the one of the head. It was signed with the key %3: "
                           "compare it with the one you know.")
                            .arg(verdict.why)
                            .arg(anchor.seq)
                            .arg(signer));
                });
        });
}

void AuditPage::chooseSealFolder()
{
    auto *dialog = new QFileDialog(this, tr("Folder for the file of the sealed month"));
    dialog->setObjectName(u"auditSealDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::sealInto);
    dialog->open();
}

void AuditPage::sealInto(const QString &folder)
{
    db::Session &session = job(tr("Looking for the oldest month."));
    deliver(session.run([](db::Sql &sql) { return trail::sealable(sql, kKeptMonths); }, m_working),
        this, [this, folder](const Result<std::optional<trail::Sealable>> &found) {
            endJob();
            if (!found)
                return fail(found.error());
            if (!found.value())
                return m_banner->showMessage(items::Severity::Info,
                    tr("No month is old enough to be sealed: the newest three stay."));
            const trail::Sealable month = *found.value();
            Confirmation ask{tr("Seal %1?").arg(month.month),
                tr("Its entries are checked, written to a file, read back, and taken out of the "
                   "trail. An entry says where they ended, so that the chain goes on. They cannot "
                   "be put back."),
                {folder}, tr("Seal the month"), month.month,
                {{tr("Entries moved into the file"),
                    QLocale().toString(month.last - month.first + 1), true}}};
            auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &QDialog::accepted, this, [this, month, folder] {
                m_gate->passLock(this, [this, month, folder] { seal(month, folder); });
            });
            dialog->open();
        });
}

void AuditPage::seal(const trail::Sealable &month, const QString &folder)
{
    db::Session &session =
        job(tr("Sealing %1. Esc stops it, and then nothing has changed.").arg(month.month));
    deliver(session.run([actor = m_gate->actor(), month, folder](
                            db::Sql &sql) { return trail::seal(sql, actor, month, folder); },
                m_working),
        this, [this, month](const Result<trail::Sealed> &done) {
            endJob();
            if (!done)
                return fail(done.error());
            m_banner->showMessage(items::Severity::Good,
                tr("%1: entries %2 to %3 are in %4, and entry %5 seals them.")
                    .arg(month.month)
                    .arg(month.first)
                    .arg(month.last)
                    .arg(done.value().path)
                    .arg(done.value().entry));
            ask();
        });
}

void AuditPage::upgrade()
{
    m_gate->passLock(this, [this] {
        db::Session &session = job(tr("Upgrading the trail."));
        deliver(session.run(
                    [actor = m_gate->actor()](db::Sql &sql) -> Result<trail::Status> {
                        auto before = trail::status(sql);
                        if (!before || !before.value().isOlder())
                            return before;
                        if (auto done = trail::upgrade(sql, actor); !done)
                            return done.error();
                        return before;
                    },
                    m_working),
            this, [this](const Result<trail::Status> &before) {
                endJob();
                if (!before)
                    return fail(before.error());
                if (!before.value().isOlder())
                    return m_banner->showMessage(
                        items::Severity::Info, tr("The trail is of the present version already."));
                m_banner->showMessage(items::Severity::Good,
                    tr("The trail was version %1 and is version %2 now; its entries are as they "
                       "were.")
                        .arg(before.value().version)
                        .arg(trail::kVersion));
                readSource();
            });
    });
}

} // namespace gatehouse::ui
