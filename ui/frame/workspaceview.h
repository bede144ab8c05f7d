// A window with a database in it: context bar, rail, banner and the open page.
#pragma once

#include "ui/page.h"

#include <QTimer>
#include <QWidget>

namespace gatehouse::ui {

class Banner;
class ContextBar;
class PageStack;
class Rail;

class WorkspaceView : public QWidget
{
    Q_OBJECT

public:
    WorkspaceView(
        Workspace &workspace, const std::vector<PageSpec> &pages, QWidget *parent = nullptr);

    Workspace &workspace() { return m_workspace; }
    PageStack &pages() { return *m_pages; }
    void askUnlock(); // opens the dialog; unlocking ends by itself
    void describe();  // opens the mapping dialog, or says why there is nothing to describe
    void setCompactRail(bool compact);
    void focusRail();
    Banner &banner() { return *m_banner; }

Q_SIGNALS:
    void paletteWanted();

private:
    void showReasons();
    void showLoss();
    void showWarnings();
    void chooseDescribed(const QString &systemId, const QString &schema);
    void showReturn();

    Workspace &m_workspace;
    const std::vector<PageSpec> &m_specs;
    ContextBar *m_context;
    Rail *m_rail;
    Banner *m_banner, *m_warnings;
    QStringList m_dismissed; // warnings that were read; they return with the next window
    PageStack *m_pages;
    QDateTime m_lostAt;
};

} // namespace gatehouse::ui
