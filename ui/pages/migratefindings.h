// What an inspection found, each finding with its ways out to choose from.
#pragma once

#include "migration/survey.h"

#include <QScrollArea>

#include <set>

class QComboBox;
class QVBoxLayout;

namespace gatehouse::ui {

// Edits the plan it was given with the findings; `changed` after every answer.
class MigrateFindings : public QScrollArea
{
    Q_OBJECT

public:
    explicit MigrateFindings(QWidget *parent = nullptr);

    void show(const migration::Survey &survey);
    const migration::Plan &plan() const { return m_plan; }
    migration::Plan *editedPlan() { return &m_plan; } // by the mapping
    int openQuestions() const; // that nobody answered yet

Q_SIGNALS:
    void changed();

private:
    void addNotes(QVBoxLayout *to);
    void addFinding(QVBoxLayout *to, size_t index);
    QComboBox *choices(QWidget *parent, size_t index);
    void choose(size_t index, const QString &fix, const QString &argument);

    std::vector<migration::Finding> m_findings;
    std::set<size_t> m_answered;
    migration::Plan m_plan;
};

} // namespace gatehouse::ui
