#include "ui/pages/keyrotatedialog.h"

#include "base/safetext.h"
#include "ui/pages/keyblast.h"
#include "ui/pages/keyonce.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

KeyRotateDialog::KeyRotateDialog(const KeysContext &context, const keys::Key &seen, QWidget *parent)
    : EnvironmentDialog(tr("Rotate key"), targetOf(*context.workspace), parent),
      m_context(context),
      m_seen(seen)
{
    setObjectName(u"rotateKeyDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    preview();
}

void KeyRotateDialog::build()
{
    m_banner = new Banner(this);
    m_banner->setObjectName(u"rotateBanner"_s);
    m_once = new KeyOnce(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(choices());
    m_pages->addWidget(m_once);
    content()->addWidget(m_banner);
    content()->addWidget(m_pages, 1);
    m_cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"rotateCancel"_s);
    m_submit = makeButton(tr("&Rotate key"), ButtonKind::Destroy, this, u"rotateSubmit"_s);
    m_submit->setEnabled(false);
    m_cancel->setDefault(true);
    buttons()->addWidget(m_cancel);
    buttons()->addWidget(m_submit);
    connect(m_cancel, &QPushButton::clicked, this, &KeyRotateDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &KeyRotateDialog::submit);
    connect(m_once, &KeyOnce::copied, this, [this] {
        m_submit->setText(tr("Done"));
        m_banner->clear();
    });
    setMinimumWidth(580);
}

QWidget *KeyRotateDialog::choices()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    auto *title = new PlainLabel(tr("Give %1 a new key?").arg(safeText(m_seen.name, 60)), page);
    title->setFont(titleFont());
    title->setWordWrap(true);
    auto *key = new PlainLabel(m_seen.masked + u"  "_s + m_seen.fingerprint, page);
    key->setFont(monoFont());
    key->setTone(PlainLabel::Tone::Muted);
    auto *text = new PlainLabel(page);
    text->setWordWrap(true);
    text->setText(
        tr("The old key stops working at once; whoever uses it needs the new one. Name, role "
           "and limit stay."));
    const auto choice = [&](const QString &words, const QString &name, PlainLabel *&sentence) {
        auto *button = new QRadioButton(words, page);
        button->setObjectName(name);
        sentence = new PlainLabel(tr("counting…"), page);
        sentence->setObjectName(name + u"Text"_s);
        sentence->setWordWrap(true);
        sentence->setTone(PlainLabel::Tone::Muted);
        sentence->setContentsMargins(space::kHuge, 0, 0, space::kTiny);
        return button;
    };
    m_carry = choice(tr("&Carry the history over"), u"rotateCarry"_s, m_carryText);
    m_apart = choice(tr("&Keep the history apart"), u"rotateApart"_s, m_apartText);
    m_carry->setChecked(true);
    for (QWidget *widget : std::initializer_list<QWidget *>{
             title, key, text, m_carry, m_carryText, m_apart, m_apartText})
        column->addWidget(widget);
    column->addWidget(new KeyBlast(m_context, {m_seen}, page));
    column->addStretch(1);
    return page;
}

void KeyRotateDialog::preview()
{
    m_context.ask(
        this,
        [seen = m_seen](
            db::Sql &sql, const keys::Keys &engine) { return engine.previewRotation(sql, seen); },
        [this](const Result<keys::RotationPreview> &preview) {
            if (preview)
                showPreview(preview.value());
            else
                fail(preview.error());
        });
}

void KeyRotateDialog::showPreview(const keys::RotationPreview &preview)
{
    m_carryText->setText(preview.carrySentence);
    m_apartText->setText(preview.apartSentence);
    m_apart->setVisible(preview.joinedBySecret);
    m_apartText->setVisible(preview.joinedBySecret);
    m_carry->setVisible(preview.joinedBySecret);
    m_submit->setEnabled(true);
}

void KeyRotateDialog::submit()
{
    if (m_pages->currentWidget() == m_once)
        reject();
    else
        m_context.gate->pass(this, [this] { rotate(); });
}

void KeyRotateDialog::rotate()
{
    m_submit->setEnabled(false);
    m_banner->showMessage(
        items::Severity::Info, tr("Rotating… Cancel stops it, and then nothing has changed."));
    keys::Keys engine = m_context.engine;
    engine.recordAs(m_context.gate->policy(), m_context.gate->actor());
    const auto history = m_carry->isChecked() ? keys::History::CarryOver : keys::History::KeepApart;
    m_running = CancelToken();
    m_job = m_context.workspace->link().openJobSession();
    deliver(m_job->run([engine, seen = m_seen, history](
                           db::Sql &sql) { return engine.rotate(sql, seen, history); },
                m_running),
        this, [this](const Result<keys::Created> &created) {
            m_job.reset();
            m_submit->setEnabled(true);
            if (!created) {
                fail(created.error());
                return;
            }
            showOnce(created.value());
            Q_EMIT changed(created.value().id);
        });
}

void KeyRotateDialog::showOnce(const keys::Created &created)
{
    QString sentence = tr("Copy it now and hand it over; the old key is refused already.");
    if (created.movedRows > 0)
        sentence +=
            u' ' + tr("%Ln row(s) of history moved with it.", nullptr, int(created.movedRows));
    m_once->setCreated(created, sentence);
    m_banner->clear();
    m_pages->setCurrentWidget(m_once);
    m_cancel->hide();
    setKind(m_submit, ButtonKind::Primary);
    m_submit->setText(tr("Close without copying"));
}

void KeyRotateDialog::reject()
{
    if (m_job) { // the answer, "stopped", comes through deliver()
        m_running.cancel();
        return;
    }
    if (m_pages->currentWidget() == m_once && !m_once->wasCopied() && !m_warned) {
        m_warned = true;
        m_banner->showMessage(items::Severity::Warn,
            tr("The key was not copied, and it cannot be shown again. Copy it, or close once "
               "more."));
        return;
    }
    QDialog::reject();
}

void KeyRotateDialog::fail(const Error &error)
{
    m_banner->showMessage(items::Severity::Bad, error.text);
}

} // namespace gatehouse::ui
