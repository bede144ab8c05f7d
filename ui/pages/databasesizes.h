// Tab Sizes (D1): how large the tables are, how they grow, and what vacuum does about them.
#pragma once

#include "care/sizehistory.h"
#include "items/caremodels.h"
#include "ui/pages/databasetab.h"

namespace gatehouse::ui {

class DatabaseList;

class DatabaseSizes : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseSizes(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;

private:
    struct Answer
    {
        care::Sizes sizes;
        std::vector<care::Snapshot> history;
        QString keptWhere; // translated
    };
    void show(const Answer &answer);
    void showDetail();

    care::Sizes m_sizes;
    items::TableSizesModel *m_model = nullptr;
    DatabaseList *m_list = nullptr;
};

} // namespace gatehouse::ui
