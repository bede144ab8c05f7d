#include "ui/pages/backupcreate.h"

#include "backup/work.h"
#include "base/deliver.h"
#include "ui/pages/backupkeys.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"
#include "ui/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {
constexpr int kMostJobs = 16;
constexpr int kModernCompression = 16; // lz4 and zstd
} // namespace

BackupCreateDialog::BackupCreateDialog(Workspace &workspace, const QString &folder, QWidget *parent)
    : EnvironmentDialog(tr("Back up"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_folder(folder)
{
    setObjectName(u"backupCreateDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    askTools();
}

void BackupCreateDialog::build()
{
    m_banner = new Banner(this);
    m_banner->setDismissable(false);
    m_format = new QComboBox(this);
    m_format->setObjectName(u"backupFormat"_s);
    m_format->addItem(tr("One file (custom)"));
    m_format->addItem(tr("Folder, several tables at once (directory)"));
    m_format->addItem(tr("The whole server (base backup)"));
    m_compression = new QComboBox(this);
    m_compression->setObjectName(u"backupCompression"_s);
    m_compression->addItem(tr("gzip, as pg_dump does"), QString());
    m_compression->addItem(tr("gzip, small (9)"), u"gzip:9"_s);
    m_compression->addItem(tr("none, fast"), u"none"_s);
    m_jobs = new QSpinBox(this);
    m_jobs->setObjectName(u"backupJobs"_s);
    m_jobs->setRange(1, kMostJobs);
    m_jobs->setEnabled(false);
    m_globals = new QCheckBox(tr("Also the &roles, without passwords"), this);
    m_globals->setObjectName(u"backupGlobals"_s);
    m_encrypt = new QCheckBox(tr("&Encrypt it; your recovery key opens it"), this);
    m_encrypt->setObjectName(u"backupEncrypt"_s);
    m_secrets = new QWidget(this);
    m_passphrase = new SecretField(m_secrets);
    m_passphrase->setObjectName(u"backupPassphrase"_s);
    m_passphrase->setHint(tr("Passphrase, if one shall open it, too"));
    m_again = new SecretField(m_secrets);
    m_again->setObjectName(u"backupPassphraseAgain"_s);
    m_again->setHint(tr("Once more"));
    auto *secrets = new QVBoxLayout(m_secrets);
    secrets->setContentsMargins(0, 0, 0, 0);
    for (SecretField *field : {m_passphrase, m_again}) {
        field->setEditable(true);
        secrets->addWidget(field);
    }
    m_secrets->hide();
    m_tools = new PlainLabel(tr("Looking for pg_dump…"), this);
    m_tools->setObjectName(u"backupTools"_s);
    m_tools->setWordWrap(true);
    m_tools->setTone(PlainLabel::Tone::Muted);
    auto *where = new PlainLabel(m_folder, this);
    where->setElide(Qt::ElideMiddle);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(space::kSmall);
    form->addRow(tr("&Format:"), m_format);
    form->addRow(tr("&Compression:"), m_compression);
    form->addRow(tr("&Tables at once:"), m_jobs);
    form->addRow(QString(), m_globals);
    form->addRow(QString(), m_encrypt);
    form->addRow(QString(), m_secrets);
    form->addRow(tr("Into:"), where);
    content()->addWidget(m_banner);
    content()->addLayout(form);
    content()->addWidget(m_tools);
    content()->addStretch(1);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"backupCreateCancel"_s);
    m_submit = makeButton(tr("&Back up"), ButtonKind::Primary, this, u"backupCreateSubmit"_s);
    m_submit->setEnabled(false);
    m_submit->setDefault(true);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &BackupCreateDialog::submit);
    connect(m_format, &QComboBox::currentIndexChanged, this, &BackupCreateDialog::updateChoices);
    connect(m_encrypt, &QCheckBox::toggled, this, &BackupCreateDialog::updateChoices);
    setMinimumWidth(560);
}

// A directory is written by pg_dump itself and a base backup by pg_basebackup: in the clear.
void BackupCreateDialog::updateChoices()
{
    const int index = m_format->currentIndex();
    m_jobs->setEnabled(index == 1);
    m_compression->setEnabled(index != 2);
    m_globals->setEnabled(index != 2);
    m_encrypt->setEnabled(index == 0);
    m_encrypt->setToolTip(
        index == 0 ? QString() : tr("Only a backup in one file can be encrypted."));
    m_secrets->setVisible(index == 0 && m_encrypt->isChecked());
    layout()->activate();
    resize(size().expandedTo(sizeHint()));
}

// Said before anything is begun: which program does it, or which package is missing.
void BackupCreateDialog::askTools()
{
    const auto facts = m_workspace.link().facts();
    if (!facts || facts->pooled) {
        m_tools->setText({});
        m_banner->showMessage(items::Severity::Bad,
            facts ? tr("This connection goes through a pooler, which cannot keep a snapshot open. "
                       "Connect to the server itself for backups.")
                  : tr("There is no connection to the server now."));
        return;
    }
    deliver(backup::openTools(facts->versionNum / 10000), this,
        [this](const Result<backup::Choice> &choice) {
            if (!choice) {
                m_tools->setText({});
                m_banner->showMessage(items::Severity::Bad, choice.error().text);
                return;
            }
            m_tools->setText(choice.value().why);
            if (!choice.value().warnings.isEmpty())
                m_banner->showMessage(items::Severity::Warn, choice.value().warnings.join(u' '));
            if (choice.value().tools.version.major >= kModernCompression) {
                m_compression->addItem(tr("zstd, fast and small"), u"zstd:3"_s);
                m_compression->addItem(tr("lz4, very fast"), u"lz4"_s);
            }
            m_submit->setEnabled(true);
        });
}

void BackupCreateDialog::submit()
{
    const auto options = m_workspace.link().openJobSession()->options();
    backup::CreatePlan plan;
    plan.folder = m_folder;
    plan.info = options.info;
    plan.password = options.password;
    plan.role = options.role;
    if (m_format->currentIndex() == 2) {
        Q_EMIT baseChosen({m_folder, options.info, options.password});
        return accept();
    }
    const bool directory = m_format->currentIndex() == 1;
    plan.format = directory ? backup::Format::Directory : backup::Format::Custom;
    plan.jobs = directory ? m_jobs->value() : 1;
    plan.compression = m_compression->currentData().toString();
    plan.globals = m_globals->isChecked();
    if (!directory && m_encrypt->isChecked())
        return submitEncrypted(plan);
    Q_EMIT chosen(plan);
    accept();
}

void BackupCreateDialog::submitEncrypted(const backup::CreatePlan &plan)
{
    auto passphrase = std::make_shared<const Secret>(m_passphrase->secret());
    if (!m_again->secret().equals(passphrase->view()))
        return m_banner->showMessage(
            items::Severity::Bad, tr("The two passphrases are not the same."));
    if (!m_keychain)
        m_keychain = new db::KeychainStore(this);
    m_submit->setEnabled(false);
    withRecoveryKey(*m_keychain, target(), this,
        [this, plan, passphrase](const Result<backup::SharedRecoveryKey> &key) {
            m_submit->setEnabled(true);
            if (!key)
                return m_banner->showMessage(items::Severity::Bad, key.error().text);
            backup::CreatePlan sealed = plan;
            sealed.recovery = key.value();
            sealed.passphrase = passphrase;
            Q_EMIT chosen(sealed);
            accept();
        });
}

} // namespace gatehouse::ui
