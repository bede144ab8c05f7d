#include "ui/pages/backupkeys.h"

#include "backup/work.h"
#include "base/deliver.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using backup::Found;
using backup::KeptKey;

void withKey(const Found &found, db::SecretStore &store, const Target &target, QWidget *over,
    std::function<void(const Found &)> go)
{
    if (!backup::isLocked(found))
        return go(found);
    const auto ask = [found, target, over, go] {
        auto *dialog = new BackupKeyDialog(found, target, over);
        QObject::connect(dialog, &BackupKeyDialog::opened, over, go);
        dialog->open();
    };
    deliver(backup::recoveryKey(&store, backup::recoveryKeyPath(), db::WhenMissing::Leave), over,
        [found, over, ask, go](const Result<KeptKey> &kept) {
            if (!kept || !kept.value().key)
                return ask();
            auto offer = std::make_shared<backup::KeyOffer>();
            offer->recovery = kept.value().key;
            deliver(backup::openUnlocked(found, offer), over,
                [ask, go](const Result<Found> &opened) {
                    if (opened)
                        go(opened.value());
                    else
                        ask();
                });
        });
}

void withRecoveryKey(db::SecretStore &store, const Target &target, QWidget *over,
    std::function<void(const Result<backup::SharedRecoveryKey> &)> go)
{
    deliver(backup::recoveryKey(&store, backup::recoveryKeyPath(), db::WhenMissing::Make), over,
        [target, over, go](const Result<KeptKey> &kept) {
            if (!kept)
                return go(kept.error());
            if (!kept.value().made)
                return go(kept.value().key);
            auto *dialog = new RecoveryKeyDialog(*kept.value().key, target, over);
            QObject::connect(
                dialog, &QDialog::accepted, over, [key = kept.value().key, go] { go(key); });
            dialog->open();
        });
}

BackupKeyDialog::BackupKeyDialog(const Found &found, const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("Open an encrypted backup"), target, parent), m_found(found)
{
    setObjectName(u"backupKeyDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new Banner(this);
    m_banner->setDismissable(false);
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(m_found.manifest->lock->byPassphrase.isEmpty()
            ? tr("No key that is kept on this machine opens it. It needs the recovery key %1.")
                  .arg(m_found.manifest->lock->recoveryId)
            : tr("No key that is kept on this machine opens it. Type its passphrase or the recovery "
                 "key %1.")
                  .arg(m_found.manifest->lock->recoveryId));
    m_typed = new SecretField(this);
    m_typed->setObjectName(u"backupKeyTyped"_s);
    m_typed->setEditable(true);
    m_typed->setHint(tr("Passphrase or recovery key"));
    content()->addWidget(m_banner);
    content()->addWidget(text);
    content()->addWidget(m_typed);
    content()->addStretch(1);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"backupKeyCancel"_s);
    m_submit = makeButton(tr("&Open"), ButtonKind::Primary, this, u"backupKeySubmit"_s);
    m_submit->setDefault(true);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &BackupKeyDialog::submit);
    setMinimumWidth(520);
    m_typed->edit()->setFocus();
}

void BackupKeyDialog::submit()
{
    m_submit->setEnabled(false);
    auto offer = std::make_shared<backup::KeyOffer>(backup::offerOf(m_typed->secret()));
    deliver(backup::openUnlocked(m_found, offer), this, [this](const Result<Found> &found) {
        m_submit->setEnabled(true);
        if (!found)
            return m_banner->showMessage(items::Severity::Bad, found.error().text);
        Q_EMIT opened(found.value());
        accept();
    });
}

RecoveryKeyDialog::RecoveryKeyDialog(
    const backup::RecoveryKey &key, const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("Your recovery key"), target, parent)
{
    setObjectName(u"recoveryKeyDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(tr("It opens every encrypted backup of yours, also when a passphrase is lost. It is "
                     "shown only now. Write it down and keep it away from this machine."));
    auto *field = new SecretField(this);
    field->setObjectName(u"recoveryKey"_s);
    field->setSecret(key.text());
    field->setRevealFor(10 * 60 * 1000); // it has to be written down
    field->reveal();
    auto *id = new PlainLabel(tr("Its number, which is no secret: %1").arg(key.id()), this);
    id->setTone(PlainLabel::Tone::Muted);
    m_written = new QCheckBox(tr("I have &written it down"), this);
    m_written->setObjectName(u"recoveryKeyWritten"_s);
    content()->addWidget(text);
    content()->addWidget(field);
    content()->addWidget(id);
    content()->addWidget(m_written);
    content()->addStretch(1);
    auto *go = makeButton(tr("&Go on"), ButtonKind::Primary, this, u"recoveryKeyGoOn"_s);
    go->setEnabled(false);
    buttons()->addWidget(go);
    connect(m_written, &QCheckBox::toggled, go, &QWidget::setEnabled);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(620);
}

void RecoveryKeyDialog::reject()
{
    if (m_written->isChecked())
        QDialog::accept();
}

} // namespace gatehouse::ui
