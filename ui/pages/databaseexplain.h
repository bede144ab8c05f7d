// Tab Explain (D5): the plan of one statement as a tree, with its hot spot and a verdict.
#pragma once

#include "care/explain.h"
#include "ui/pages/databasetab.h"

class QPlainTextEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace gatehouse::ui {

class PlainLabel;
class SqlPreview;

// state(): {"sql": "SELECT ..."}; restoring it with a statement explains it.
class DatabaseExplain : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseExplain(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

private:
    QWidget *makeResult();
    void explain(bool analyze);
    void show(const care::ExplainedPlan &plan);
    void add(const care::PlanNode &node, QTreeWidgetItem *parent, const care::ExplainedPlan &plan);

    QPlainTextEdit *m_text = nullptr;
    QPushButton *m_explain = nullptr, *m_analyze = nullptr;
    QTreeWidget *m_tree = nullptr;
    PlainLabel *m_summary = nullptr, *m_verdict = nullptr;
    SqlPreview *m_sql = nullptr;
};

} // namespace gatehouse::ui
