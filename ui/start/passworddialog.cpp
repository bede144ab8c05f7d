#include "ui/start/passworddialog.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

PasswordDialog::PasswordDialog(const db::Connections &connections, const db::Profile &profile,
    const Error &why, QWidget *parent)
    : EnvironmentDialog(
        tr("Password"), {profile.environment, profile.name, profile.info.label()}, parent),
      m_connections(connections)
{
    setObjectName(u"passwordDialog"_s);
    auto *title = new PlainLabel(tr("Password for %1").arg(profile.info.user), this);
    title->setFont(titleFont());
    auto *reason = new PlainLabel(this);
    reason->setObjectName(u"passwordReason"_s);
    reason->setWordWrap(true);
    reason->setText(why.text);
    m_field = new SecretField(this);
    m_field->setObjectName(u"password"_s);
    m_field->setEditable(true);
    m_field->setHint(tr("Password"));
    m_keep = new QCheckBox(tr("&Keep it in the keychain"), this);
    m_keep->setObjectName(u"keepPassword"_s);
    m_keep->setChecked(profile.keepPassword);
    m_where = new PlainLabel(this);
    m_where->setObjectName(u"passwordWhere"_s);
    m_where->setWordWrap(true);
    m_where->setTone(PlainLabel::Tone::Muted);
    content()->addWidget(title);
    content()->addWidget(reason);
    content()->addWidget(m_field);
    content()->addWidget(m_keep);
    content()->addWidget(m_where);
    content()->addStretch(1);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"passwordCancel"_s);
    m_connect = makeButton(tr("Connect"), ButtonKind::Primary, this, u"passwordConnect"_s);
    m_connect->setDefault(true);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_connect);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_connect, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_keep, &QCheckBox::toggled, this, &PasswordDialog::update);
    connect(m_field, &SecretField::edited, this, &PasswordDialog::update);
    connect(&connections, &db::Connections::keychainChanged, this, &PasswordDialog::update);
    m_field->setFocus();
    update();
}

db::SharedSecret PasswordDialog::password() const
{
    return std::make_shared<const Secret>(m_field->secret());
}

bool PasswordDialog::keep() const { return m_keep->isChecked(); }

void PasswordDialog::update()
{
    m_keep->setEnabled(m_connections.canKeep());
    m_where->setText(m_connections.whereKept(m_keep->isChecked()));
    m_connect->setEnabled(!m_field->edit()->text().isEmpty());
}

} // namespace gatehouse::ui
