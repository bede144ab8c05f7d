// The care of one database (D1 to D9): a tab for each subject.
#pragma once

#include "ui/page.h"

class QStackedWidget;
class QTabBar;

namespace gatehouse::ui {

class Banner;
class ChangeGate;
class DatabaseTab;
class PageHeader;

// state(): {"tab": "sizes", "tabs": {"sizes": {...}}}
class DatabasePage : public Page
{
    Q_OBJECT

public:
    explicit DatabasePage(Workspace &workspace, QWidget *parent = nullptr);

    void refresh() override;
    void focusFilter() override;
    void cancelQuery() override;
    bool isIdle() const override;
    std::vector<PaletteEntry> paletteEntries() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    DatabaseTab *tab() const; // the one in front; null before it was shown
    void openTab(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildTabs();
    void showTab(int index);

    ChangeGate *m_gate = nullptr;
    PageHeader *m_header = nullptr;
    Banner *m_banner = nullptr;
    QTabBar *m_bar = nullptr;
    QStackedWidget *m_stack = nullptr;
    std::vector<DatabaseTab *> m_tabs; // null: never looked at
    QJsonObject m_kept;                // what tabs that are not built yet shall restore
    bool m_shown = false;
};

} // namespace gatehouse::ui
