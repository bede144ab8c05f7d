#include "ui/pages/usagetab.h"

#include "ui/widgets/overlay.h"

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

UsageTab::UsageTab(UsageQuery &query, QWidget *parent) : QWidget(parent), m_query(query)
{
    connect(&query, &UsageQuery::opened, this, [this] {
        m_knows = true;
        forget();
        changed();
    });
    connect(&query, &UsageQuery::filterChanged, this, &UsageTab::changed);
    connect(&query, &UsageQuery::advanced, this, [this] {
        if (followsClock())
            changed();
    });
    connect(&query, &UsageQuery::selectionChanged, this, &UsageTab::changed);
}

UsageTab::~UsageTab() { m_token.cancel(); }

void UsageTab::setActive(bool active)
{
    m_active = active;
    if (active && !m_knows && m_query.source()) { // made after it was opened
        m_knows = true;
        forget();
    }
    if (active && !m_asked)
        askNow();
}

void UsageTab::cancel() { m_token.cancel(); }

void UsageTab::changed()
{
    m_token.cancel();
    ++m_serial;
    m_asked = false;
    if (m_active)
        askNow();
}

void UsageTab::askNow()
{
    if (!m_query.figures())
        return;
    m_token = CancelToken();
    m_asked = true;
    ask(*m_query.figures());
}

void UsageTab::followOverlay(Overlay &overlay)
{
    connect(&overlay, &Overlay::retryRequested, this, &UsageTab::changed);
    connect(&overlay, &Overlay::actionTriggered, this, &UsageTab::changed);
}

void UsageTab::showTrouble(Overlay &overlay, const Error &error, const QString &title)
{
    if (error.kind == Error::Kind::Cancelled)
        overlay.showEmpty(u"ban"_s, tr("Stopped"),
            tr("The question was cancelled before the server answered."), tr("Ask again"));
    else if (error.kind == Error::Kind::Refused || error.sqlState == "42501"_L1)
        overlay.showNoRight(error.text);
    else
        overlay.showError(title, error);
}

void UsageTab::showNothing(Overlay &overlay)
{
    overlay.showEmpty(u"inbox"_s, tr("No request in this range fits the filter"),
        tr("Choose a longer range or fewer filters."));
}

} // namespace gatehouse::ui
