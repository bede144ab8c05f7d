#include "ui/frame/pagestack.h"

#include "base/safetext.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorview.h"

namespace gatehouse::ui {

PageStack::PageStack(Workspace &workspace, const std::vector<PageSpec> &pages, QWidget *parent)
    : QStackedWidget(parent),
      m_workspace(workspace),
      m_specs(pages),
      m_reason(new EmptyState(this)),
      m_error(new ErrorView(this))
{
    setObjectName("pageStack"_L1);
    m_reason->setObjectName("pageReason"_L1);
    m_error->setObjectName("openError"_L1);
    addWidget(m_reason);
    addWidget(m_error);
    connect(m_reason, &EmptyState::actionTriggered, this, &PageStack::mappingWanted);
    connect(m_error, &ErrorView::retryRequested, &workspace, &Workspace::open);
    connect(&workspace, &Workspace::stageChanged, this, &PageStack::followStage);
    connect(&workspace, &Workspace::recognised, this, &PageStack::followStage);
    connect(&workspace, &Workspace::matchChanged, this, &PageStack::rebuild);
    connect(&workspace, &Workspace::reconnected, this, &PageStack::refreshAll);
}

Page *PageStack::currentPage() const { return qobject_cast<Page *>(currentWidget()); }

void PageStack::show(const QString &pageId, const QJsonObject &state)
{
    m_chosen = true;
    present(pageId, state);
}

void PageStack::showFirst()
{
    if (!m_chosen)
        present(firstUsable());
}

void PageStack::present(const QString &pageId, const QJsonObject &state)
{
    const auto spec = std::find_if(m_specs.begin(), m_specs.end(),
        [&](const PageSpec &one) { return pageId == QLatin1StringView(one.id); });
    if (spec == m_specs.end())
        return;
    m_currentId = pageId;
    if (const QString why = whyNotNow(*spec, m_workspace); !why.isEmpty()) {
        if (!state.isEmpty())
            m_remembered[pageId] = state;
        showReason(*spec, why);
    } else {
        Page *page = m_pages.contains(pageId) ? m_pages[pageId] : build(*spec);
        if (!state.isEmpty())
            page->restore(state);
        if (m_stale.erase(pageId))
            page->refresh();
        setCurrentWidget(page);
    }
    Q_EMIT shown(pageId);
}

Page *PageStack::build(const PageSpec &spec)
{
    const QString id = QLatin1StringView(spec.id);
    Page *page = spec.make(m_workspace, this);
    page->setObjectName("page_"_L1 + id);
    page->setAccessibleName(pageTitle(spec));
    m_pages[id] = page;
    addWidget(page);
    if (const QJsonObject state = m_remembered.take(id).toObject(); !state.isEmpty())
        page->restore(state);
    return page;
}

void PageStack::showReason(const PageSpec &spec, const QString &why)
{
    if (spec.whyNot && m_workspace.stage() == Workspace::Stage::Failed) {
        m_error->setError(tr("%1 could not be opened").arg(safeText(m_workspace.profile().name)),
            m_workspace.lastError());
        setCurrentWidget(m_error);
        return;
    }
    const bool waiting = spec.whyNot && !m_workspace.isRecognised();
    const bool unknown = spec.whyNot && !waiting && !m_workspace.match()
        && !m_workspace.recognition()->tables.empty() && !spec.whyNot(m_workspace).isEmpty();
    m_reason->setContent(waiting ? u"loader"_s : QString(QLatin1StringView(spec.icon)),
        waiting ? tr("Opening %1").arg(safeText(m_workspace.profile().name)) : pageTitle(spec),
        waiting ? safeText(m_workspace.profile().info.label()) : why,
        unknown ? tr("Describe this back end...") : QString());
    setCurrentWidget(m_reason);
}

QString PageStack::firstUsable() const
{
    for (const PageSpec &spec : m_specs) {
        if (spec.whyNot && whyNotNow(spec, m_workspace).isEmpty())
            return QLatin1StringView(spec.id);
    }
    return QLatin1StringView(m_specs.front().id);
}

void PageStack::followStage()
{
    if (!m_chosen)
        showFirst();
    else if (!currentPage())
        present(m_currentId); // the reason may have gone, or changed
}

// Pages hold on to the system they were built for.
void PageStack::rebuild()
{
    for (const auto &[id, page] : std::exchange(m_pages, {})) {
        removeWidget(page);
        page->deleteLater();
    }
    m_stale.clear();
    present(m_currentId);
}

void PageStack::refreshAll()
{
    for (const auto &[id, page] : m_pages) {
        if (page == currentWidget())
            page->refresh();
        else
            m_stale.insert(id);
    }
}

QJsonObject PageStack::states() const
{
    QJsonObject states = m_remembered;
    for (const auto &[id, page] : m_pages) {
        if (const QJsonObject state = page->state(); !state.isEmpty())
            states[id] = state;
    }
    return states;
}

void PageStack::remember(const QJsonObject &states) { m_remembered = states; }

} // namespace gatehouse::ui
