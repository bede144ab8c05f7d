#include "ui/start/profileforms.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QSpinBox>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QIcon swatch(const QColor &colour)
{
    QPixmap picture(28, 28);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(1, 1, 12, 12), 3, 3);
    return QIcon(picture);
}

constexpr db::TlsMode kModes[] = {db::TlsMode::VerifyFull, db::TlsMode::VerifyCa,
    db::TlsMode::Require, db::TlsMode::Prefer, db::TlsMode::Allow, db::TlsMode::Disable};

} // namespace

QFormLayout *ProfileForm::makeForm()
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, space::kLarge, 0, 0);
    form->setHorizontalSpacing(space::kLarge);
    form->setVerticalSpacing(space::kSmall + 2);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    return form;
}

QLineEdit *ProfileForm::addLine(QFormLayout *form, const QString &label, const QString &objectName)
{
    auto *edit = new QLineEdit(this);
    edit->setObjectName(objectName);
    form->addRow(label, edit);
    connect(edit, &QLineEdit::textEdited, this, &ProfileForm::edited);
    return edit;
}

QLineEdit *ProfileForm::addFile(QFormLayout *form, const QString &label, const QString &objectName)
{
    auto *row = new QWidget(this);
    auto *edit = new QLineEdit(row);
    edit->setObjectName(objectName);
    auto *browse = makeButton(tr("Choose…"), ButtonKind::Plain, row, objectName + u"Choose"_s);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(edit, 1);
    line->addWidget(browse);
    form->addRow(label, row);
    qobject_cast<QLabel *>(form->labelForField(row))->setBuddy(edit);
    const QString spoken = QString(label).remove(u'&').remove(u':');
    edit->setAccessibleName(spoken); // the label is not beside it, so no screen reader finds it
    browse->setAccessibleName(tr("Choose a file: %1").arg(spoken));
    connect(edit, &QLineEdit::textEdited, this, &ProfileForm::edited);
    connect(browse, &QPushButton::clicked, this, [this, edit] {
        auto *dialog = new QFileDialog(this, tr("Choose a file"), edit->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, edit, [this, edit](const QString &path) {
            edit->setText(path);
            Q_EMIT edited();
        });
        dialog->open();
    });
    return edit;
}

PlaceForm::PlaceForm(const QStringList &groups, QWidget *parent) : ProfileForm(parent)
{
    m_form = makeForm();
    m_name = addLine(m_form, tr("&Name:"), u"profileName"_s);
    m_group = new QComboBox(this);
    m_group->setObjectName(u"profileGroup"_s);
    m_group->setEditable(true);
    m_group->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_group->addItem(QString());
    m_group->addItems(groups);
    m_form->addRow(tr("&Group:"), m_group);
    m_environment = new QComboBox(this);
    m_environment->setObjectName(u"profileEnvironment"_s);
    m_colour = new QComboBox(this);
    m_colour->setObjectName(u"profileColour"_s);
    m_colour->addItem(tr("As the environment"), QString());
    for (const auto one : {db::Environment::Development, db::Environment::Test,
             db::Environment::Staging, db::Environment::Production})
        m_environment->addItem(swatch(tokens().of(one)), db::environmentName(one), int(one));
    const QList<QColor> series = tokens().series;
    for (qsizetype i = 0; i + 1 < series.size(); ++i)
        m_colour->addItem(swatch(series.at(i)), tr("Colour %1").arg(i + 1), series.at(i).name());
    auto *both = new QHBoxLayout;
    both->setSpacing(space::kSmall);
    both->addWidget(m_environment, 1);
    both->addWidget(m_colour, 1);
    m_form->addRow(tr("&Environment:"), both);
    qobject_cast<QLabel *>(m_form->labelForField(both))->setBuddy(m_environment);
    m_colour->setAccessibleName(tr("Colour"));
    m_host = addLine(m_form, tr("&Host:"), u"profileHost"_s);
    m_host->setPlaceholderText(tr("empty: the local socket"));
    m_port = addLine(m_form, tr("&Port:"), u"profilePort"_s);
    m_port->setPlaceholderText(u"5432"_s);
    m_database = addLine(m_form, tr("&Database:"), u"profileDatabase"_s);
    m_user = addLine(m_form, tr("&User:"), u"profileUser"_s);
    m_user->setPlaceholderText(tr("empty: the name of your account here"));
    connect(m_group, &QComboBox::editTextChanged, this, &ProfileForm::edited);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &ProfileForm::edited);
    connect(m_colour, &QComboBox::currentIndexChanged, this, &ProfileForm::edited);
}

void PlaceForm::addPasswordRow(const QString &label, QWidget *row) { m_form->addRow(label, row); }

void PlaceForm::load(const db::Profile &profile)
{
    const QSignalBlocker quiet(this);
    m_name->setText(profile.name);
    m_group->setEditText(profile.group);
    m_environment->setCurrentIndex(int(profile.environment));
    int colour = m_colour->findData(profile.color);
    if (colour < 0) { // of an imported file
        m_colour->addItem(swatch(QColor(profile.color)), profile.color, profile.color);
        colour = m_colour->count() - 1;
    }
    m_colour->setCurrentIndex(colour);
    m_host->setText(profile.info.host);
    m_port->setText(profile.info.port);
    m_database->setText(profile.info.database);
    m_user->setText(profile.info.user);
}

void PlaceForm::store(db::Profile &profile) const
{
    profile.name = m_name->text().trimmed();
    profile.group = m_group->currentText().trimmed();
    profile.environment = db::Environment(m_environment->currentData().toInt());
    profile.color = m_colour->currentData().toString();
    profile.info.host = m_host->text().trimmed();
    profile.info.port = m_port->text().trimmed();
    profile.info.database = m_database->text();
    profile.info.user = m_user->text();
}

SafetyForm::SafetyForm(QWidget *parent) : ProfileForm(parent)
{
    auto *form = makeForm();
    m_tls = new QComboBox(this);
    m_tls->setObjectName(u"profileTls"_s);
    for (const db::TlsMode mode : kModes)
        m_tls->addItem(db::tlsName(mode), int(mode));
    form->addRow(tr("&TLS:"), m_tls);
    auto *words = new QWidget(this);
    m_sign = new IconLabel(16, words);
    m_meaning = new PlainLabel(words);
    m_meaning->setObjectName(u"profileTlsMeaning"_s);
    m_meaning->setWordWrap(true);
    auto *line = new QHBoxLayout(words);
    line->setContentsMargins(0, 0, 0, space::kSmall);
    line->setSpacing(space::kSmall);
    line->addWidget(m_sign, 0, Qt::AlignTop);
    line->addWidget(m_meaning, 1);
    form->addRow(QString(), words);
    m_rootCert = addFile(form, tr("&Root certificate:"), u"profileRootCert"_s);
    m_rootCert->setPlaceholderText(tr("empty: the authorities this computer trusts"));
    m_clientCert = addFile(form, tr("&Client certificate:"), u"profileClientCert"_s);
    m_clientKey = addFile(form, tr("Client &key:"), u"profileClientKey"_s);
    m_role = addLine(form, tr("R&ole after login:"), u"profileRole"_s);
    m_role->setPlaceholderText(tr("empty: none"));
    m_unlock = new QSpinBox(this);
    m_unlock->setObjectName(u"profileUnlock"_s);
    m_unlock->setRange(1, 24 * 60);
    m_unlock->setSuffix(tr(" min"));
    form->addRow(tr("&Unlocked for:"), m_unlock);
    auto *note = new PlainLabel(this);
    note->setTone(PlainLabel::Tone::Muted);
    note->setWordWrap(true);
    note->setText(tr("Each connection begins read-only, enforced by the server. Unlocked, it falls "
                     "back to read-only after this time."));
    form->addRow(QString(), note);
    connect(m_tls, &QComboBox::currentIndexChanged, this, &ProfileForm::edited);
    connect(m_tls, &QComboBox::currentIndexChanged, this, &SafetyForm::explain);
    connect(m_tls, &QComboBox::activated, this, [this] { m_suggests = false; });
    connect(m_unlock, &QSpinBox::valueChanged, this, &ProfileForm::edited);
}

void SafetyForm::load(const db::Profile &profile)
{
    const QSignalBlocker quiet(this);
    m_tls->setCurrentIndex(m_tls->findData(int(profile.info.tls)));
    m_rootCert->setText(profile.info.rootCert);
    m_clientCert->setText(profile.info.clientCert);
    m_clientKey->setText(profile.info.clientKey);
    m_role->setText(profile.role);
    m_unlock->setValue(profile.unlockMinutes);
    setLocal(profile.info.isLocal());
}

void SafetyForm::store(db::Profile &profile) const
{
    profile.info.tls = db::TlsMode(m_tls->currentData().toInt());
    profile.info.rootCert = m_rootCert->text().trimmed();
    profile.info.clientCert = m_clientCert->text().trimmed();
    profile.info.clientKey = m_clientKey->text().trimmed();
    profile.role = m_role->text();
    profile.unlockMinutes = m_unlock->value();
}

void SafetyForm::setLocal(bool local)
{
    m_local = local;
    if (m_suggests) {
        const QSignalBlocker quiet(m_tls);
        m_tls->setCurrentIndex(
            m_tls->findData(int(local ? db::TlsMode::Prefer : db::TlsMode::VerifyFull)));
    }
    explain();
}

void SafetyForm::explain()
{
    const auto mode = db::TlsMode(m_tls->currentData().toInt());
    const bool weak = mode != db::TlsMode::VerifyFull;
    const QString words = db::tlsMeaning(mode);
    if (!weak)
        m_sign->setIcon(u"shield-check"_s, items::Severity::Good);
    else
        m_sign->setIcon(
            u"shield-alert"_s, m_local ? items::Severity::Unknown : items::Severity::Bad);
    m_meaning->setTone(!weak ? PlainLabel::Tone::Good
            : m_local        ? PlainLabel::Tone::Muted
                             : PlainLabel::Tone::Bad);
    m_meaning->setText(weak && m_local
            ? words + u' ' + tr("That is acceptable here: nothing leaves this computer.")
            : weak ? words + u' ' + tr("This connection will carry a red mark.")
                   : words);
}

} // namespace gatehouse::ui
