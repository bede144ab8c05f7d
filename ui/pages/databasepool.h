// Tab Pool (D7): PgBouncer by its console.
#pragma once

#include "items/poolmodel.h"
#include "ui/pages/databasetab.h"

class QComboBox;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class DatabaseList;
class TableView;

// Asks the console at the connection's own address, or at PgBouncer's usual port beside it. A
// connection of its own, closed after each answer.
class DatabasePool : public DatabaseTab
{
    Q_OBJECT

public:
    DatabasePool(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;

private:
    db::SessionOptions console() const;
    void show(const care::PoolView &view);
    void showTable();
    void showDetail();
    void confirm(care::PoolAct act);
    void change(care::PoolAct act, const QString &database);

    care::PoolView m_view;
    items::PoolModel *m_model = nullptr;
    items::ShownModel *m_shown = nullptr;
    QComboBox *m_what = nullptr;
    QStackedWidget *m_stack = nullptr;
    DatabaseList *m_list = nullptr;
    TableView *m_table = nullptr;
    QPushButton *m_pause = nullptr, *m_resume = nullptr, *m_reload = nullptr;
    bool m_known = false;
};

} // namespace gatehouse::ui
