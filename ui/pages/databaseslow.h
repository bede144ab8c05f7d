// Tab Slow queries (D4): what takes the time of this database.
#pragma once

#include "items/caremodels.h"
#include "ui/pages/databasetab.h"

class QPushButton;

namespace gatehouse::ui {

class DatabaseList;

class DatabaseSlow : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseSlow(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;

private:
    void show(const care::Slow &slow);
    void showDetail();
    void explain();
    void reset();

    items::SlowModel *m_model = nullptr;
    DatabaseList *m_list = nullptr;
    QPushButton *m_explain = nullptr, *m_reset = nullptr;
};

} // namespace gatehouse::ui
