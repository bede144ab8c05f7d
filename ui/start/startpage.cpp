#include "ui/start/startpage.h"

#include "base/deliver.h"
#include "systems/description.h"
#include "ui/start/addressfield.h"
#include "ui/start/connectcard.h"
#include "ui/start/founddialog.h"
#include "ui/start/notelist.h"
#include "ui/start/profiledialog.h"
#include "ui/start/profilelist.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMimeData>
#include <QScrollArea>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kWidest = 1000;

QString fileName(const QString &path) { return path.section(u'/', -1); }

QString onlyFile(const QMimeData *data)
{
    return data->urls().size() == 1 && data->urls().front().isLocalFile()
        ? data->urls().front().toLocalFile()
        : QString();
}

} // namespace

StartPage::StartPage(db::Connections &connections, QWidget *parent)
    : QWidget(parent), m_connections(connections)
{
    setObjectName(u"startPage"_s);
    setAcceptDrops(true);
    auto *inside = new QWidget(this);
    inside->setMaximumWidth(kWidest);
    auto *title = new PlainLabel(tr("Connect to a PostgreSQL database"), inside);
    title->setObjectName(u"startTitle"_s);
    title->setFont(titleFont());
    auto *advice =
        new PlainLabel(tr("Paste the address your service uses, open the file that holds "
                          "it, or look around in the sandbox."),
            inside);
    advice->setTone(PlainLabel::Tone::Muted);
    m_banner = new Banner(inside);
    m_banner->setObjectName(u"startBanner"_s);
    m_card = new ConnectCard(connections, inside);
    m_list = new ProfileList(connections, inside);
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(
        space::kHuge, space::kHuge + space::kMedium, space::kHuge, space::kHuge);
    column->setSpacing(space::kSmall);
    column->addWidget(title);
    column->addWidget(advice);
    column->addSpacing(space::kSmall);
    column->addWidget(m_banner);
    column->addWidget(m_card);
    column->addSpacing(space::kHuge);
    column->addWidget(m_list, 1);
    auto *middle = new QWidget(this);
    auto *row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(inside, 100);
    row->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"startScroll"_s);
    scroll->setAccessibleName(tr("Start page"));
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it takes the focus, and scrolls it
    scroll->setWidget(middle);
    scroll->setWidgetResizable(true);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    setFocusProxy(m_card);
    m_card->setSamplePasswords([this] { return samplePasswords(); });
    wire();
    showTrouble();
}

void StartPage::wire()
{
    connect(m_card, &ConnectCard::connected, this, &StartPage::openRequested);
    connect(m_card, &ConnectCard::sandboxRequested, this, &StartPage::sandboxRequested);
    connect(m_card, &ConnectCard::openFileRequested, this, &StartPage::chooseFile);
    connect(m_card, &ConnectCard::newRequested, this, &StartPage::newConnection);
    connect(m_card, &ConnectCard::serviceFileRequested, this,
        [this] { openFile(db::defaultServiceFile()); });
    connect(m_card, &ConnectCard::environmentRequested, this, [this] {
        deliver(db::openEnvironment(), this, [this](const Result<db::SharedFoundFile> &file) {
            take(tr("the variables of this session"), file);
        });
    });
    connect(m_list, &ProfileList::openRequested, this,
        [this](const db::Profile &profile) { m_card->connectProfile(profile); });
    connect(m_list, &ProfileList::editRequested, this, &StartPage::edit);
    connect(m_list, &ProfileList::importRequested, this, &StartPage::importFrom);
    connect(m_list, &ProfileList::exportRequested, this, &StartPage::exportTo);
    connect(&m_connections, &db::Connections::troubleChanged, this, &StartPage::showTrouble);
}

// The keychain is asked after the first paint, since its answer may take seconds.
void StartPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    QTimer::singleShot(500, this, [this] { m_connections.probeKeychain(); });
}

// Whoever comes back finds it fresh.
void StartPage::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous() && !m_card->isBusy())
        m_card->reset();
    QWidget::hideEvent(event);
}

bool StartPage::isIdle() const { return !m_reading && !m_card->isBusy(); }

QStringList StartPage::samplePasswords()
{
    if (!std::exchange(m_samplesKnown, true))
        for (const systems::Description &system : systems::allDescriptions())
            m_samples << system.samplePasswords;
    return m_samples;
}

void StartPage::showTrouble()
{
    const QString text = m_connections.trouble().text;
    if (text.isEmpty())
        m_banner->clear();
    else
        m_banner->showMessage(items::Severity::Bad, text);
}

void StartPage::connectTo(const QString &address)
{
    m_card->address().setAddress(address);
    m_card->connectAddress();
}

void StartPage::newConnection()
{
    db::Profile fresh = db::newProfile(u" "_s, {});
    fresh.name.clear();
    edit(fresh);
}

void StartPage::edit(const db::Profile &profile)
{
    auto *dialog = new ProfileDialog(m_connections, profile, samplePasswords(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void StartPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a .env, compose or service file"));
    dialog->setObjectName(u"connectionFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFilter(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); // .env is hidden
    connect(dialog, &QFileDialog::fileSelected, this, &StartPage::openFile);
    dialog->open();
}

void StartPage::openFile(const QString &path)
{
    m_reading = true;
    deliver(db::openConnectionFile(path), this,
        [this, path](const Result<db::SharedFoundFile> &file) { take(fileName(path), file); });
}

void StartPage::take(const QString &name, const Result<db::SharedFoundFile> &file)
{
    m_reading = false;
    if (!file)
        return m_card->showError(file.error());
    const db::SharedFoundFile content = file.value();
    if (content->found.size() == 1) {
        m_card->connectFound(content->found.front());
        m_card->notes().addNotes(content->notes, items::Severity::Unknown);
        return;
    }
    auto *dialog = new FoundDialog(name, content, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FoundDialog::connectRequested, this, [this, content](int index) {
        if (index >= 0)
            m_card->connectFound(content->found[size_t(index)]);
    });
    connect(dialog, &FoundDialog::addRequested, this,
        [this, content](const QList<int> &indexes) { addFound(*content, indexes); });
    dialog->open();
}

void StartPage::addFound(const db::FoundFile &file, const QList<int> &indexes)
{
    std::vector<db::Profile> profiles;
    for (const int index : indexes) {
        const db::FoundConnection &one = file.found[size_t(index)];
        profiles.push_back(db::newProfile(one.name, one.parsed.info));
    }
    m_connections.add(profiles);
    for (size_t i = 0; i < profiles.size(); ++i) {
        const Secret &password = file.found[size_t(indexes[qsizetype(i)])].parsed.password;
        const db::Profile *added = m_connections.find(profiles[i].id); // unless it was there before
        if (added && !password.isEmpty())
            m_connections.keep(*added, std::make_shared<const Secret>(password.clone()));
    }
}

void StartPage::importFrom()
{
    auto *dialog = new QFileDialog(this, tr("Import connections"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilter(tr("Connections of Gatehouse (*.json)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        deliver(db::openProfiles(path), this, [this](const Result<std::vector<db::Profile>> &read) {
            if (!read)
                return m_card->showError(read.error());
            const qsizetype before = qsizetype(m_connections.profiles().size());
            m_connections.add(read.value());
            const int added = int(qsizetype(m_connections.profiles().size()) - before);
            m_card->showMessage(
                items::Severity::Good, tr("%n connection(s) imported.", nullptr, added));
        });
    });
    dialog->open();
}

void StartPage::exportTo(const std::vector<db::Profile> &profiles)
{
    auto *dialog = new QFileDialog(this, tr("Export connections without passwords"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"gatehouse-connections.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this, profiles](const QString &path) {
        deliver(db::writeProfiles(path, profiles), this, [this, path](const Result<> &written) {
            if (!written)
                return m_card->showError(written.error());
            m_card->showMessage(
                items::Severity::Good, tr("Written to %1, without passwords.").arg(path));
        });
    });
    dialog->open();
}

void StartPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!onlyFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void StartPage::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openFile(onlyFile(event->mimeData()));
}

} // namespace gatehouse::ui
