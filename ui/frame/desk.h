// All windows of the program and what they share: settings, jobs, the look, the sandbox, the
// session.
#pragma once

#include "base/settingsfile.h"
#include "base/jobs.h"
#include "db/connections.h"
#include "ui/frame/sessionstate.h"
#include "ui/page.h"

#include <QPointer>
#include <QTimer>

#include <list>

namespace gatehouse::ui {

class MainWindow;

// Ids of the sandbox's connections begin so; they are saved nowhere but in the session.
inline constexpr QLatin1StringView kSandboxId("sandbox-");

// A job that brings the sandbox up and leaves its connections in `ready`.
using SandboxRecipe = std::function<Recipe(std::shared_ptr<std::vector<db::Profile>> ready)>;

class Desk : public QObject
{
    Q_OBJECT

public:
    // sandbox: null where there is none.
    Desk(SettingsFile &settings, JobCentre &jobs, db::Connections &connections, SandboxRecipe sandbox,
        QObject *parent = nullptr);
    ~Desk() override;

    SettingsFile &settings() { return m_settings; }
    JobCentre &jobs() { return m_jobs; }
    const Clock &clock() const { return Clock::system(); }
    db::Connections &connections() { return m_connections; }
    std::vector<MainWindow *> windows() const;

    MainWindow *newWindow(); // shown, on the start page
    // In `from` when that is still on its start page, else (or null) in a new window; a connection
    // that is open already comes to the front instead. Returns the window.
    MainWindow *openConnection(MainWindow *from, const db::Profile &profile,
        std::shared_ptr<const Secret> password, const WindowState &state = {});
    // As above, with the password from the keychain, where there is one.
    void openKnown(MainWindow *from, const db::Profile &profile, const WindowState &state = {});
    // A job with progress in the window; opens the first of the sandbox's databases in it.
    void openSandbox(MainWindow *from);
    std::vector<db::Profile> sandboxProfiles() const { return m_sandbox; } // once it runs

    void applyLook();      // theme and density of the settings
    void restoreSession(); // opens the windows of last time, or one start page
    void saveSession();    // of all windows, now
    void saveSoon();
    void closing(MainWindow *window);
    bool quitNeedsConsent(const MainWindow *closing) const; // it is the last window, and jobs run
    void quit();                                            // asks when jobs run
    void end(); // saves the session and closes every window

Q_SIGNALS:
    void sandboxStarted(qint64 job);
    void sandboxReady();
    void sandboxFailed(const gatehouse::Error &error);

private:
    friend class MainWindow;
    void forget(MainWindow *window);
    MainWindow *makeWindow();
    bool restoreWindow(const WindowState &state);
    void openSandboxWindows(MainWindow *from);
    void saveWithout(const MainWindow *leaving);

    SettingsFile &m_settings;
    JobCentre &m_jobs;
    db::Connections &m_connections;
    SandboxRecipe m_sandboxRecipe;
    std::list<QPointer<MainWindow>> m_windows;
    std::vector<db::Profile> m_sandbox;
    std::list<std::pair<QPointer<MainWindow>, WindowState>> m_waiting; // for the sandbox
    QTimer m_saveSoon;
    qint64 m_sandboxJob = 0;
    bool m_quitting = false;
};

} // namespace gatehouse::ui
