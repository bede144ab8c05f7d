// From a source to a proven move: look at it, answer what cannot be guessed, save the rule file or
// run it; and the migrations there were, with their proof.
#pragma once

#include "items/mappingmodel.h"
#include "migration/survey.h"
#include "ui/page.h"

class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace gatehouse::ui {

class Banner;
class MigrateColumn;
class MigrateFindings;
class MigrateOptions;
class MigrateRuns;
class PlainLabel;
class ProgressRow;
class TableView;

class MigratePage : public Page
{
    Q_OBJECT

public:
    MigratePage(Workspace &workspace, QWidget *parent);

    void refresh() override;
    bool isIdle() const override;
    void cancelQuery() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    void inspect(const QString &path);
    void save(const QString &path);

private:
    QWidget *makeSource();
    QWidget *makeResult();
    void askSource(bool folder);
    void askSave();
    void follow();
    void ended(const Result<> &result);
    void showAnswers();
    void showColumn();
    void showRuns(bool shown);
    qint64 rowsRead() const;
    void showCommand(const QString &path);

    QLineEdit *m_path = nullptr;
    QPushButton *m_inspect = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_run = nullptr;
    QPushButton *m_back = nullptr;
    MigrateRuns *m_runs = nullptr;
    Banner *m_banner = nullptr;
    ProgressRow *m_progress = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTabWidget *m_tabs = nullptr;
    PlainLabel *m_summary = nullptr;
    PlainLabel *m_wanted = nullptr;
    MigrateFindings *m_findings = nullptr;
    TableView *m_table = nullptr;
    items::MappingModel *m_mapping = nullptr;
    MigrateColumn *m_column = nullptr;
    MigrateOptions *m_options = nullptr;
    QLineEdit *m_command = nullptr;
    std::shared_ptr<migration::Survey> m_survey; // of the job, then shown
    qint64 m_job = 0;
};

} // namespace gatehouse::ui
