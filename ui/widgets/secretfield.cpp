#include "ui/widgets/secretfield.h"

#include "base/redact.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretclipboard.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

SecretField::SecretField(QWidget *parent) : QWidget(parent)
{
    m_edit = new QLineEdit(this);
    m_edit->setObjectName(u"secretText"_s);
    m_edit->setFont(monoFont());
    m_edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
        | Qt::ImhNoAutoUppercase);
    m_eye = makeIconButton(u"eye"_s, tr("Show it"), this, u"secretReveal"_s);
    m_copy = makeIconButton(u"copy"_s, tr("Copy it for 10 seconds"), this, u"secretCopy"_s);
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"secretNote"_s);
    m_note->setTone(PlainLabel::Tone::Good);
    m_note->hide();
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    m_timer->setInterval(kRevealFor);
    m_second = new QTimer(this);
    m_second->setInterval(1000);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kTiny);
    row->addWidget(m_edit, 1);
    row->addWidget(m_eye);
    row->addWidget(m_copy);
    row->addWidget(m_note);
    setFocusProxy(m_edit);
    connect(m_eye, &QToolButton::clicked, this, [this] { m_revealed ? hideAgain() : reveal(); });
    connect(m_copy, &QToolButton::clicked, this, &SecretField::copy);
    connect(m_timer, &QTimer::timeout, this, &SecretField::hideAgain);
    connect(m_second, &QTimer::timeout, this, &SecretField::showCountdown);
    connect(m_edit, &QLineEdit::textEdited, this, &SecretField::edited);
    connect(
        &SecretClipboard::instance(), &SecretClipboard::cleared, this, [this] { m_note->hide(); });
    update();
}

void SecretField::setSecret(Secret secret)
{
    m_secret = std::move(secret);
    if (m_editable)
        m_edit->setText(m_secret.text());
    hideAgain();
}

Secret SecretField::secret() const
{
    return m_editable ? Secret(m_edit->text()) : m_secret.clone();
}

void SecretField::setEditable(bool editable)
{
    m_editable = editable;
    m_edit->setText(editable ? m_secret.text() : QString());
    update();
}

void SecretField::setHint(const QString &hint)
{
    m_edit->setAccessibleName(hint);
    if (m_editable)
        m_edit->setPlaceholderText(hint);
}

void SecretField::setRevealFor(int ms) { m_timer->setInterval(ms); }

void SecretField::reveal()
{
    if (secret().isEmpty())
        return;
    m_revealed = true;
    m_timer->start();
    update();
    Q_EMIT revealed();
}

void SecretField::hideAgain()
{
    m_revealed = false;
    m_timer->stop();
    update();
}

void SecretField::update()
{
    m_edit->setReadOnly(!m_editable);
    m_copy->setVisible(!m_editable);
    m_edit->setEchoMode(m_editable && !m_revealed ? QLineEdit::Password : QLineEdit::Normal);
    if (!m_editable) {
        m_edit->setText(m_secret.isEmpty() ? QString()
                : m_revealed               ? m_secret.text()
                                           : maskKey(m_secret.text()));
        m_edit->setCursorPosition(0);
    }
    const QString what = m_revealed ? tr("Hide it") : tr("Show it");
    m_eye->setIcon(icon(m_revealed ? u"eye-off"_s : u"eye"_s));
    m_eye->setAccessibleName(what);
    m_eye->setToolTip(what);
}

void SecretField::copy()
{
    if (m_secret.isEmpty())
        return;
    SecretClipboard::instance().copy(m_secret.text());
    m_note->show();
    showCountdown();
    m_second->start();
    Q_EMIT copied();
}

void SecretField::showCountdown()
{
    const int seconds = SecretClipboard::instance().remainingSeconds();
    if (seconds <= 0) {
        m_second->stop();
        m_note->hide();
        return;
    }
    m_note->setText(tr("copied, cleared in %1 s").arg(seconds));
}

void SecretField::hideEvent(QHideEvent *event)
{
    hideAgain();
    QWidget::hideEvent(event);
}

} // namespace gatehouse::ui
