// Step Source: what is moved, of which kind it is, and what was recognised in it.
#pragma once

#include "ui/pages/migratestep.h"

class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class MigrateOptions;
class PlainLabel;
class ProgressRow;

class MigrateSource : public MigrateStep
{
    Q_OBJECT

public:
    MigrateSource(Workspace &workspace, MigrateDraft &draft, QWidget *parent);

    void setSource(const QString &source);
    void inspect(const QString &source);

    QString title() const override { return tr("Source"); }
    QString verb() const override;
    QString whyNot() const override;
    bool isDone() const override { return m_draft.survey != nullptr || m_draft.run; }
    void enter() override;
    void reset() override { showKnown(); }
    bool go() override;
    bool isIdle() const override { return m_job == 0; }
    void cancel() override;

Q_SIGNALS:
    void inspected();

private:
    void build();
    void askSource(bool folder);
    bool isInspected() const; // what stands in the fields now
    void follow();
    void ended(const Result<> &result);
    void showKnown();

    QLineEdit *m_path = nullptr;
    QPushButton *m_again = nullptr;
    MigrateOptions *m_options = nullptr;
    ProgressRow *m_progress = nullptr;
    PlainLabel *m_known = nullptr, *m_summary = nullptr;
    std::shared_ptr<migration::Survey> m_next; // of the job
    QString m_kind;                            // that the survey was asked with
    QVariantMap m_values;
    qint64 m_job = 0;
};

// "SQLite database: Jobs, events and models of don-research"; translated.
QString recognisedAs(const migration::Survey &survey);
// "Every row of 2 tables was read: 1,020,000 rows."
QString readOf(const migration::Survey &survey);

} // namespace gatehouse::ui
