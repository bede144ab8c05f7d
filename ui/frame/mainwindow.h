// One window: the start page, or one open connection. Knows no page by name.
#pragma once

#include "items/roles.h"
#include "ui/frame/sessionstate.h"
#include "ui/page.h"

#include <QMainWindow>

#include <memory>

class QStackedWidget;

namespace gatehouse::ui {

class Actions;
class CommandPalette;
class Desk;
class StartPane;
class StatusBar;
class WorkspaceView;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Desk &desk);
    ~MainWindow() override;

    // Leaves the start page. The window must not have a connection.
    void openProfile(const db::Profile &profile, std::shared_ptr<const Secret> password,
        const WindowState &state = {});
    // What it will show once its password or the sandbox is there; until then state() says so.
    void expect(const WindowState &state) { m_expected = state; }
    Workspace *workspace() const { return m_workspace.get(); } // null on the start page
    WorkspaceView *view() const { return m_view; }
    CommandPalette &palette();
    Desk &desk() { return m_desk; }
    Actions &actionList() { return *m_actions; }
    QWidget *startPage();
    WindowState state() const;
    void showPage(const QString &pageId, const QJsonObject &state = {});
    void say(
        items::Severity severity, const QString &text); // a banner over the start page or the pages

    // What the menus call.
    void newWindow();
    void openConnection();
    void openSandbox();
    void closeWindow() { close(); }
    void quit();
    void openPalette();
    void refresh();
    void focusFilter();
    void cancelQuery();
    void switchTheme();
    void toggleRail();
    void toggleFullScreen();
    void unlock();
    void lock();
    void reconnect();
    void recognise();
    void describe();
    void disconnectNow();
    void showShortcuts();
    void showAbout();

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    StartPane &start();
    void askPassword();
    void followPage();
    void showTitle();
    void showInDialog(const PageSpec &spec, const QJsonObject &state);
    Page *currentPage() const;

    Desk &m_desk;
    std::unique_ptr<Workspace> m_workspace; // outlives its view
    std::unique_ptr<Workspace> m_idle;      // never opened: for pages that need no database
    QStackedWidget *m_stack;
    StartPane *m_start = nullptr;
    WorkspaceView *m_view = nullptr;
    StatusBar *m_status;
    CommandPalette *m_palette = nullptr;
    Actions *m_actions;
    WindowState m_expected;
    bool m_mayClose = false, m_asking = false;
};

} // namespace gatehouse::ui
