// Migrations into this database with their proof, and what can be done with each.
#pragma once

#include "items/migrationruns.h"
#include "migration/act.h"
#include "ui/workspace.h"

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class Banner;
class ChangeGate;
class PlainLabel;
class ProgressRow;
class TableView;

class MigrateRuns : public QWidget
{
    Q_OBJECT

public:
    explicit MigrateRuns(Workspace &workspace, QWidget *parent);

    void refresh();
    // Asks, passes the gate, runs. `rows` is what the inspection counted.
    void start(const migration::Plan &plan, qint64 rows);
    bool isIdle() const { return m_job == 0 && !m_asking; }
    void cancel();
    void saveReport(const QString &path); // HTML, PDF or JSON by its ending
    const std::vector<items::MigrationRow> &rows() const { return m_model->rows(); }

Q_SIGNALS:
    void began();
    void ended();

private:
    struct Verb
    {
        migration::Act act;
        QPushButton *button = nullptr;
    };
    void addVerb(migration::Act act, const QString &text, const QString &name, QWidget *row);
    void offer();
    void ask(migration::Act act);
    void askBack(const items::MigrationRow &row);
    void showQuarantine(const items::MigrationRow &row);
    void askDelta(const items::MigrationRow &row);
    void askFinish(const items::MigrationRow &row);
    void go(migration::ActRequest request, const QString &title);
    void follow();
    void finished(const Result<> &result);
    void askReport();

    Workspace &m_workspace;
    ChangeGate *m_gate = nullptr;
    items::MigrationRunsModel *m_model = nullptr;
    TableView *m_table = nullptr;
    Banner *m_banner = nullptr;
    ProgressRow *m_progress = nullptr;
    PlainLabel *m_proof = nullptr;
    std::vector<Verb> m_verbs;
    QPushButton *m_report = nullptr;
    std::shared_ptr<migration::Outcome> m_outcome;
    qint64 m_job = 0;
    bool m_asking = false;
};

} // namespace gatehouse::ui
