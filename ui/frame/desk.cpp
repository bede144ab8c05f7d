#include "ui/frame/desk.h"

#include "base/deliver.h"
#include "ui/frame/aboutdialogs.h"
#include "ui/frame/look.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/settingskeys.h"

#include <QApplication>
#include <QDialog>

namespace gatehouse::ui {

namespace {
constexpr int kSaveSoonMs = 2000; // so that a crash loses little
}

Desk::Desk(SettingsFile &settings, JobCentre &jobs, db::Connections &connections,
    SandboxRecipe sandbox, QObject *parent)
    : QObject(parent),
      m_settings(settings),
      m_jobs(jobs),
      m_connections(connections),
      m_sandboxRecipe(std::move(sandbox))
{
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(kSaveSoonMs);
    connect(&m_saveSoon, &QTimer::timeout, this, &Desk::saveSession);
    connect(&m_jobs, &JobCentre::journalFailed, this, [this](const Error &error) {
        for (MainWindow *window : windows())
            window->say(items::Severity::Warn, error.text);
    });
}

Desk::~Desk()
{
    m_quitting = true;
    for (MainWindow *window : windows())
        delete window;
}

std::vector<MainWindow *> Desk::windows() const
{
    std::vector<MainWindow *> all;
    for (const QPointer<MainWindow> &window : m_windows) {
        if (window)
            all.push_back(window);
    }
    return all;
}

MainWindow *Desk::makeWindow()
{
    auto *window = new MainWindow(*this);
    m_windows.emplace_back(window);
    return window;
}

MainWindow *Desk::newWindow()
{
    MainWindow *window = makeWindow();
    window->startPage();
    window->show();
    return window;
}

void Desk::forget(MainWindow *window)
{
    m_windows.remove_if([&](const QPointer<MainWindow> &one) { return !one || one == window; });
}

MainWindow *Desk::openConnection(MainWindow *from, const db::Profile &profile,
    std::shared_ptr<const Secret> password, const WindowState &state)
{
    for (MainWindow *window : windows()) {
        const Workspace *open = window->workspace();
        if (open && !profile.id.isEmpty() && open->profile().id == profile.id) {
            window->show();
            window->raise();
            window->activateWindow();
            return window;
        }
    }
    MainWindow *window = from && !from->workspace() ? from : makeWindow();
    window->openProfile(profile, std::move(password), state);
    window->show();
    saveSoon();
    return window;
}

void Desk::openKnown(MainWindow *from, const db::Profile &profile, const WindowState &state)
{
    if (profile.id.startsWith(kSandboxId)) {
        openConnection(from, profile, nullptr, state);
        return;
    }
    // Without a password too: the server may want none, else the window asks for it.
    deliver(m_connections.password(profile), this,
        [this, from = QPointer(from), profile, state](const Result<db::SharedSecret> &found) {
            openConnection(from, profile, found ? found.value() : nullptr, state);
        });
}

void Desk::openSandbox(MainWindow *from)
{
    if (!m_sandboxRecipe || m_jobs.isRunning(m_sandboxJob))
        return;
    auto ready = std::make_shared<std::vector<db::Profile>>();
    m_sandboxJob = m_jobs.start(
        m_sandboxRecipe(ready), [this, ready, from = QPointer(from)](const Result<> &done) {
            if (!done) {
                Q_EMIT sandboxFailed(done.error());
                return;
            }
            m_sandbox = *ready;
            Q_EMIT sandboxReady();
            if (!m_quitting)
                openSandboxWindows(from);
        });
    Q_EMIT sandboxStarted(m_sandboxJob);
}

// The windows of last time that waited for it, else the first database where it was asked for.
void Desk::openSandboxWindows(MainWindow *from)
{
    for (const auto &[window, state] : std::exchange(m_waiting, {})) {
        const auto profile = std::find_if(m_sandbox.begin(), m_sandbox.end(),
            [&](const db::Profile &one) { return one.id == state.profileId; });
        if (window && profile != m_sandbox.end())
            openConnection(window, *profile, nullptr, state);
    }
    if (!m_sandbox.empty() && from && !from->workspace())
        openConnection(from, m_sandbox.front(), nullptr);
}

void Desk::applyLook() { ui::applyLook(m_settings); }

void Desk::restoreSession()
{
    QString trouble;
    bool opened = false;
    if (read(m_settings, settings::kRestoreSession)) {
        const auto session = sessionFromText(read(m_settings, settings::kSession));
        if (session) {
            for (const WindowState &state : session.value().windows) {
                if (restoreWindow(state))
                    opened = true;
                else
                    trouble = tr("A connection of the last session was removed since, so its "
                                 "window was not opened again.");
            }
        } else {
            trouble = session.error().text;
        }
    }
    if (!opened)
        newWindow();
    if (!trouble.isEmpty())
        windows().front()->say(items::Severity::Warn, trouble);
}

bool Desk::restoreWindow(const WindowState &state)
{
    const db::Profile *profile = m_connections.find(state.profileId);
    const bool ofSandbox = state.profileId.startsWith(kSandboxId) && m_sandboxRecipe;
    if (!state.profileId.isEmpty() && !ofSandbox && !profile)
        return false;
    MainWindow *window = newWindow();
    window->restoreGeometry(state.geometry);
    window->expect(state);
    if (ofSandbox) {
        m_waiting.emplace_back(window, state);
        openSandbox(window);
    } else if (!state.profileId.isEmpty()) {
        openKnown(window, *profile, state);
    }
    return true;
}

void Desk::saveSession() { saveWithout(nullptr); }

void Desk::saveWithout(const MainWindow *leaving)
{
    m_saveSoon.stop();
    SessionState session;
    for (const MainWindow *window : windows()) {
        if (window != leaving)
            session.windows.push_back(window->state());
    }
    write(m_settings, settings::kSession, toText(session));
}

void Desk::saveSoon()
{
    if (!m_quitting)
        m_saveSoon.start();
}

// The last window is the session of next time; one of several is gone for good.
void Desk::closing(MainWindow *window)
{
    if (!m_quitting)
        saveWithout(windows().size() > 1 ? window : nullptr);
}

bool Desk::quitNeedsConsent(const MainWindow *closing) const
{
    const auto all = windows();
    return !m_quitting && m_jobs.running() > 0 && all.size() == 1 && all.front() == closing;
}

void Desk::quit()
{
    const auto all = windows();
    if (m_jobs.running() > 0 && !all.empty()) {
        auto *active = qobject_cast<MainWindow *>(QApplication::activeWindow());
        auto *dialog = makeRunningJobsDialog(m_jobs.running(), active ? active : all.front());
        connect(dialog, &QDialog::accepted, this, &Desk::end);
        dialog->open();
        return;
    }
    end();
}

void Desk::end()
{
    saveSession();
    m_quitting = true;
    for (MainWindow *window : windows())
        window->close();
}

} // namespace gatehouse::ui
