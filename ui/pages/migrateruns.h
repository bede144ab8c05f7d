// Migrations into this database with their proof, and what can be done with each.
#pragma once

#include "items/migrationruns.h"
#include "migration/act.h"
#include "ui/workspace.h"

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class Banner;
class MigrateActs;
class MigrateProof;
class ProgressRow;
class TableView;

class MigrateRuns : public QWidget
{
    Q_OBJECT

public:
    MigrateRuns(Workspace &workspace, MigrateActs &acts, QWidget *parent);

    void refresh();
    bool isIdle() const { return !m_asking; }
    const std::vector<items::MigrationRow> &rows() const { return m_model->rows(); }
    Banner &banner() { return *m_banner; }

Q_SIGNALS:
    void newWanted();
    void openWanted(qint64 run);

private:
    struct Verb
    {
        migration::Act act;
        QPushButton *button = nullptr;
    };
    void addVerb(migration::Act act, const QString &text, const QString &name, QWidget *row);
    void show(std::vector<items::MigrationRow> rows);
    void offer();
    void ended(const Result<> &result);

    Workspace &m_workspace;
    MigrateActs &m_acts;
    items::MigrationRunsModel *m_model = nullptr;
    TableView *m_table = nullptr;
    Banner *m_banner = nullptr;
    ProgressRow *m_progress = nullptr;
    MigrateProof *m_proof = nullptr;
    std::vector<Verb> m_verbs;
    QPushButton *m_open = nullptr, *m_report = nullptr;
    bool m_asking = false;
};

} // namespace gatehouse::ui
