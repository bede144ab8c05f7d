// Tab Settings (D6, D8): what the server could be set to, why, and whether its connections suffice.
#pragma once

#include "care/budget.h"
#include "items/caremodels.h"
#include "ui/pages/databasetab.h"

class QPushButton;

namespace gatehouse::ui {

class DatabaseList;

class DatabaseSettings : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseSettings(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;

private:
    struct Answer
    {
        care::Settings settings;
        care::Budget budget;
    };
    void show();
    void showDetail();
    void apply();
    void chooseFile();
    void readPools(const QString &path);

    care::Settings m_settings;
    care::Budget m_budget;
    std::vector<care::PoolPlan> m_pools; // of files that were read
    QStringList m_systems;
    items::SettingsAdviceModel *m_model = nullptr;
    DatabaseList *m_list = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace gatehouse::ui
