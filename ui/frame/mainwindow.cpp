#include "ui/frame/mainwindow.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/frame/aboutdialogs.h"
#include "ui/frame/actions.h"
#include "ui/frame/commandpalette.h"
#include "ui/frame/desk.h"
#include "ui/frame/dialogframe.h"
#include "ui/frame/pagestack.h"
#include "ui/frame/paletteentries.h"
#include "ui/frame/settingskeys.h"
#include "ui/frame/startpane.h"
#include "ui/frame/statusbar.h"
#include "ui/frame/workspaceview.h"
#include "ui/start/passworddialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QCloseEvent>
#include <QDialog>
#include <QMenuBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {
constexpr QLatin1StringView kPasswordRefused("28P01");
constexpr QSize kFirstSize{1280, 800}, kDialogSize{980, 680};
}

MainWindow::MainWindow(Desk &desk)
    : m_desk(desk),
      m_stack(new QStackedWidget),
      m_status(new StatusBar(desk.jobs(), desk.clock())),
      m_actions(new Actions(*this, menuBar()))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("mainWindow"_L1);
    menuBar()->setObjectName("menuBar"_L1);
    auto *central = new QWidget(this);
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_status);
    setCentralWidget(central);
    resize(kFirstSize);
    connect(m_status, &StatusBar::pageWanted, this, [this](const QString &id) { showPage(id); });
    showTitle();
}

// Made where it is seen: a window that opens a database at once has none yet.
StartPane &MainWindow::start()
{
    if (!m_start) {
        m_start = new StartPane(m_desk, *this);
        m_stack->addWidget(m_start);
    }
    return *m_start;
}

QWidget *MainWindow::startPage() { return &start(); }

// The view goes before the workspace that its pages refer to.
MainWindow::~MainWindow()
{
    m_desk.forget(this);
    delete m_stack;
}

void MainWindow::openProfile(
    const db::Profile &profile, std::shared_ptr<const Secret> password, const WindowState &state)
{
    m_workspace =
        std::make_unique<Workspace>(profile, std::move(password), m_desk.settings(), m_desk.jobs());
    m_view = new WorkspaceView(*m_workspace, allPages());
    m_view->setCompactRail(read(m_desk.settings(), settings::kCompactRail));
    connect(m_view, &WorkspaceView::paletteWanted, this, &MainWindow::openPalette);
    connect(&m_view->pages(), &PageStack::shown, this, &MainWindow::followPage);
    connect(m_workspace.get(), &Workspace::stageChanged, this, &MainWindow::askPassword);
    m_view->pages().remember(state.pages);
    if (!state.page.isEmpty())
        m_view->pages().show(state.page);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    m_view->focusRail();
    m_status->setWorkspace(m_workspace.get());
    DialogFrame::mark(this, profile.environment, profile.name + u" — "_s + profile.info.label());
    followPage();
    showTitle();
    m_workspace->open();
}

// The server did not take the password, or none was known: the window stays as it is meanwhile.
void MainWindow::askPassword()
{
    const bool wanted = m_workspace->stage() == Workspace::Stage::Failed
        && m_workspace->lastError().sqlState == kPasswordRefused;
    if (!wanted || std::exchange(m_asking, true))
        return;
    const db::Profile profile = m_workspace->profile();
    auto *dialog =
        new PasswordDialog(m_desk.connections(), profile, m_workspace->lastError(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog, profile](int result) {
        m_asking = false;
        if (result != QDialog::Accepted || !m_workspace)
            return;
        const db::SharedSecret password = dialog->password();
        if (m_desk.connections().find(profile.id)) {
            db::Profile saved = profile;
            saved.keepPassword = dialog->keep();
            deliver(m_desk.connections().keep(saved, password), this, [this](const Result<> &kept) {
                if (!kept)
                    say(items::Severity::Warn, kept.error().text);
            });
        }
        const WindowState now = state();
        disconnectNow();
        openProfile(profile, password, now);
    });
    dialog->open();
}

void MainWindow::disconnectNow()
{
    if (!m_view)
        return;
    m_status->setWorkspace(nullptr);
    m_stack->setCurrentWidget(&start());
    delete std::exchange(m_view, nullptr);
    m_workspace.reset();
    DialogFrame::unmark(this);
    followPage();
    showTitle();
}

WindowState MainWindow::state() const
{
    WindowState state = m_expected;
    state.geometry = saveGeometry();
    if (m_view) {
        state.profileId = m_workspace->profile().id;
        state.page = m_view->pages().currentId();
        state.pages = m_view->pages().states();
    }
    return state;
}

void MainWindow::showTitle()
{
    if (!m_workspace)
        return setWindowTitle(tr("Gatehouse"));
    const db::Profile &profile = m_workspace->profile();
    setWindowTitle(tr("%1 (%2) - Gatehouse")
                       .arg(safeText(profile.name, 80), db::environmentName(profile.environment)));
}

Page *MainWindow::currentPage() const { return m_view ? m_view->pages().currentPage() : nullptr; }

void MainWindow::showPage(const QString &pageId, const QJsonObject &state)
{
    if (m_view)
        m_view->pages().show(pageId, state);
    else if (const PageSpec *spec = pageSpec(pageId); spec && !spec->whyNot && spec->make)
        showInDialog(*spec, state);
}

void MainWindow::showInDialog(const PageSpec &spec, const QJsonObject &state)
{
    if (!m_idle)
        m_idle =
            std::make_unique<Workspace>(db::Profile{}, nullptr, m_desk.settings(), m_desk.jobs());
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName("pageDialog"_L1);
    dialog->setWindowTitle(pageTitle(spec));
    dialog->resize(kDialogSize);
    Page *page = spec.make(*m_idle, dialog);
    page->setObjectName("page_"_L1 + QLatin1StringView(spec.id));
    page->restore(state);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(page);
    dialog->open();
}

void MainWindow::followPage()
{
    Page *page = currentPage();
    m_actions->setAvailable(m_view, page);
    m_actions->setPageActions(page ? page->actions() : QList<QAction *>{});
    m_desk.saveSoon();
}

void MainWindow::say(items::Severity severity, const QString &text)
{
    Banner &banner = m_view ? m_view->banner() : start().banner();
    banner.setDismissable(true);
    banner.showMessage(severity, text);
}

// Made when it is first wanted: a window should stand before that.
CommandPalette &MainWindow::palette()
{
    if (m_palette)
        return *m_palette;
    m_palette = new CommandPalette(this);
    m_palette->addProvider([this] { return pageEntries(currentPage()); });
    m_palette->addProvider([this] { return actionEntries(m_actions->all(), currentPage()); });
    m_palette->addProvider([this] { return settingEntries(*this); });
    m_palette->addProvider([this] { return connectionEntries(m_desk, *this); });
    return *m_palette;
}

void MainWindow::newWindow() { m_desk.newWindow(); }
void MainWindow::openConnection() { m_view ? void(m_desk.newWindow()) : start().setFocus(); }
void MainWindow::openSandbox() { m_desk.openSandbox(this); }
void MainWindow::quit() { m_desk.quit(); }
void MainWindow::openPalette() { palette().open(); }

void MainWindow::refresh()
{
    if (Page *page = currentPage())
        page->refresh();
}

void MainWindow::focusFilter()
{
    if (Page *page = currentPage())
        page->focusFilter();
}

void MainWindow::cancelQuery()
{
    if (Page *page = currentPage())
        page->cancelQuery();
}

void MainWindow::switchTheme()
{
    const Scheme next = Theme::current().isDark() ? Scheme::Light : Scheme::Dark;
    write(m_desk.settings(), settings::kTheme, schemeId(next));
    m_desk.applyLook();
}

void MainWindow::toggleRail()
{
    const bool compact = !read(m_desk.settings(), settings::kCompactRail);
    write(m_desk.settings(), settings::kCompactRail, compact);
    if (m_view)
        m_view->setCompactRail(compact);
}

void MainWindow::toggleFullScreen() { setWindowState(windowState() ^ Qt::WindowFullScreen); }

void MainWindow::unlock()
{
    if (m_view && !m_workspace->link().isUnlocked())
        m_view->askUnlock();
}

void MainWindow::lock()
{
    if (m_workspace)
        m_workspace->link().lock();
}

void MainWindow::reconnect()
{
    if (m_workspace)
        m_workspace->link().open();
}

void MainWindow::recognise()
{
    if (m_workspace)
        m_workspace->recognise();
}

void MainWindow::describe()
{
    if (m_view)
        m_view->describe();
}

void MainWindow::showShortcuts() { makeShortcutsDialog(m_actions->all(), this)->open(); }
void MainWindow::showAbout() { makeAboutDialog(this)->open(); }

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Nothing nearer to the focus wanted it: not a shortcut, since editors and menus come first.
    if (event->key() == Qt::Key_Escape)
        cancelQuery();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_mayClose && m_desk.quitNeedsConsent(this)) {
        event->ignore();
        auto *dialog = makeRunningJobsDialog(m_desk.jobs().running(), this);
        connect(dialog, &QDialog::accepted, this, [this] {
            m_mayClose = true;
            close();
        });
        dialog->open();
        return;
    }
    m_desk.closing(this);
    event->accept();
}

} // namespace gatehouse::ui
