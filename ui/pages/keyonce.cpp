#include "ui/pages/keyonce.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"

#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kShownFor = 120'000; // ms; long enough to write it down

} // namespace

KeyOnce::KeyOnce(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    m_title = new PlainLabel(this);
    m_title->setObjectName(u"keyOnceTitle"_s);
    m_title->setFont(titleFont());
    m_text = new PlainLabel(this);
    m_text->setObjectName(u"keyOnceText"_s);
    m_text->setWordWrap(true);
    m_secret = new SecretField(this);
    m_secret->setObjectName(u"keyOnceSecret"_s);
    m_secret->setHint(tr("The new key"));
    m_secret->setRevealFor(kShownFor);
    m_fingerprint = new PlainLabel(this);
    m_fingerprint->setObjectName(u"keyOnceFingerprint"_s);
    m_fingerprint->setFont(monoFont());
    m_fingerprint->setTone(PlainLabel::Tone::Muted);
    m_record = new PlainLabel(this);
    m_record->setObjectName(u"keyOnceRecord"_s);
    m_record->setWordWrap(true);
    m_record->setTone(PlainLabel::Tone::Muted);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_title, m_text, m_secret, m_fingerprint, m_record})
        column->addWidget(widget);
    column->addStretch(1);
    connect(m_secret, &SecretField::copied, this, [this] {
        m_copied = true;
        Q_EMIT copied();
    });
}

void KeyOnce::setCreated(const keys::Created &created, const QString &sentence)
{
    m_copied = false;
    m_title->setText(tr("The key of %1").arg(safeText(created.name, 60)));
    m_text->setText(sentence);
    m_secret->setSecret(created.secret->clone());
    m_secret->reveal();
    m_fingerprint->setText(created.masked + u"  "_s + created.fingerprint);
    m_record->setText(created.recorded
            ? tr("Recorded in the audit trail, without the key itself.")
            : tr("Not recorded: for this connection changes without a record were chosen."));
}

} // namespace gatehouse::ui
