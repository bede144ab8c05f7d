#include "ui/pages/database.h"

#include "base/safetext.h"
#include "ui/pages/databasetab.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/pageheader.h"

#include <QAction>
#include <QCoreApplication>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace gatehouse::ui {

DatabasePage::DatabasePage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_gate(new ChangeGate(workspace, this))
{
    setObjectName(u"databasePage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kMedium, space::kLarge + 4, space::kMedium);
    column->setSpacing(space::kSmall);
    m_header = new PageHeader(tr("Database"), this);
    m_header->setSubtitle(safeText(workspace.profile().info.label()));
    m_banner = new Banner(this);
    m_banner->setObjectName(u"databaseBanner"_s);
    m_bar = new QTabBar(this);
    m_bar->setObjectName(u"databaseTabs"_s);
    m_bar->setAccessibleName(tr("What of the database is shown"));
    m_bar->setExpanding(false);
    m_stack = new QStackedWidget(this);
    column->addWidget(m_header);
    column->addWidget(m_banner);
    column->addWidget(m_bar);
    column->addWidget(m_stack, 1);
    connect(m_gate, &ChangeGate::failed, this,
        [this](const Error &error) { m_banner->showMessage(items::Severity::Bad, error.text); });
    buildTabs();
}

void DatabasePage::buildTabs()
{
    for (const DatabaseTabSpec &spec : databaseTabs()) {
        const QString title = QCoreApplication::translate("DatabasePage", spec.title);
        m_bar->addTab(title);
        m_stack->addWidget(new QWidget(m_stack));
        auto *action = new QAction(title, this);
        action->setObjectName("databaseTab_"_L1 + QLatin1StringView(spec.id));
        connect(action, &QAction::triggered, this,
            [this, id = QString::fromLatin1(spec.id)] { openTab(id); });
        addAction(action);
    }
    m_tabs.resize(databaseTabs().size());
    connect(m_bar, &QTabBar::currentChanged, this, &DatabasePage::showTab);
}

void DatabasePage::showTab(int index)
{
    if (!m_shown || index < 0)
        return;
    DatabaseTab *&tab = m_tabs[size_t(index)];
    m_banner->clear();
    if (tab) {
        m_stack->setCurrentIndex(index);
        return;
    }
    const DatabaseTabSpec &spec = databaseTabs()[size_t(index)];
    tab = spec.make(m_workspace, *m_gate, m_stack);
    delete m_stack->widget(index);
    m_stack->insertWidget(index, tab);
    m_stack->setCurrentIndex(index);
    connect(tab, &DatabaseTab::said, this,
        [this](items::Severity severity, const QString &sentence) {
            if (sentence.isEmpty())
                m_banner->clear();
            else
                m_banner->showMessage(severity, sentence);
        });
    connect(tab, &DatabaseTab::tabWanted, this, [this](const QString &id, const QJsonObject &state) {
        openTab(id);
        this->tab()->restore(state);
    });
    if (const QJsonValue kept = m_kept[QLatin1StringView(spec.id)]; kept.isObject())
        tab->restore(kept.toObject());
    tab->refresh();
}

void DatabasePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!std::exchange(m_shown, true))
        showTab(m_bar->currentIndex());
}

DatabaseTab *DatabasePage::tab() const { return m_tabs[size_t(std::max(0, m_bar->currentIndex()))]; }

void DatabasePage::openTab(const QString &id)
{
    for (size_t i = 0; i < databaseTabs().size(); ++i)
        if (id == QLatin1StringView(databaseTabs()[i].id))
            m_bar->setCurrentIndex(int(i));
}

void DatabasePage::refresh()
{
    if (tab())
        tab()->refresh();
}

void DatabasePage::focusFilter()
{
    if (tab())
        tab()->focusFilter();
}

void DatabasePage::cancelQuery()
{
    if (tab())
        tab()->cancel();
}

bool DatabasePage::isIdle() const { return !m_shown || (tab() && tab()->isIdle()); }

std::vector<PaletteEntry> DatabasePage::paletteEntries()
{
    return tab() ? tab()->paletteEntries() : std::vector<PaletteEntry>();
}

QJsonObject DatabasePage::state() const
{
    QJsonObject tabs = m_kept;
    for (size_t i = 0; i < m_tabs.size(); ++i)
        if (m_tabs[i])
            tabs.insert(QLatin1StringView(databaseTabs()[i].id), m_tabs[i]->state());
    return {{u"tab"_s, QLatin1StringView(databaseTabs()[size_t(m_bar->currentIndex())].id)},
        {u"tabs"_s, tabs}};
}

void DatabasePage::restore(const QJsonObject &state)
{
    m_kept = state[u"tabs"_s].toObject();
    for (size_t i = 0; i < m_tabs.size(); ++i)
        if (m_tabs[i])
            m_tabs[i]->restore(m_kept[QLatin1StringView(databaseTabs()[i].id)].toObject());
    openTab(state[u"tab"_s].toString());
}

} // namespace gatehouse::ui
