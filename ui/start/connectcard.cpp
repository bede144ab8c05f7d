#include "ui/start/connectcard.h"

#include "ui/start/addressfield.h"
#include "ui/start/notelist.h"
#include "ui/start/passworddialog.h"
#include "ui/start/stagelist.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kExplainAfter = 150; // ms after the last key

} // namespace

ConnectCard::ConnectCard(db::Connections &connections, QWidget *parent)
    : Card(parent), m_connections(connections)
{
    setObjectName(u"connectCard"_s);
    setPadding(space::kLarge);
    content()->setSpacing(space::kMedium);
    content()->addWidget(makeFieldRow());
    m_keepRow = new QWidget(this);
    m_keep = new QCheckBox(tr("&Keep the password"), m_keepRow);
    m_keep->setObjectName(u"keepPassword"_s);
    m_keep->setChecked(true);
    m_where = new PlainLabel(m_keepRow);
    m_where->setObjectName(u"passwordWhere"_s);
    m_where->setTone(PlainLabel::Tone::Muted);
    m_where->setWordWrap(true);
    auto *keepRow = new QHBoxLayout(m_keepRow);
    keepRow->setContentsMargins(0, 0, 0, 0);
    keepRow->setSpacing(space::kSmall);
    keepRow->addWidget(m_keep, 0, Qt::AlignTop);
    keepRow->addWidget(m_where, 1);
    m_keepRow->hide();
    m_banner = new Banner(this);
    m_banner->setObjectName(u"connectBanner"_s);
    m_stages = new StageList(this);
    m_notes = new NoteList(this);
    content()->addWidget(m_keepRow);
    content()->addWidget(m_banner);
    content()->addWidget(m_stages);
    content()->addWidget(m_notes);
    content()->addWidget(makeSourceRow());
    m_soon = new QTimer(this);
    m_soon->setSingleShot(true);
    m_soon->setInterval(kExplainAfter);
    connect(m_soon, &QTimer::timeout, this, &ConnectCard::explain);
    connect(m_address, &QLineEdit::textChanged, m_soon, qOverload<>(&QTimer::start));
    connect(m_address, &QLineEdit::returnPressed, this, &ConnectCard::connectAddress);
    connect(m_keep, &QCheckBox::toggled, this, &ConnectCard::showWhere);
    connect(&connections, &db::Connections::keychainChanged, this, &ConnectCard::showWhere);
    showWhere();
    setFocusProxy(m_address);
}

QWidget *ConnectCard::makeFieldRow()
{
    auto *row = new QWidget(this);
    m_address = new AddressField(row);
    m_address->setMinimumHeight(36);
    m_connect = makeButton(tr("&Connect"), ButtonKind::Primary, row, u"connect"_s);
    m_connect->setMinimumHeight(36);
    m_connect->setMinimumWidth(112);
    m_stop = makeButton(tr("&Stop"), ButtonKind::Plain, row, u"connectStop"_s);
    m_stop->setMinimumHeight(36);
    m_stop->setMinimumWidth(112);
    m_stop->hide();
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(m_address, 1);
    line->addWidget(m_connect);
    line->addWidget(m_stop);
    connect(m_connect, &QPushButton::clicked, this, &ConnectCard::connectAddress);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_attempt)
            m_attempt->cancel();
    });
    return row;
}

QWidget *ConnectCard::makeSourceRow()
{
    auto *row = new QWidget(this);
    auto *file = makeButton(tr("Open a &file…"), ButtonKind::Plain, row, u"openFile"_s);
    file->setIcon(icon(u"folder-open"_s));
    file->setToolTip(tr("A .env, a compose file or a pg_service.conf"));
    auto *more = makeButton(tr("&More sources"), ButtonKind::Plain, row, u"moreSources"_s);
    auto *menu = new QMenu(more);
    menu->addAction(tr("&Services of pg_service.conf"), this, &ConnectCard::serviceFileRequested)
        ->setObjectName(u"openServices"_s);
    menu->addAction(tr("&Variables of this session (PG*, DATABASE_URL)"), this,
            &ConnectCard::environmentRequested)
        ->setObjectName(u"openVariables"_s);
    more->setMenu(menu);
    auto *fresh = makeButton(tr("&New connection…"), ButtonKind::Plain, row, u"newConnection"_s);
    fresh->setIcon(icon(u"plus"_s));
    auto *sandbox = makeButton(tr("Open the s&andbox"), ButtonKind::Plain, row, u"openSandbox"_s);
    sandbox->setIcon(icon(u"flask-conical"_s));
    sandbox->setToolTip(
        tr("A private PostgreSQL on this computer with five sample databases to look around in"));
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(file);
    line->addWidget(more);
    line->addWidget(fresh);
    line->addStretch(1);
    line->addWidget(sandbox);
    connect(file, &QPushButton::clicked, this, &ConnectCard::openFileRequested);
    connect(fresh, &QPushButton::clicked, this, &ConnectCard::newRequested);
    connect(sandbox, &QPushButton::clicked, this, &ConnectCard::sandboxRequested);
    return row;
}

void ConnectCard::setSamplePasswords(std::function<QStringList()> passwords)
{
    m_samples = std::move(passwords);
}

// What can be said before anything is tried; while typing an unfinished address is no error.
void ConnectCard::explain()
{
    if (isBusy())
        return;
    const auto parsed =
        m_address->text().isEmpty() ? Result<db::ParsedConnection>(Error{}) : m_address->parsed();
    const bool hasPassword = parsed && !parsed.value().password.isEmpty();
    m_keepRow->setVisible(hasPassword);
    m_notes->setNotes(parsed ? parsed.value().explanations : QStringList());
    if (parsed || m_address->text().isEmpty())
        m_banner->clear();
    m_stages->clear();
}

void ConnectCard::showWhere()
{
    m_keep->setEnabled(m_connections.canKeep());
    m_where->setText(m_connections.whereKept(m_keep->isChecked()));
}

void ConnectCard::connectAddress()
{
    m_address->hidePassword();
    auto parsed = m_address->parsed();
    m_soon->stop();
    if (!parsed)
        return showError(parsed.error());
    explain();
    auto given = std::move(parsed).value();
    const auto &profiles = m_connections.profiles();
    const auto same = std::find_if(profiles.begin(), profiles.end(),
        [&](const db::Profile &p) { return p.info == given.info; });
    db::Profile profile = same != profiles.end() ? *same : db::newProfile(QString(), given.info);
    db::SharedSecret password;
    if (!given.password.isEmpty()) {
        password = std::make_shared<const Secret>(std::move(given.password));
        profile.keepPassword = m_keep->isChecked();
    }
    start(profile, std::move(password), same != profiles.end());
}

void ConnectCard::connectProfile(const db::Profile &profile, db::SharedSecret given)
{
    m_notes->setNotes({});
    m_keepRow->hide();
    start(profile, std::move(given), m_connections.find(profile.id) != nullptr);
}

void ConnectCard::connectFound(const db::FoundConnection &found)
{
    m_notes->setNotes(found.parsed.explanations);
    m_keepRow->hide();
    db::SharedSecret password;
    if (!found.parsed.password.isEmpty())
        password = std::make_shared<const Secret>(found.parsed.password.clone());
    start(db::newProfile(QString(), found.parsed.info), std::move(password), false);
}

void ConnectCard::start(const db::Profile &profile, db::SharedSecret given, bool known)
{
    end();
    m_known = known;
    m_banner->clear();
    m_connections.probeKeychain();
    m_attempt = new db::Attempt(
        m_connections, profile, std::move(given), m_samples ? m_samples() : QStringList(), this);
    m_stages->follow(*m_attempt);
    connect(m_attempt, &db::Attempt::succeeded, this, &ConnectCard::succeeded);
    connect(m_attempt, &db::Attempt::failed, this, &ConnectCard::failed);
    connect(m_attempt, &db::Attempt::passwordWanted, this, &ConnectCard::askPassword);
    m_connect->hide();
    m_stop->show();
    m_attempt->start();
}

void ConnectCard::succeeded()
{
    const db::Profile profile = m_attempt->profile();
    const db::SharedSecret password = m_attempt->password();
    m_notes->addNotes(m_stages->warnings(), items::Severity::Warn);
    end();
    m_connections.put(profile);
    if (password)
        m_connections.keep(profile, password);
    m_connections.used(profile.id);
    Q_EMIT connected(profile, password);
}

void ConnectCard::failed(const Error &error)
{
    end();
    if (error.kind == Error::Kind::Cancelled)
        m_stages->clear();
    else
        showError(error);
}

void ConnectCard::askPassword(const Error &why)
{
    const db::Profile profile = m_attempt->profile();
    end();
    auto *dialog = new PasswordDialog(m_connections, profile, why, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, profile, known = m_known] {
        db::Profile again = profile;
        again.keepPassword = dialog->keep();
        start(again, dialog->password(), known);
    });
    connect(dialog, &QDialog::rejected, this, [this, why] { showError(why); });
    dialog->open();
}

void ConnectCard::end()
{
    if (m_attempt) {
        m_attempt->disconnect(this);
        m_attempt->deleteLater();
        m_attempt = nullptr;
    }
    m_stop->hide();
    m_connect->show();
}

void ConnectCard::showError(const Error &error)
{
    const QString detail = error.detail.section(u'\n', 0, 0);
    m_banner->showMessage(items::Severity::Bad,
        detail.isEmpty() ? error.text : error.text + u' ' + tr("It said: %1").arg(detail));
}

void ConnectCard::reset()
{
    m_address->clear();
    m_soon->stop();
    explain();
}

void ConnectCard::showMessage(items::Severity severity, const QString &text)
{
    m_banner->showMessage(severity, text);
}

} // namespace gatehouse::ui
