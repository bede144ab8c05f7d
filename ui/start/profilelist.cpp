#include "ui/start/profilelist.h"

#include "ui/start/profilecard.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

ProfileList::ProfileList(db::Connections &connections, QWidget *parent)
    : QWidget(parent), m_connections(connections)
{
    setObjectName(u"profiles"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(makeHead());
    m_groups = new QVBoxLayout;
    m_groups->setSpacing(space::kSmall);
    column->addLayout(m_groups);
    m_empty = new EmptyState(this);
    column->addWidget(m_empty);
    column->addStretch(1);
    connect(&connections, &db::Connections::changed, this, &ProfileList::rebuild);
    rebuild();
}

QWidget *ProfileList::makeHead()
{
    auto *head = new QWidget(this);
    auto *title = new PlainLabel(tr("Your connections"), head);
    title->setFont(headingFont());
    m_search = new QLineEdit(head);
    m_search->setObjectName(u"profileSearch"_s);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search the connections"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_search->setFixedWidth(240);
    auto *more = makeIconButton(u"ellipsis"_s, tr("Import and export"), head, u"profilesMore"_s);
    m_more = more;
    connect(more, &QToolButton::clicked, this, [this, more] {
        auto *menu = new QMenu(this);
        menu->setObjectName(u"profilesMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(
            icon(u"download"_s), tr("&Import connections…"), this, &ProfileList::importRequested);
        auto *all = menu->addAction(icon(u"upload"_s), tr("&Export all without passwords…"), this,
            [this] { Q_EMIT exportRequested(m_connections.profiles()); });
        all->setEnabled(!m_connections.profiles().empty());
        menu->popup(more->mapToGlobal(QPoint(0, more->height())));
    });
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    row->addWidget(title);
    row->addStretch(1);
    row->addWidget(m_search);
    row->addWidget(more);
    connect(m_search, &QLineEdit::textChanged, this, &ProfileList::rebuild);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (!m_search->text().isEmpty() && !m_cards.empty())
            Q_EMIT openRequested(m_cards.front()->profile());
    });
    return head;
}

bool ProfileList::matches(const db::Profile &profile) const
{
    const QString everything = QStringList{profile.name, profile.group, profile.notes,
        profile.info.label(), db::environmentName(profile.environment)}
                                   .join(u'\n');
    for (const QString &word : m_search->text().split(u' ', Qt::SkipEmptyParts))
        if (!everything.contains(word, Qt::CaseInsensitive))
            return false;
    return true;
}

void ProfileList::rebuild()
{
    const auto *focused = qobject_cast<ProfileCard *>(focusWidget());
    const QString focusedId = focused && focused->hasFocus() ? focused->profile().id : QString();
    while (QLayoutItem *item = m_groups->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    m_cards.clear();
    QStringList names;
    QMap<QString, std::vector<db::Profile>> groups;
    for (const db::Profile &profile : m_connections.recent()) {
        if (!matches(profile))
            continue;
        if (!groups.contains(profile.group))
            names << profile.group;
        groups[profile.group].push_back(profile);
    }
    int number = 0;
    for (const QString &name : std::as_const(names))
        addGroup(name, groups.value(name), number);
    const bool any = !m_connections.profiles().empty();
    m_search->setVisible(any);
    m_empty->setVisible(m_cards.empty());
    if (any)
        m_empty->setContent(
            u"search"_s, tr("No connection matches"), tr("Search for less, or clear the field."));
    else
        m_empty->setContent(u"plug"_s, tr("No connections yet"),
            tr("A connection that works is kept here by itself, without its password."));
    for (ProfileCard *card : m_cards)
        if (!focusedId.isEmpty() && card->profile().id == focusedId)
            card->setFocus();
}

void ProfileList::addGroup(
    const QString &name, const std::vector<db::Profile> &profiles, int &number)
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, space::kSmall);
    column->setSpacing(space::kSmall);
    if (!name.isEmpty()) {
        auto *title = new PlainLabel(name, box);
        title->setObjectName(u"group"_s);
        title->setFont(smallFont());
        title->setTone(PlainLabel::Tone::Muted);
        column->addWidget(title);
    }
    auto *holder = new QWidget(box);
    auto *flow = new FlowLayout(holder, space::kMedium);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const db::Profile &profile : profiles) {
        auto *card = new ProfileCard(profile, now, holder);
        card->setObjectName(u"profile%1"_s.arg(number++));
        flow->addWidget(card);
        m_cards.push_back(card);
        wire(card);
    }
    column->addWidget(holder);
    m_groups->addWidget(box);
}

void ProfileList::wire(ProfileCard *card)
{
    // Copies, since most of these rebuild the cards while they run.
    connect(card, &ProfileCard::openRequested, this,
        [this, profile = card->profile()] { Q_EMIT openRequested(profile); });
    connect(card, &ProfileCard::editRequested, this,
        [this, profile = card->profile()] { Q_EMIT editRequested(profile); });
    connect(card, &ProfileCard::duplicateRequested, this, [this, profile = card->profile()] {
        m_connections.put(db::duplicated(profile, m_connections.profiles()));
    });
    connect(card, &ProfileCard::exportRequested, this,
        [this, profile = card->profile()] { Q_EMIT exportRequested({profile}); });
    connect(card, &ProfileCard::forgetRequested, this,
        [this, profile = card->profile()] { m_connections.forget(profile); });
    connect(card, &ProfileCard::deleteRequested, this,
        [this, profile = card->profile()] { confirmDelete(profile); });
}

void ProfileList::confirmDelete(const db::Profile &profile)
{
    Confirmation what;
    what.question = tr("Delete this connection?");
    what.consequence = tr("It leaves this list, and its password the keychain. The database itself "
                          "is not touched.");
    what.objects = {profile.name};
    what.verb = tr("Delete connection");
    auto *dialog = new ConfirmDialog(
        what, {profile.environment, profile.name, profile.info.label()}, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &QDialog::accepted, this, [this, id = profile.id] { m_connections.remove(id); });
    dialog->open();
}

} // namespace gatehouse::ui
