#include "ui/start/profiledialog.h"

#include "ui/start/addressfield.h"
#include "ui/start/profileforms.h"
#include "ui/start/stagelist.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QStringList groupsOf(const db::Connections &connections)
{
    QStringList groups;
    for (const db::Profile &profile : connections.profiles())
        if (!profile.group.isEmpty() && !groups.contains(profile.group))
            groups << profile.group;
    groups.sort(Qt::CaseInsensitive);
    return groups;
}

} // namespace

ProfileDialog::ProfileDialog(db::Connections &connections, const db::Profile &profile,
    QStringList samplePasswords, QWidget *parent)
    : EnvironmentDialog(
        tr("Connection"), {profile.environment, profile.name, profile.info.label()}, parent),
      m_connections(connections),
      m_profile(profile),
      m_samples(std::move(samplePasswords))
{
    setObjectName(u"profileDialog"_s);
    resize(640, 660);
    m_address = new AddressField(this);
    m_address->setPlaceholderText(tr("Paste an address to fill the fields"));
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(u"profileTabs"_s);
    m_tabs->setAccessibleName(tr("Parts of the connection"));
    m_place = new PlaceForm(groupsOf(connections), this);
    m_place->addPasswordRow(tr("Pass&word:"), makePasswordRow());
    m_safety = new SafetyForm(this);
    m_route = new RouteForm(this);
    m_notes = new NotesForm(this);
    m_tabs->addTab(m_place, tr("Connection"));
    m_tabs->addTab(m_safety, tr("Safety"));
    m_tabs->addTab(m_route, tr("Tunnel and standby"));
    m_tabs->addTab(m_notes, tr("Zone and notes"));
    m_banner = new Banner(this);
    m_banner->setObjectName(u"profileBanner"_s);
    m_stages = new StageList(this);
    content()->addWidget(m_address);
    content()->addWidget(m_tabs, 1);
    content()->addWidget(m_stages);
    content()->addWidget(m_banner);
    makeButtons();
    for (ProfileForm *form :
        std::initializer_list<ProfileForm *>{m_place, m_safety, m_route, m_notes}) {
        form->load(m_profile);
        connect(form, &ProfileForm::edited, this, &ProfileDialog::refresh);
    }
    m_safety->setSuggests(isNew());
    connect(m_address, &QLineEdit::editingFinished, this, &ProfileDialog::takeAddress);
    connect(&connections, &db::Connections::keychainChanged, this, &ProfileDialog::refresh);
    refresh();
}

QWidget *ProfileDialog::makePasswordRow()
{
    auto *row = new QWidget(this);
    m_password = new SecretField(row);
    m_password->setObjectName(u"profilePassword"_s);
    m_password->setEditable(true);
    m_password->setHint(m_profile.secretStore.isEmpty() ? tr("asked for when needed")
                                                        : tr("unchanged, in the keychain"));
    m_keep = new QCheckBox(tr("&Keep it in the keychain"), row);
    m_keep->setObjectName(u"profileKeep"_s);
    m_keep->setChecked(m_profile.keepPassword);
    m_where = new PlainLabel(row);
    m_where->setTone(PlainLabel::Tone::Muted);
    m_where->setWordWrap(true);
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    column->addWidget(m_password);
    column->addWidget(m_keep);
    column->addWidget(m_where);
    connect(m_keep, &QCheckBox::toggled, this, &ProfileDialog::refresh);
    return row;
}

void ProfileDialog::makeButtons()
{
    m_test = makeButton(tr("&Test"), ButtonKind::Plain, this, u"profileTest"_s);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"profileCancel"_s);
    m_save = makeButton(tr("&Save"), ButtonKind::Primary, this, u"profileSave"_s);
    m_save->setDefault(true);
    buttons()->insertWidget(0, m_test);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_save);
    connect(m_test, &QPushButton::clicked, this, &ProfileDialog::test);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ProfileDialog::save);
}

db::Profile ProfileDialog::profile() const
{
    db::Profile now = m_profile;
    m_place->store(now);
    m_safety->store(now);
    m_route->store(now);
    m_notes->store(now);
    now.keepPassword = m_keep->isChecked();
    return now;
}

bool ProfileDialog::isNew() const { return !m_connections.find(m_profile.id); }

void ProfileDialog::takeAddress()
{
    if (m_address->text().isEmpty())
        return;
    auto parsed = m_address->parsed();
    if (!parsed)
        return m_banner->showMessage(items::Severity::Bad, parsed.error().text);
    db::Profile now = profile();
    now.info = parsed.value().info;
    if (now.name.isEmpty())
        now.name = now.info.label();
    if (isNew())
        now.environment = db::newProfile(now.name, now.info).environment;
    m_safety->setSuggests(false);
    if (!parsed.value().password.isEmpty())
        m_password->setSecret(std::move(parsed).value().password);
    m_place->load(now);
    m_safety->load(now);
    m_route->load(now);
    m_address->clear();
    m_banner->clear();
    refresh();
}

QString ProfileDialog::trouble() const
{
    const db::Profile now = profile();
    if (now.name.isEmpty())
        return tr("Give the connection a name.");
    for (const db::Profile &other : m_connections.profiles())
        if (other.id != now.id && other.name.compare(now.name, Qt::CaseInsensitive) == 0)
            return tr("Another connection has this name already.");
    for (const QString &port : now.info.port.split(u','))
        if (bool number = true;
            !port.isEmpty() && (port.toInt(&number) < 1 || !number || port.toInt() > 65535))
            return tr("The port is no number from 1 to 65535.");
    if (const QString text = m_route->trouble(); !text.isEmpty())
        return text;
    return m_notes->trouble();
}

void ProfileDialog::refresh()
{
    const db::Profile now = profile();
    setTarget(
        {now.environment, now.name.isEmpty() ? tr("New connection") : now.name, now.info.label()});
    m_safety->setLocal(now.info.isLocal());
    m_keep->setEnabled(m_connections.canKeep());
    m_where->setText(m_connections.whereKept(m_keep->isChecked()));
    const QString text = trouble();
    m_save->setEnabled(text.isEmpty());
    m_save->setToolTip(text);
    if (m_attempt)
        return;
    if (text.isEmpty())
        m_banner->clear();
    else
        m_banner->showMessage(items::Severity::Warn, text);
}

void ProfileDialog::test()
{
    delete m_attempt;
    m_banner->clear();
    db::SharedSecret given;
    if (Secret typed = m_password->secret(); !typed.isEmpty())
        given = std::make_shared<const Secret>(std::move(typed));
    m_attempt = new db::Attempt(m_connections, profile(), std::move(given), m_samples, this);
    m_stages->follow(*m_attempt);
    connect(m_attempt, &db::Attempt::succeeded, this, [this] {
        const QStringList warnings = m_stages->warnings();
        if (warnings.isEmpty())
            endTest(items::Severity::Good, tr("The connection works."));
        else
            endTest(
                items::Severity::Warn, tr("The connection works.") + u' ' + warnings.join(u' '));
    });
    const auto failed = [this](const Error &error) { endTest(items::Severity::Bad, error.text); };
    connect(m_attempt, &db::Attempt::failed, this, failed);
    connect(m_attempt, &db::Attempt::passwordWanted, this, failed);
    m_test->setEnabled(false);
    m_attempt->start();
}

void ProfileDialog::endTest(items::Severity severity, const QString &text)
{
    m_attempt->deleteLater();
    m_attempt = nullptr;
    m_test->setEnabled(true);
    m_banner->showMessage(severity, text);
}

void ProfileDialog::save()
{
    if (!trouble().isEmpty())
        return;
    const db::Profile now = profile();
    m_connections.put(now);
    if (Secret typed = m_password->secret(); !typed.isEmpty())
        m_connections.keep(now, std::make_shared<const Secret>(std::move(typed)));
    else if (!now.keepPassword && !now.secretStore.isEmpty())
        m_connections.forget(now);
    Q_EMIT saved(now);
    accept();
}

} // namespace gatehouse::ui
