#include "ui/pages/keydialog.h"

#include "base/safetext.h"
#include "ui/pages/keyform.h"
#include "ui/pages/keyonce.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

KeyDialog::KeyDialog(const KeysContext &context, QWidget *parent)
    : EnvironmentDialog(tr("New key"), targetOf(*context.workspace), parent), m_context(context)
{
    setObjectName(u"newKeyDialog"_s);
    build(tr("New key"), tr("&Create key"));
    m_form->setDraft(context.engine.newDraft());
    m_form->focusFirst();
}

KeyDialog::KeyDialog(const KeysContext &context, const keys::Key &seen, QWidget *parent)
    : EnvironmentDialog(tr("Edit key"), targetOf(*context.workspace), parent),
      m_context(context),
      m_seen(seen)
{
    setObjectName(u"editKeyDialog"_s);
    build(tr("Edit %1").arg(safeText(seen.name, 60)), tr("&Save changes"));
    m_form->setDraft(keys::Keys::draftOf(seen));
    m_form->focusFirst();
}

void KeyDialog::build(const QString &title, const QString &verb)
{
    setAttribute(Qt::WA_DeleteOnClose);
    auto *first = new QWidget(this);
    auto *column = new QVBoxLayout(first);
    column->setContentsMargins(0, 0, 0, 0);
    auto *heading = new PlainLabel(title, first);
    heading->setFont(titleFont());
    m_form = new KeyForm(m_context.engine, first);
    column->addWidget(heading);
    column->addWidget(m_form);
    column->addStretch(1);
    m_once = new KeyOnce(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(first);
    m_pages->addWidget(m_once);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"keyDialogBanner"_s);
    content()->addWidget(m_banner);
    content()->addWidget(m_pages, 1);
    m_cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"keyDialogCancel"_s);
    m_submit = makeButton(verb, ButtonKind::Primary, this, u"keyDialogSubmit"_s);
    m_submit->setDefault(true);
    buttons()->addWidget(m_cancel);
    buttons()->addWidget(m_submit);
    connect(m_cancel, &QPushButton::clicked, this, &KeyDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &KeyDialog::submit);
    connect(m_form, &KeyForm::edited, this, &KeyDialog::judge);
    connect(m_once, &KeyOnce::copied, this, [this] {
        m_submit->setText(tr("Done"));
        m_banner->clear();
    });
    setMinimumWidth(560);
    fetchOwners();
}

void KeyDialog::fetchOwners()
{
    m_context.ask(
        this, [](db::Sql &sql, const keys::Keys &engine) { return engine.owners(sql, {}); },
        [this](const Result<std::vector<keys::Owner>> &owners) {
            if (owners)
                m_form->setOwners(owners.value());
            else
                fail(owners.error());
        });
}

void KeyDialog::judge()
{
    const keys::Draft draft = m_form->draft();
    m_form->showProblems(m_context.engine.check(
        draft, m_context.known, m_context.workspace->clock().now(), m_seen ? &*m_seen : nullptr));
    m_submit->setEnabled(!m_busy && (!m_seen || draft != keys::Keys::draftOf(*m_seen)));
}

void KeyDialog::submit()
{
    if (m_pages->currentWidget() == m_once) {
        reject();
        return;
    }
    const keys::Draft draft = m_form->draft();
    const auto problems = m_context.engine.check(
        draft, m_context.known, m_context.workspace->clock().now(), m_seen ? &*m_seen : nullptr);
    if (!problems.empty()) {
        m_form->showProblems(problems);
        m_form->showAllProblems();
        return;
    }
    m_context.gate->pass(this, [this, draft] {
        if (m_seen)
            save(draft);
        else
            create(draft);
    });
}

void KeyDialog::create(const keys::Draft &draft)
{
    setBusy(true);
    m_context.ask(
        this, [draft](db::Sql &sql, const keys::Keys &engine) { return engine.create(sql, draft); },
        [this](const Result<keys::Created> &created) {
            setBusy(false);
            if (!created) {
                fail(created.error());
                return;
            }
            showOnce(created.value());
            Q_EMIT changed(created.value().id);
        });
}

void KeyDialog::save(const keys::Draft &draft)
{
    setBusy(true);
    m_context.ask(
        this,
        [draft, seen = *m_seen](
            db::Sql &sql, const keys::Keys &engine) { return engine.edit(sql, seen, draft); },
        [this](const Result<keys::Changed> &done) {
            setBusy(false);
            if (!done) {
                fail(done.error());
                return;
            }
            Q_EMIT changed(m_seen->id);
            accept();
        });
}

void KeyDialog::showOnce(const keys::Created &created)
{
    const bool hashed = !m_context.engine.domain().format.hash.isEmpty();
    m_once->setCreated(created,
        hashed ? tr("Copy it now and hand it over. Only its hash is stored, so nobody can show it "
                    "again.")
               : tr("Copy it now and hand it over. It is shown this once; the service accepts it "
                    "from now on."));
    m_banner->clear();
    m_pages->setCurrentWidget(m_once);
    m_cancel->hide();
    m_submit->setText(tr("Close without copying"));
}

// A key that nobody copied is lost: asks once.
void KeyDialog::reject()
{
    if (m_pages->currentWidget() == m_once && !m_once->wasCopied() && !m_warned) {
        m_warned = true;
        m_banner->showMessage(items::Severity::Warn,
            tr("The key was not copied, and it cannot be shown again. Copy it, or close once "
               "more."));
        return;
    }
    QDialog::reject();
}

void KeyDialog::fail(const Error &error)
{
    m_banner->showMessage(items::Severity::Bad, error.text);
    judge();
}

void KeyDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_submit->setEnabled(!busy);
    m_form->setEnabled(!busy);
}

} // namespace gatehouse::ui
