// Upgrading a schema and taking it back (V3, V4): what would run and what it locks, the rehearsal,
// the run, and the two ways out of a half-applied step. The mends of a comparison go the same way.
#pragma once

#include "backup/work.h"
#include "items/upgradesteps.h"
#include "ui/widgets/environmentdialog.h"
#include "versions/mend.h"
#include "versions/upgradework.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace gatehouse::ui {

class Banner;
class ChangeGate;
class PlainLabel;
class ProgressRow;
class SqlPreview;
class TableView;
class Workspace;

// Deletes itself on close.
class SchemaUpgradeDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    SchemaUpgradeDialog(Workspace &workspace, ChangeGate &gate, const QString &system,
        const QString &schema, QWidget *parent);
    // The mends of `system`'s comparison instead of its steps.
    SchemaUpgradeDialog(Workspace &workspace, ChangeGate &gate, const versions::MendStep &mend,
        const QString &schema, QWidget *parent);
    ~SchemaUpgradeDialog() override;

Q_SIGNALS:
    void ended(); // something changed in the database

protected:
    void reject() override;

private:
    enum class Work { None, Upgrade, Rehearsal, Mend };
    SchemaUpgradeDialog(Workspace &workspace, ChangeGate &gate, const QString &system,
        const QString &schema, std::optional<versions::MendStep> mend, QWidget *parent);
    QWidget *planPage();
    QWidget *runPage();
    void makeButtons();
    void look();
    void show(const versions::UpgradeSeen &seen);
    void showFindings();
    void addFinding(items::Severity severity, const QString &text);
    void showMends();
    void showHalf();
    void update_();
    QString whyNot() const; // translated: why the button is off; empty: it is on
    void bannerAction();
    void submit();
    void rehearse();
    void start(Work work, const QString &title, Recipe recipe);
    void follow();
    void finished(const Result<> &result);
    void finishedWell();
    versions::UpgradePlan plan() const;
    versions::Way way() const;
    bool isProduction() const;

    Workspace &m_workspace;
    ChangeGate &m_gate;
    QString m_system, m_schema, m_backup;
    std::optional<versions::MendStep> m_mend;
    CancelToken m_looking;
    std::optional<versions::UpgradeSeen> m_seen;
    std::shared_ptr<versions::Outcome> m_outcome;
    std::shared_ptr<versions::Rehearsal> m_rehearsal;
    Work m_work = Work::None;
    qint64 m_job = 0;
    bool m_over = false; // the run page shows an end

    QStackedWidget *m_pages = nullptr;
    Banner *m_banner = nullptr;
    QComboBox *m_way = nullptr;
    items::UpgradeStepsModel *m_steps = nullptr;
    TableView *m_table = nullptr;
    SqlPreview *m_sql = nullptr;
    QVBoxLayout *m_findings = nullptr;
    QCheckBox *m_safe = nullptr, *m_loss = nullptr, *m_rows = nullptr;
    QLineEdit *m_typed = nullptr;
    PlainLabel *m_typedText = nullptr, *m_why = nullptr, *m_log = nullptr;
    ProgressRow *m_progress = nullptr;
    QPushButton *m_rehearse = nullptr, *m_submit = nullptr, *m_cancel = nullptr;
};

// "Upgrade..." of a page: opens the dialog for the system of the window. Off, with the reason, when
// that system has no steps. `done` runs when something changed.
QPushButton *schemaUpgradeButton(
    Workspace &workspace, ChangeGate &gate, QWidget *page, std::function<void()> done);

} // namespace gatehouse::ui
