// The migrations there were, with their proof; and the wizard that makes a new one.
#pragma once

#include "migration/plan.h"
#include "ui/page.h"

class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class MigrateActs;
class MigrateRuns;
class MigrateWizard;
class PageHeader;

class MigratePage : public Page
{
    Q_OBJECT

public:
    MigratePage(Workspace &workspace, QWidget *parent);

    void refresh() override;
    bool isIdle() const override;
    void cancelQuery() override;
    std::vector<PaletteEntry> paletteEntries() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    void begin();                        // a new migration
    void inspect(const QString &source); // a new one, of this source
    void save(const QString &path);      // the rule file
    void showRuns(bool shown);           // else the wizard, where it was
    MigrateWizard &wizard() { return *m_wizard; }

private:
    void goOn();
    void askSave();
    void showHeader();
    void showCommand(const QString &path);

    PageHeader *m_header = nullptr;
    QPushButton *m_back = nullptr, *m_save = nullptr, *m_show = nullptr, *m_goOn = nullptr,
                *m_new = nullptr;
    MigrateActs *m_acts = nullptr;
    MigrateRuns *m_runs = nullptr;
    MigrateWizard *m_wizard = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLineEdit *m_command = nullptr;
    migration::Plan m_saved; // that the command is about
};

} // namespace gatehouse::ui
