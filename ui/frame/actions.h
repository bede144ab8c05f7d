// Everything a window can do, as data: from this list come the menus, the shortcuts and the
// palette.
#pragma once

#include <QAction>
#include <QMenuBar>

#include <vector>

namespace gatehouse::ui {

class MainWindow;

enum class Needs { Nothing, Workspace, Page }; // else the action is disabled

struct ActionSpec
{
    const char *menu; // source text, context "Action"
    const char *id;   // objectName
    const char *text; // source text, context "Action"; null: a separator
    const char *icon;
    const char *shortcut; // portable text
    Needs needs;
    void (MainWindow::*run)(); // null: the known connections, as a menu
};

const std::vector<ActionSpec> &allActions();

// The actions of one window. Owned by it; the page actions come from allPages().
class Actions : public QObject
{
    Q_OBJECT

public:
    Actions(MainWindow &window, QMenuBar *bar);

    void setAvailable(bool workspace, bool page);
    // Menu entries with the actions of the page that is shown now.
    void setPageActions(const QList<QAction *> &actions);
    const QList<QAction *> &all() const { return m_all; } // ours and those of the rail's pages
    QAction *find(const QString &id) const;

private:
    void add(QMenu *menu, const ActionSpec &spec);
    void addPages(QMenu *menu);
    void addConnections(QMenu *menu);
    QMenu *menuOf(QMenuBar *bar, const char *title);

    MainWindow &m_window;
    QMap<QString, QMenu *> m_menus;
    QList<QAction *> m_all;
    QList<std::pair<QAction *, Needs>> m_needs;
    QMenu *m_pageMenu = nullptr;
};

} // namespace gatehouse::ui
