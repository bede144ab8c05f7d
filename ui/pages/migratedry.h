// Step Dry run: everything is read and converted, nothing is written; what would arrive, and what
// would not and why.
#pragma once

#include "items/dryrunmodel.h"
#include "ui/pages/migratestep.h"

class QPushButton;

namespace gatehouse::ui {

class MigrateActs;
class PlainLabel;
class ProgressRow;
class TableView;

class MigrateDry : public MigrateStep
{
    Q_OBJECT

public:
    MigrateDry(Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent);

    QString title() const override { return tr("Dry run"); }
    QString verb() const override { return tr("Copy…"); }
    QString whyNot() const override;
    bool isDone() const override { return isKnown(); }
    void enter() override;
    void reset() override;
    bool isIdle() const override { return m_job == 0; }
    void cancel() override;

private:
    bool isKnown() const; // of the plan as it is
    void begin();
    void start();
    void follow();
    void ended(const Result<> &result);
    void show();
    void showSamples();

    MigrateActs &m_acts;
    items::DryRunModel *m_model = nullptr;
    TableView *m_table = nullptr;
    PlainLabel *m_verdict = nullptr, *m_samples = nullptr;
    ProgressRow *m_progress = nullptr;
    QPushButton *m_again = nullptr;
    std::shared_ptr<std::vector<migration::DryTable>> m_next; // of the job
    migration::Plan m_plan;                                   // of the job
    qint64 m_job = 0;
};

} // namespace gatehouse::ui
