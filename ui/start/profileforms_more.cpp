#include "ui/start/profileforms.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTimeZone>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString quoted(QString value)
{
    return u'\'' + value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

} // namespace

RouteForm::RouteForm(QWidget *parent) : ProfileForm(parent)
{
    auto *form = makeForm();
    m_ssh = addLine(form, tr("&SSH server:"), u"profileSsh"_s);
    m_ssh->setPlaceholderText(tr("user@host, or a Host of ~/.ssh/config; empty: no tunnel"));
    m_sshPort = new QSpinBox(this);
    m_sshPort->setObjectName(u"profileSshPort"_s);
    m_sshPort->setRange(0, 65535);
    m_sshPort->setSpecialValueText(tr("as configured"));
    m_sshPort->setMinimumWidth(
        m_sshPort->fontMetrics().horizontalAdvance(m_sshPort->specialValueText())
        + 6 * space::kMedium); // its own hint counts the digits only
    form->addRow(tr("SSH p&ort:"), m_sshPort);
    auto *note = new PlainLabel(this);
    note->setTone(PlainLabel::Tone::Muted);
    note->setWordWrap(true);
    note->setText(tr("The tunnel is the system's own ssh with your keys and agent; it asks for "
                     "nothing. Host and port are as the SSH server sees them."));
    form->addRow(QString(), note);
    m_standby = addLine(form, tr("S&tandby host:"), u"profileStandby"_s);
    m_standby->setPlaceholderText(tr("heavy reading goes there; empty: none"));
    m_standbyPort = addLine(form, tr("Standby &port:"), u"profileStandbyPort"_s);
    m_standbyPort->setPlaceholderText(u"5432"_s);
    m_service = addLine(form, tr("Ser&vice:"), u"profileService"_s);
    m_service->setPlaceholderText(tr("a name of pg_service.conf, for what is empty here"));
    m_extra = addLine(form, tr("&More settings:"), u"profileExtra"_s);
    m_extra->setPlaceholderText(u"target_session_attrs=read-write"_s);
    connect(m_sshPort, &QSpinBox::valueChanged, this, &ProfileForm::edited);
}

void RouteForm::load(const db::Profile &profile)
{
    const QSignalBlocker quiet(this);
    m_ssh->setText(profile.tunnel.target);
    m_sshPort->setValue(profile.tunnel.port);
    m_standby->setText(profile.standby.host);
    m_standbyPort->setText(profile.standby.port);
    m_service->setText(profile.info.service);
    QStringList words;
    for (auto it = profile.info.extra.begin(); it != profile.info.extra.end(); ++it)
        words << it.key() + u'=' + quoted(it.value());
    m_extra->setText(words.join(u' '));
}

// Runs after the other forms: the standby differs from the server in its place only.
void RouteForm::store(db::Profile &profile) const
{
    profile.tunnel.target = m_ssh->text().trimmed();
    profile.tunnel.port = m_sshPort->value();
    profile.info.service = m_service->text().trimmed();
    if (m_extra->text().trimmed().isEmpty()) {
        profile.info.extra.clear();
    } else if (const auto parsed = db::parseConnection(m_extra->text())) {
        profile.info.extra = parsed.value().info.extra;
    }
    profile.standby = {};
    if (!m_standby->text().trimmed().isEmpty()) {
        profile.standby = profile.info;
        profile.standby.host = m_standby->text().trimmed();
        profile.standby.port = m_standbyPort->text().trimmed();
        profile.standby.extra.remove(u"hostaddr"_s);
    }
}

QString RouteForm::trouble() const
{
    const QString text = m_extra->text().trimmed();
    if (text.isEmpty())
        return {};
    const auto parsed = db::parseConnection(text);
    if (!parsed)
        return tr("The further settings cannot be read. Write them as keyword=value, separated by "
                  "blanks, with single quotes around a value that holds one.");
    if (!parsed.value().password.isEmpty())
        return tr("A password does not belong into the settings; give it in its own field.");
    if (parsed.value().info.extra.isEmpty())
        return tr("The further settings hold nothing that has no field of its own here.");
    return {};
}

NotesForm::NotesForm(QWidget *parent) : ProfileForm(parent)
{
    auto *form = makeForm();
    m_zone = new QComboBox(this);
    m_zone->setObjectName(u"profileZone"_s);
    m_zone->setEditable(true);
    m_zone->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        m_zone->addItem(QString::fromLatin1(id));
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    form->addRow(tr("Reporting &zone:"), m_zone);
    m_notes = new QPlainTextEdit(this);
    m_notes->setObjectName(u"profileNotes"_s);
    m_notes->setTabChangesFocus(true);
    form->addRow(tr("N&otes:"), m_notes);
    connect(m_zone, &QComboBox::editTextChanged, this, &ProfileForm::edited);
    connect(m_notes, &QPlainTextEdit::textChanged, this, &ProfileForm::edited);
}

void NotesForm::load(const db::Profile &profile)
{
    const QSignalBlocker quiet(this);
    m_zone->setEditText(profile.zone);
    m_notes->setPlainText(profile.notes);
}

void NotesForm::store(db::Profile &profile) const
{
    profile.zone = m_zone->currentText().trimmed();
    profile.notes = m_notes->toPlainText();
}

QString NotesForm::trouble() const
{
    const QString zone = m_zone->currentText().trimmed();
    if (QTimeZone::isTimeZoneIdAvailable(zone.toLatin1()))
        return {};
    return tr("There is no time zone “%1”. Choose one of the list, such as Europe/Berlin.")
        .arg(zone);
}

} // namespace gatehouse::ui
