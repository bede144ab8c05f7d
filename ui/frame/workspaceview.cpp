#include "ui/frame/workspaceview.h"

#include "base/safetext.h"
#include "ui/dialogs/mapping.h"
#include "ui/frame/contextbar.h"
#include "ui/frame/pagestack.h"
#include "ui/frame/rail.h"
#include "ui/frame/unlockdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QTimeZone>

namespace gatehouse::ui {

namespace {
constexpr int kReturnShownMs = 6000;
constexpr qsizetype kWarningsShown = 4;
}

WorkspaceView::WorkspaceView(
    Workspace &workspace, const std::vector<PageSpec> &pages, QWidget *parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_specs(pages),
      m_context(new ContextBar(workspace, this)),
      m_rail(new Rail(pages, this)),
      m_banner(new Banner(this)),
      m_warnings(new Banner(this)),
      m_pages(new PageStack(workspace, pages, this))
{
    m_banner->setObjectName("linkBanner"_L1);
    m_warnings->setObjectName("warningBanner"_L1);
    auto *middle = new QVBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    auto *bannerRow = new QVBoxLayout;
    bannerRow->setContentsMargins(space::kLarge + 4, space::kSmall, space::kLarge + 4, 0);
    bannerRow->setSpacing(space::kSmall);
    bannerRow->addWidget(m_banner);
    bannerRow->addWidget(m_warnings);
    middle->addLayout(bannerRow);
    middle->addWidget(m_pages, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(middle, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_context);
    column->addLayout(row, 1);

    connect(m_rail, &Rail::chosen, this, [this](const QString &id) { m_pages->show(id); });
    connect(m_pages, &PageStack::shown, m_rail, &Rail::setCurrent);
    connect(m_context, &ContextBar::unlockWanted, this, &WorkspaceView::askUnlock);
    connect(m_context, &ContextBar::paletteWanted, this, &WorkspaceView::paletteWanted);
    connect(&workspace, &Workspace::openPage, m_pages,
        [this](const QString &id, const QJsonObject &state) { m_pages->show(id, state); });
    connect(&workspace, &Workspace::stageChanged, this, &WorkspaceView::showReasons);
    connect(&workspace, &Workspace::recognised, this, &WorkspaceView::showReasons);
    connect(&workspace, &Workspace::matchChanged, this, &WorkspaceView::showReasons);
    connect(&workspace.link(), &db::Link::stateChanged, this, &WorkspaceView::showLoss);
    connect(&workspace, &Workspace::reconnected, this, &WorkspaceView::showReturn);
    connect(m_banner, &Banner::actionTriggered, this, [this] { m_workspace.link().open(); });
    connect(m_pages, &PageStack::mappingWanted, this, &WorkspaceView::describe);
    connect(&workspace, &Workspace::recognised, this, &WorkspaceView::showWarnings);
    connect(m_warnings, &Banner::dismissed, this,
        [this] { m_dismissed = m_workspace.recognition()->warnings; });
    showReasons();
    m_pages->showFirst();
}

void WorkspaceView::setCompactRail(bool compact) { m_rail->setCompact(compact); }

void WorkspaceView::showReasons()
{
    for (const PageSpec &spec : m_specs)
        m_rail->setReason(QLatin1StringView(spec.id), whyNotNow(spec, m_workspace));
}

void WorkspaceView::focusRail() { m_rail->focusCurrent(); }

// They last until somebody has read them: a password that anybody can read is no passing message.
void WorkspaceView::showWarnings()
{
    const QStringList &warnings = m_workspace.recognition()->warnings;
    if (warnings.isEmpty() || warnings == m_dismissed)
        return m_warnings->clear();
    m_warnings->showMessage(items::Severity::Warn, warnings.mid(0, kWarningsShown).join(u' '));
}

void WorkspaceView::describe()
{
    const auto found = m_workspace.recognition();
    if (!found || found->tables.empty()) {
        m_banner->setDismissable(true);
        return m_banner->showMessage(items::Severity::Info,
            found ? tr("This database has no tables yet, or none that this role may see: there is "
                       "nothing to describe.")
                  : tr("The database must be open before its tables can be described."));
    }
    auto *dialog = new MappingDialog(m_workspace, this);
    connect(dialog, &MappingDialog::saved, this, &WorkspaceView::chooseDescribed);
    dialog->open();
}

void WorkspaceView::chooseDescribed(const QString &systemId, const QString &schema)
{
    auto *once = new QObject(this);
    connect(&m_workspace, &Workspace::recognitionFailed, once, &QObject::deleteLater);
    connect(&m_workspace, &Workspace::recognised, once, [this, once, systemId, schema] {
        once->deleteLater();
        const auto &matches = m_workspace.recognition()->matches;
        const auto found =
            std::find_if(matches.begin(), matches.end(), [&](const systems::Match &match) {
                return match.system->id == systemId && match.schema == schema;
            });
        if (found != matches.end())
            m_workspace.chooseMatch(int(found - matches.begin()));
    });
    m_pages->forgetChoice(); // the first page that it can fill is what was waited for
    m_workspace.recognise();
}

void WorkspaceView::showLoss()
{
    const db::Link &link = m_workspace.link();
    if (link.state() != db::Link::State::Lost || !m_workspace.isRecognised())
        return;
    if (!m_lostAt.isValid())
        m_lostAt = m_workspace.clock().now();
    const QTimeZone zone(m_workspace.profile().zone.toUtf8());
    const QDateTime there = m_lostAt.toTimeZone(zone.isValid() ? zone : QTimeZone::utc());
    m_banner->setDismissable(false);
    m_banner->showMessage(items::Severity::Bad,
        tr("The connection to %1 was lost at %2. Gatehouse tries again every two seconds; the "
           "pages keep what they show.")
            .arg(safeText(m_workspace.profile().name, 60),
                locale().toString(there.time(), u"HH:mm:ss"_s)),
        tr("Try now"));
}

void WorkspaceView::showReturn()
{
    m_lostAt = {};
    m_banner->setDismissable(true);
    m_banner->showMessage(
        items::Severity::Good, tr("The server is back; the pages were read again."));
    QTimer::singleShot(kReturnShownMs, m_banner, [this] {
        if (m_banner->severity() == items::Severity::Good)
            m_banner->clear();
    });
}

void WorkspaceView::askUnlock()
{
    auto *dialog = makeUnlockDialog(m_workspace.profile(), this);
    connect(dialog, &QDialog::accepted, &m_workspace, [this] { m_workspace.link().unlock(); });
    dialog->open();
}

} // namespace gatehouse::ui
