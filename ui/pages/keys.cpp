#include "ui/pages/keys.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/delegates/keydelegate.h"
#include "ui/delegates/limitbardelegate.h"
#include "ui/delegates/sparklinedelegate.h"
#include "ui/pages/keysactions.h"
#include "ui/pages/keysdetail.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using Wanted = items::KeysFilter::Wanted;

// Ids of the state filter, in the order of Wanted.
const QStringList kStates{u"any"_s, u"active"_s, u"revoked"_s, u"attention"_s};

} // namespace

KeysPage::KeysPage(Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(u"keysPage"_s);
    m_actions = new KeysActions(workspace, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    buildHeader();
    buildBody();
    buildActions();
    makeModel();
    connect(m_actions, &KeysActions::changed, this, [this](const QString &keyId) {
        m_wanted = keyId;
        refresh();
    });
    connect(m_actions, &KeysActions::said, this,
        [this](items::Severity severity, const QString &sentence) {
            m_banner->showMessage(severity, sentence);
        });
    connect(&workspace, &Workspace::recognised, this, &KeysPage::makeModel);
}

KeysPage::~KeysPage()
{
    m_loading.cancel();
    m_sharing.cancel();
}

void KeysPage::buildHeader()
{
    m_header = new PageHeader(tr("API keys"), this);
    m_counts = new Badge(m_header);
    m_counts->setObjectName(u"keysCounts"_s);
    m_import = makeButton(tr("&Import…"), ButtonKind::Plain, this, u"keysImport"_s);
    auto *find = makeButton(tr("&Find by secret…"), ButtonKind::Plain, this, u"keysFind"_s);
    connect(find, &QPushButton::clicked, this, [this] { run(u"find"_s); });
    m_review = makeButton(tr("Re&view"), ButtonKind::Plain, this, u"keysReview"_s);
    m_review->setMenu(reviewMenu());
    m_new = makeButton(tr("&New key…"), ButtonKind::Primary, this, u"keysNew"_s);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_counts, find, m_review, m_import, m_new})
        m_header->addAction(widget);
    connect(m_new, &QPushButton::clicked, this, [this] { run(u"new"_s); });
    connect(m_import, &QPushButton::clicked, this, [this] { run(u"import"_s); });
    layout()->addWidget(m_header);
}

QMenu *KeysPage::reviewMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"keysReviewMenu"_s);
    const auto add = [&](const QString &text, const QString &id) {
        QAction *action = menu->addAction(text);
        action->setObjectName(u"keysReview_"_s + id);
        connect(action, &QAction::triggered, this, [this, id] { run(id); });
    };
    add(tr("&Findings…"), u"review"_s);
    add(tr("Keys that need &attention"), u"attention"_s);
    add(tr("What &if the limit were another…"), u"whatif"_s);
    add(tr("&Hash plan…"), u"hashplan"_s);
    menu->addSeparator();
    add(tr("&Record of changes…"), u"trail"_s);
    return menu;
}

void KeysPage::buildBody()
{
    m_filterBar = new FilterBar(this);
    m_filterBar->setTextHint(tr("Filter by name, role, fingerprint"));
    m_filterBar->setFields({{u"state"_s, tr("state"), {items::Compare::Is}, kStates}});
    m_banner = new Banner(this);
    m_banner->setObjectName(u"keysBanner"_s);
    // Systems have different columns, so each keeps its own order and widths.
    m_table =
        new TableView("keys/list/"_L1 + m_workspace.match()->system->id, tr("API keys"), this);
    m_table->setObjectName(u"keysTable"_s);
    m_table->setProperty("frameless", true); // the card around it has the line
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_filter = new items::KeysFilter(this);
    m_detail = new KeysDetail(this);
    auto *list = new Card(this);
    list->setPadding(0);
    list->content()->addWidget(m_table);
    auto *side = new Card(this);
    side->setPadding(0);
    side->content()->addWidget(m_detail);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"keysSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::kMedium);
    m_splitter->addWidget(list);
    m_splitter->addWidget(side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({950, 270});
    layout()->addWidget(m_filterBar);
    layout()->addWidget(m_banner);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_splitter, 1);
    connect(m_filterBar, &FilterBar::textChanged, this, &KeysPage::applyFilter);
    connect(m_filterBar, &FilterBar::conditionsChanged, this, &KeysPage::applyFilter);
    connect(m_detail, &KeysDetail::wanted, this, &KeysPage::run);
    connect(m_table, &TableView::openRequested, this, [this] { run(u"edit"_s); });
    connect(m_table, &TableView::filterTyped, this, [this](const QString &text) {
        m_filterBar->setText(text);
        m_filterBar->focusText();
        applyFilter();
    });
    connect(&m_table->overlay(), &Overlay::retryRequested, this, &KeysPage::refresh);
    connect(&m_table->overlay(), &Overlay::actionTriggered, this, [this] {
        if (m_known.empty()) {
            run(u"new"_s);
        } else {
            m_filterBar->clear();
            applyFilter();
        }
    });
}

// In the context menu of the list; the same ids as the buttons of the detail.
void KeysPage::buildActions()
{
    const auto add = [this](const QString &text, const QString &id, const QKeySequence &keys = {}) {
        auto *action = new QAction(text, this);
        action->setObjectName(u"keysAction_"_s + id);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, id] { run(id); });
        m_table->addAction(action);
    };
    add(tr("Show requests"), u"requests"_s);
    add(tr("Timeline…"), u"timeline"_s);
    add(tr("What if…"), u"whatif"_s);
    add(tr("Edit…"), u"edit"_s);
    add(tr("Rotate…"), u"rotate"_s);
    add(tr("Revoke…"), u"revoke"_s);
    add(tr("Reactivate…"), u"reactivate"_s);
    add(tr("Delete…"), u"delete"_s, QKeySequence::Delete);
    auto *create = new QAction(tr("New key…"), this);
    create->setObjectName(u"keysActionNew"_s);
    create->setShortcut(QKeySequence::New);
    create->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(create, &QAction::triggered, this, [this] { run(u"new"_s); });
    addAction(create);
}

void KeysPage::run(const QString &actionId)
{
    if (!m_actions->isReady())
        return;
    const std::vector<keys::Key> keys = selected();
    const bool one = keys.size() == 1;
    using Act = void (KeysActions::*)(const keys::Key &);
    using ActAll = void (KeysActions::*)(const std::vector<keys::Key> &);
    static const QMap<QString, void (KeysActions::*)()> free{{u"new"_s, &KeysActions::create},
        {u"import"_s, &KeysActions::importKeys}, {u"review"_s, &KeysActions::review},
        {u"hashplan"_s, &KeysActions::showHashPlan}, {u"trail"_s, &KeysActions::showTrail},
        {u"find"_s, &KeysActions::find}};
    static const QMap<QString, Act> single{{u"edit"_s, &KeysActions::edit},
        {u"rotate"_s, &KeysActions::rotate}, {u"reveal"_s, &KeysActions::reveal},
        {u"requests"_s, &KeysActions::showRequests}, {u"timeline"_s, &KeysActions::showTimeline}};
    static const QMap<QString, ActAll> several{{u"revoke"_s, &KeysActions::revoke},
        {u"reactivate"_s, &KeysActions::reactivate}, {u"delete"_s, &KeysActions::remove}};
    static const QMap<QString, keys::Verb> changes{{u"limit"_s, keys::Verb::SetLimit},
        {u"role"_s, keys::Verb::SetRole}, {u"expiry"_s, keys::Verb::SetExpiry}};
    if (free.contains(actionId))
        (m_actions->*free[actionId])();
    else if (actionId == "whatif"_L1)
        m_actions->whatIf(keys);
    else if (actionId == "requests"_L1 && !m_actions->whyNoRequests().isEmpty())
        m_banner->showMessage(items::Severity::Info, m_actions->whyNoRequests());
    else if (actionId == "attention"_L1)
        restore({{u"state"_s, actionId}});
    else if (one && single.contains(actionId))
        (m_actions->*single[actionId])(keys.front());
    else if (!keys.empty() && several.contains(actionId))
        (m_actions->*several[actionId])(keys);
    else if (!keys.empty() && changes.contains(actionId))
        m_actions->change(changes[actionId], keys);
}

void KeysPage::applyFilter()
{
    m_filter->setText(m_filterBar->text());
    Wanted wanted = Wanted::Any;
    for (const items::Condition &condition : m_filterBar->conditions())
        wanted = Wanted(std::max<qsizetype>(0, kStates.indexOf(condition.values.value(0))));
    m_filter->setWanted(wanted);
    showEmptyOrClear();
    updateDetail();
}

void KeysPage::focusFilter() { m_filterBar->focusText(); }

void KeysPage::cancelQuery()
{
    m_loading.cancel();
    m_sharing.cancel();
}

std::vector<PaletteEntry> KeysPage::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const keys::Key &key : m_known)
        entries.push_back(
            {key.name, tr("API key"), u"key"_s, {}, [this, id = key.id] { select(id); }});
    return entries;
}

QJsonObject KeysPage::state() const
{
    QJsonObject state{
        {u"filter"_s, m_filterBar->text()}, {u"state"_s, kStates.value(int(m_filter->wanted()))}};
    if (const auto keys = selected(); keys.size() == 1)
        state.insert(u"key"_s, keys.front().id);
    return state;
}

void KeysPage::restore(const QJsonObject &state)
{
    m_filterBar->setText(state.value(u"filter"_s).toString());
    const QString wanted = state.value(u"state"_s).toString();
    QList<items::Condition> conditions;
    if (kStates.indexOf(wanted) > 0)
        conditions.append({u"state"_s, items::Compare::Is, {wanted}});
    m_filterBar->setConditions(conditions);
    m_wanted = state.value(u"key"_s).toString();
    if (m_model && m_model->rowCount() > 0 && !m_wanted.isEmpty())
        select(std::exchange(m_wanted, {}));
    applyFilter();
    m_wantedRun = state.value(u"run"_s).toString();
    if (m_actions->isReady())
        run(std::exchange(m_wantedRun, {}));
}

} // namespace gatehouse::ui
