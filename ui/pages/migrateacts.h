// What is done with migrations, one thing at a time, with the question before it: for the list of
// runs and for the wizard.
#pragma once

#include "items/migrationruns.h"
#include "migration/act.h"
#include "ui/workspace.h"

class QWidget;

namespace gatehouse::ui {

class ChangeGate;

// Window's thread; a child of `over`, whose window the dialogs belong to.
class MigrateActs : public QObject
{
    Q_OBJECT

public:
    MigrateActs(Workspace &workspace, QWidget *over);

    // Asks, passes the gate, runs. `rows` is what the inspection counted.
    void start(const migration::Plan &plan, qint64 rows);
    void ask(migration::Act act, const items::MigrationRow &row); // any but Start
    void askReport();                                             // of outcome()
    void saveReport(const QString &path); // HTML, PDF or JSON by its ending
    void cancel();

    bool isBusy() const { return m_job != 0; }
    migration::Act act() const { return m_act; } // the last, or the one that runs
    qint64 run() const;                          // that it is about; 0: not known yet
    bool canReport(qint64 run) const;            // its last outcome holds a proof
    // Of the last act, once it ended well.
    std::shared_ptr<migration::Outcome> outcome() const { return m_outcome; }
    ChangeGate &gate() { return *m_gate; }

Q_SIGNALS:
    void began();
    void progressed(const gatehouse::Progress &progress);
    void ended(const gatehouse::Result<> &result);
    void reported(const QString &path, const gatehouse::Result<> &written);

private:
    void askBack(const items::MigrationRow &row);
    void askDelta(const items::MigrationRow &row);
    void askFinish(const items::MigrationRow &row);
    void showQuarantine(const items::MigrationRow &row);
    void go(migration::ActRequest request, const QString &title);
    void follow();

    Workspace &m_workspace;
    QWidget *m_over;
    ChangeGate *m_gate;
    std::shared_ptr<migration::Outcome> m_outcome, m_next;
    std::shared_ptr<std::atomic<qint64>> m_number;
    migration::Act m_act = migration::Act::Verify;
    qint64 m_job = 0;
};

// One sentence for the banner of whoever asked.
std::pair<items::Severity, QString> actVerdict(
    const Result<> &result, const migration::Outcome *outcome);

} // namespace gatehouse::ui
