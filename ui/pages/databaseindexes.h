// Tab Indexes (D2): what is broken, doubled, unused or missing, and the ways to change it.
#pragma once

#include "care/optimize.h"
#include "items/caremodels.h"
#include "ui/pages/databasetab.h"

#include <QSet>

#include <functional>

class QPushButton;

namespace gatehouse::ui {

class DatabaseList;

class DatabaseIndexes : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseIndexes(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;
    bool isIdle() const override { return DatabaseTab::isIdle() && m_jobs.isEmpty(); }

private:
    using ActOf = Result<care::IndexAct> (*)(const care::IndexInfo &);
    void show(const care::IndexCare &care);
    void showDetail();
    void make();
    void change(ActOf actOf);
    void confirm(const care::IndexAct &act);
    void planOptimize();
    void openOptimize(const care::OptimizePlan &plan);
    void follow(Recipe recipe, std::function<QString()> sentence);
    void run(const care::IndexAct &act);
    const items::IndexRow *current() const;

    items::IndexesModel *m_model = nullptr;
    DatabaseList *m_list = nullptr;
    QPushButton *m_make = nullptr, *m_rebuild = nullptr, *m_drop = nullptr;
    QSet<qint64> m_jobs;
};

} // namespace gatehouse::ui
