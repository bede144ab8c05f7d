// The optimisation of a database as a wizard: create tables, create indexes, analyze, figures. Each
// statement with its lock, to be taken or left out; afterwards what became of it, and the figures
// before and after.
#pragma once

#include "care/optimize.h"
#include "items/roles.h"
#include "ui/widgets/environmentdialog.h"

class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace gatehouse::ui {

class Banner;
class ChangeGate;
class PlainLabel;
class ProgressRow;
class SqlPreview;
class Workspace;

// Deletes itself on close.
class DatabaseOptimizeDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    DatabaseOptimizeDialog(
        Workspace &workspace, ChangeGate &gate, const care::OptimizePlan &plan, QWidget *parent);

Q_SIGNALS:
    void ended(); // something may have changed in the database

protected:
    void reject() override;
    void changeEvent(QEvent *event) override;

private:
    void makeTree();
    void makeButtons();
    void fill();
    void addStep(care::OptimizeStep step);
    void addItem(QTreeWidgetItem *step, const care::OptimizeItem &item);
    void addFigures();
    void addFigures(const care::OptimizeFigures &before, const care::OptimizeFigures &now);
    void showSql();
    void update_();
    QStringList chosen() const;
    void submit();
    void start();
    void follow();
    void finished(const Result<> &result);
    void showResults();
    static void colour(QTreeWidgetItem *item);
    void setState(QTreeWidgetItem *item, const QString &text, items::Severity severity);

    Workspace &m_workspace;
    ChangeGate &m_gate;
    care::OptimizePlan m_plan;
    std::shared_ptr<care::OptimizeOutcome> m_outcome;
    qint64 m_job = 0;
    bool m_over = false;

    Banner *m_banner = nullptr;
    PlainLabel *m_note = nullptr;
    QTreeWidget *m_tree = nullptr;
    QTreeWidgetItem *m_figures = nullptr;
    SqlPreview *m_sql = nullptr;
    ProgressRow *m_progress = nullptr;
    QPushButton *m_cancel = nullptr, *m_submit = nullptr;
};

} // namespace gatehouse::ui
