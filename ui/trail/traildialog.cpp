#include "ui/trail/traildialog.h"

#include "base/deliver.h"
#include "trail/recorder.h"
#include "ui/theme/fonts.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"
#include "ui/workspace.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

TrailDialog::TrailDialog(
    Workspace &workspace, ChangeGate &gate, const QString &settingsId, QWidget *parent)
    : EnvironmentDialog(tr("Record of changes"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_gate(gate),
      m_settingsId(settingsId)
{
    setObjectName(u"trailDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    buildTexts();
    buildButtons();
    askStatus();
}

void TrailDialog::buildTexts()
{
    m_title = new PlainLabel(tr("Keep a record of every change?"), this);
    m_title->setObjectName(u"trailTitle"_s);
    m_title->setFont(titleFont());
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(
        tr("Gatehouse can write down each change it makes in this database: who, when, which "
           "object, before and after, with secrets masked. An entry is written in the same "
           "transaction as its change, and each one seals the one before it, so that later "
           "tampering shows. It needs a schema named gatehouse with three tables and four "
           "functions; nothing else is touched, and it can be removed again."));
    m_state = new PlainLabel(tr("Looking whether there is one already…"), this);
    m_state->setObjectName(u"trailState"_s);
    m_state->setWordWrap(true);
    m_choice = new PlainLabel(this);
    m_choice->setObjectName(u"trailChoice"_s);
    m_choice->setWordWrap(true);
    m_choice->setTone(PlainLabel::Tone::Muted);
    m_banner = new Banner(this);
    m_script = new QPlainTextEdit(this);
    m_script->setObjectName(u"trailScript"_s);
    m_script->setAccessibleName(tr("Statements that create the audit trail"));
    m_script->setReadOnly(true);
    m_script->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_script->setFont(monoFont());
    m_script->setMinimumHeight(220);
    m_script->hide();
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_title, text, m_state, m_choice, m_banner, m_script})
        content()->addWidget(widget);
    setMinimumWidth(620);
}

void TrailDialog::buildButtons()
{
    m_showScript = makeButton(tr("Show the &SQL"), ButtonKind::Link, this, u"trailShowSql"_s);
    m_check = makeButton(tr("&Verify chain"), ButtonKind::Plain, this, u"trailVerify"_s);
    m_remove = makeButton(tr("Re&move…"), ButtonKind::Danger, this, u"trailRemove"_s);
    m_without =
        makeButton(tr("Change &without a record"), ButtonKind::Plain, this, u"trailWithout"_s);
    m_close = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"trailClose"_s);
    m_create =
        makeButton(tr("&Create the audit trail"), ButtonKind::Primary, this, u"trailCreate"_s);
    buttons()->insertWidget(0, m_showScript);
    for (QPushButton *button : {m_check, m_remove, m_close, m_without, m_create})
        buttons()->addWidget(button);
    for (QPushButton *button : {m_check, m_remove, m_without, m_create})
        button->hide();
    connect(m_showScript, &QPushButton::clicked, this, [this] {
        m_script->setPlainText(trail::creationScript());
        m_script->setVisible(!m_script->isVisible());
    });
    connect(m_create, &QPushButton::clicked, this, &TrailDialog::create);
    connect(m_without, &QPushButton::clicked, this, &TrailDialog::goWithout);
    connect(m_check, &QPushButton::clicked, this, &TrailDialog::check);
    connect(m_remove, &QPushButton::clicked, this, &TrailDialog::askRemoval);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    m_close->setDefault(true);
}

void TrailDialog::setManaging()
{
    m_managing = true;
    m_title->setText(tr("Record of changes"));
    m_close->setText(tr("Close"));
}

void TrailDialog::askStatus()
{
    deliver(m_workspace.link().interactive().run(trail::status), this,
        [this](const Result<trail::Status> &status) {
            if (status)
                showStatus(status.value());
            else
                fail(status.error());
        });
}

void TrailDialog::showStatus(const trail::Status &status)
{
    setBusy(false);
    m_status = status;
    m_state->setText(status.sentence());
    const bool optional = m_gate.policy() == trail::Policy::Optional;
    m_choice->setText(optional
            ? tr("Chosen for this connection: changes are made even when they cannot be recorded.")
            : tr("Changes of this connection are refused when they cannot be recorded."));
    const bool ready = status.state == trail::State::Ready;
    m_create->setVisible(status.state == trail::State::Absent && status.mayCreate);
    m_check->setVisible(ready && status.mayRead);
    m_remove->setVisible(ready && status.mayCreate && m_managing);
    // In between a change it goes on at once; else it is a choice to be kept or taken back.
    m_without->setVisible(!ready || (m_managing && optional));
    m_without->setText(
        m_managing && optional ? tr("Refuse &unrecorded changes") : tr("Change &without a record"));
    if (ready && !m_managing)
        accept();
}

void TrailDialog::create()
{
    m_gate.passLock(this, [this] {
        setBusy(true);
        const trail::Actor actor = m_gate.actor();
        deliver(m_workspace.link().interactive().run(
                    [actor](db::Sql &sql) { return trail::create(sql, actor); }),
            this, [this](const Result<> &done) {
                if (!done) {
                    fail(done.error());
                    return;
                }
                trail::setPolicy(m_workspace.settings(), m_settingsId, trail::Policy::Required);
                if (!m_managing) {
                    accept();
                    return;
                }
                m_banner->showMessage(items::Severity::Good, tr("The audit trail was created."));
                askStatus();
            });
    });
}

void TrailDialog::goWithout()
{
    const bool optional = m_gate.policy() == trail::Policy::Optional;
    const bool takeBack = m_managing && optional;
    trail::setPolicy(m_workspace.settings(), m_settingsId,
        takeBack ? trail::Policy::Required : trail::Policy::Optional);
    if (m_managing)
        showStatus(m_status);
    else
        accept();
}

// A session of its own: millions of entries take longer than a page may wait.
void TrailDialog::check()
{
    setBusy(true);
    m_banner->showMessage(items::Severity::Info, tr("Reading every entry…"));
    m_job = m_workspace.link().openJobSession();
    deliver(m_job->run([](db::Sql &sql) { return trail::verify(sql); }), this,
        [this](const Result<trail::Verdict> &verdict) {
            m_job.reset();
            setBusy(false);
            if (!verdict) {
                fail(verdict.error());
                return;
            }
            const bool whole = verdict.value().whole();
            m_banner->showMessage(
                whole ? items::Severity::Good : items::Severity::Bad, verdict.value().why);
        });
}

void TrailDialog::askRemoval()
{
    Confirmation ask;
    ask.question = tr("Remove the audit trail?");
    ask.consequence =
        tr("All entries are deleted and cannot be brought back. Later changes are not "
           "recorded until a new trail is created.");
    ask.objects = {u"gatehouse.audit_trail"_s};
    ask.verb = tr("Remove the audit trail");
    ask.typedName = u"audit_trail"_s;
    auto *dialog = new ConfirmDialog(ask, target(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &QDialog::accepted, this, [this] { m_gate.passLock(this, [this] { remove(); }); });
    dialog->open();
}

void TrailDialog::remove()
{
    setBusy(true);
    deliver(
        m_workspace.link().interactive().run(trail::remove), this, [this](const Result<> &done) {
            if (!done) {
                fail(done.error());
                return;
            }
            m_banner->showMessage(items::Severity::Good, tr("The audit trail was removed."));
            askStatus();
        });
}

void TrailDialog::fail(const Error &error)
{
    setBusy(false);
    m_banner->showMessage(items::Severity::Bad, error.text);
}

void TrailDialog::setBusy(bool busy)
{
    for (QPushButton *button : {m_check, m_remove, m_without, m_create})
        button->setEnabled(!busy);
}

} // namespace gatehouse::ui
