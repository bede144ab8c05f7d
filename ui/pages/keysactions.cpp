#include "ui/pages/keysactions.h"

#include "base/safetext.h"
#include "ui/page.h"
#include "ui/pages/keyblast.h"
#include "ui/pages/keydialog.h"
#include "ui/pages/keyrotatedialog.h"
#include "ui/pages/keysbulkdialog.h"
#include "ui/pages/keysfinddialog.h"
#include "ui/pages/keyshashplandialog.h"
#include "ui/pages/keysimportdialog.h"
#include "ui/pages/keysreviewdialog.h"
#include "ui/pages/timeline.h"
#include "ui/pages/keyswhatifdialog.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"
#include "usage/filter.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

QStringList namesOf(const std::vector<keys::Key> &keys)
{
    QStringList names;
    for (const keys::Key &key : keys)
        names.append(key.name + u"  "_s + key.fingerprint);
    return names;
}

} // namespace

KeysActions::KeysActions(Workspace &workspace, QWidget *page)
    : QObject(page), m_workspace(workspace), m_page(page), m_gate(new ChangeGate(workspace, this))
{
    connect(m_gate, &ChangeGate::failed, this,
        [this](const Error &error) { Q_EMIT said(items::Severity::Bad, error.text); });
}

void KeysActions::setKeys(const keys::Keys &engine, const std::vector<keys::Key> &known)
{
    m_engine = engine;
    m_known = known;
}

KeysContext KeysActions::context() { return {&m_workspace, m_gate, *m_engine, m_known}; }

void KeysActions::create()
{
    auto *dialog = new KeyDialog(context(), m_page);
    connect(dialog, &KeyDialog::changed, this, &KeysActions::changed);
    dialog->open();
}

void KeysActions::edit(const keys::Key &key)
{
    auto *dialog = new KeyDialog(context(), key, m_page);
    connect(dialog, &KeyDialog::changed, this, &KeysActions::changed);
    dialog->open();
}

void KeysActions::rotate(const keys::Key &key)
{
    auto *dialog = new KeyRotateDialog(context(), key, m_page);
    connect(dialog, &KeyRotateDialog::changed, this, &KeysActions::changed);
    dialog->open();
}

void KeysActions::change(keys::Verb verb, const std::vector<keys::Key> &keys)
{
    auto *dialog = new KeysBulkDialog(context(), verb, keys, m_page);
    connect(dialog, &KeysBulkDialog::changed, this, [this](const keys::Changed &done) {
        Q_EMIT changed({});
        Q_EMIT said(items::Severity::Good, tr("%n key(s) changed.", nullptr, int(done.rows)));
    });
    dialog->open();
}

void KeysActions::revoke(const std::vector<keys::Key> &keys)
{
    const int count = int(keys.size());
    confirm({keys::Verb::Revoke, keys}, tr("Revoke %n key(s)?", nullptr, count),
        tr("The service refuses requests with them at once. They can be reactivated later; their "
           "history stays."),
        tr("Revoke %n key(s)", nullptr, count), true);
}

void KeysActions::reactivate(const std::vector<keys::Key> &keys)
{
    const int count = int(keys.size());
    confirm({keys::Verb::Reactivate, keys}, tr("Reactivate %n key(s)?", nullptr, count),
        tr("Whoever still has them can use the service again at once."),
        tr("Reactivate %n key(s)", nullptr, count), false);
}

void KeysActions::remove(const std::vector<keys::Key> &keys)
{
    const int count = int(keys.size());
    confirm({keys::Verb::Delete, keys}, tr("Delete %n key(s) for good?", nullptr, count),
        tr("The rows are removed and cannot be brought back. Usage rows stay, without a key that "
           "they belong to. Revoking would keep the key and its name."),
        tr("Delete %n key(s)", nullptr, count), true);
}

void KeysActions::confirm(const keys::Bulk &bulk, const QString &question,
    const QString &consequence, const QString &verb, bool destructive)
{
    Confirmation ask{question, consequence, namesOf(bulk.keys), verb, {}, {}, true, destructive};
    ask.typedName = bulk.keys.size() == 1 ? safeText(bulk.keys.front().name)
                                          : tr("%n key(s)", nullptr, int(bulk.keys.size()));
    if (!destructive)
        ask.typedName.clear();
    auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
        [this, bulk] { m_gate->pass(m_page, [this, bulk] { apply(bulk); }); });
    if (bulk.verb == keys::Verb::Revoke) {
        auto *blast = new KeyBlast(context(), bulk.keys, dialog);
        dialog->content()->insertWidget(
            dialog->content()->indexOf(dialog->findChild<Banner *>()), blast);
        dialog->setMinimumWidth(560);
    }
    dialog->open();
    context().ask(
        dialog,
        [bulk](db::Sql &sql, const keys::Keys &engine) { return engine.preview(sql, bulk); },
        [dialog, bulk](const Result<keys::Preview> &preview) {
            if (!preview)
                dialog->setTrouble(preview.error());
            else if (preview.value().blocked())
                dialog->setTrouble(troubleOf(preview.value()));
            else
                dialog->setFigures(figuresOf(bulk, preview.value()));
        });
}

void KeysActions::apply(const keys::Bulk &bulk)
{
    context().ask(
        this, [bulk](db::Sql &sql, const keys::Keys &engine) { return engine.apply(sql, bulk); },
        [this, bulk](const Result<keys::Changed> &done) {
            if (!done) {
                Q_EMIT said(items::Severity::Bad, done.error().text);
                Q_EMIT changed({}); // what was seen is not what is there
                return;
            }
            QString sentence = tr("%n key(s) changed.", nullptr, int(done.value().rows));
            if (!done.value().recorded && done.value().rows > 0)
                sentence +=
                    u' ' + tr("The change was not recorded, as chosen for this connection.");
            Q_EMIT said(items::Severity::Good, sentence);
            Q_EMIT changed(bulk.keys.size() == 1 ? bulk.keys.front().id : QString());
        });
}

void KeysActions::reveal(const keys::Key &key)
{
    m_gate->pass(m_page, [this, key] {
        context().ask(
            this, [key](db::Sql &sql, const keys::Keys &engine) { return engine.reveal(sql, key); },
            [this, key](const Result<std::shared_ptr<const Secret>> &secret) {
                if (secret)
                    showSecret(key, secret.value());
                else
                    Q_EMIT said(items::Severity::Bad, secret.error().text);
            });
    });
}

void KeysActions::showSecret(const keys::Key &key, const std::shared_ptr<const Secret> &secret)
{
    auto *dialog = new EnvironmentDialog(tr("Stored key"), targetOf(m_workspace), m_page);
    dialog->setObjectName(u"revealDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto *title = new PlainLabel(tr("The key of %1").arg(safeText(key.name, 60)), dialog);
    title->setFont(titleFont());
    auto *text = new PlainLabel(dialog);
    text->setWordWrap(true);
    text->setText(tr("That it was shown is recorded. It hides itself after 20 seconds."));
    auto *field = new SecretField(dialog);
    field->setHint(tr("The stored key"));
    field->setSecret(secret->clone());
    field->reveal();
    auto *close = makeButton(tr("Close"), ButtonKind::Primary, dialog, u"revealClose"_s);
    connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    dialog->content()->addWidget(title);
    dialog->content()->addWidget(text);
    dialog->content()->addWidget(field);
    dialog->buttons()->addWidget(close);
    dialog->open();
}

void KeysActions::importKeys()
{
    auto *dialog = new KeysImportDialog(context(), m_page);
    connect(dialog, &KeysImportDialog::imported, this, [this](int count) {
        Q_EMIT changed({});
        Q_EMIT said(items::Severity::Good, tr("%n key(s) imported.", nullptr, count));
    });
    dialog->open();
}

void KeysActions::review()
{
    auto *dialog = new KeysReviewDialog(context(), m_page);
    connect(dialog, &KeysReviewDialog::fixRequested, this,
        [this](keys::Fix fix, const std::vector<keys::Key> &keys) {
            switch (fix) {
            case keys::Fix::Revoke:
                revoke(keys);
                break;
            case keys::Fix::Rotate:
                rotate(keys.front());
                break;
            case keys::Fix::SetLimit:
                change(keys::Verb::SetLimit, keys);
                break;
            case keys::Fix::SetExpiry:
                change(keys::Verb::SetExpiry, keys);
                break;
            case keys::Fix::HashPlan:
                showHashPlan();
                break;
            case keys::Fix::None:
                break;
            }
        });
    dialog->open();
}

void KeysActions::showHashPlan() { (new KeysHashPlanDialog(context(), m_page))->open(); }

void KeysActions::find()
{
    auto *dialog = new KeysFindDialog(context(), m_page);
    connect(dialog, &KeysFindDialog::keyWanted, this, &KeysActions::changed);
    dialog->open();
}

void KeysActions::whatIf(const std::vector<keys::Key> &keys)
{
    if (m_engine->abilities().usage.isEmpty())
        (new KeysWhatIfDialog(context(), keys.size() == 1 ? &keys.front() : nullptr, m_page))
            ->open();
    else
        Q_EMIT said(items::Severity::Warn, m_engine->abilities().usage);
}

QString KeysActions::whyNoRequests() const
{
    if (m_engine && !m_engine->abilities().usage.isEmpty())
        return m_engine->abilities().usage;
    const PageSpec *usage = pageSpec(u"usage"_s);
    return usage ? whyNotNow(*usage, m_workspace) : QString();
}

// The filter names the key, never its text; as far back as the key was used.
void KeysActions::showRequests(const keys::Key &key)
{
    usage::Filter filter;
    filter.zone = m_workspace.profile().zone;
    const bool recent = key.usage && key.usage->day > 0;
    filter.lastMs = (recent ? 1 : key.usage && key.usage->week > 0 ? 7 : 365) * 24LL * 3600 * 1000;
    filter.chips = {{u"key"_s, usage::Compare::Is, {key.name}}};
    Q_EMIT m_workspace.openPage(
        u"usage"_s, {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"rows"_s}});
}

void KeysActions::showTimeline(const keys::Key &key)
{
    (new TimelineDialog(m_workspace, {u"key"_s, key.id, key.name}, m_page))->open();
}

void KeysActions::showTrail() { m_gate->openTrailDialog(m_page); }

} // namespace gatehouse::ui
