// What an inspection found, each finding with its ways out to choose from.
#pragma once

#include "migration/survey.h"

#include <QTableWidget>

#include <set>

class QComboBox;

namespace gatehouse::ui {

// Edits the plan it was given; `changed` after every answer. Both must outlive it or be given anew.
class MigrateFindings : public QTableWidget
{
    Q_OBJECT

public:
    explicit MigrateFindings(QWidget *parent = nullptr);

    // What concerns `moved`, the plan as it would run; null empties the list.
    void show(const migration::Survey *survey, migration::Plan *plan, const migration::Plan &moved);
    int openQuestions() const; // that nobody answered yet
    const migration::Finding *current() const; // null: none is selected

Q_SIGNALS:
    void changed();
    void selected(); // another finding

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // a choice selects its row

private:
    void addNotes(const QStringList &notes);
    void addFinding(int row);
    QComboBox *choices(int row);
    void choose(int row, const QString &fix, const QString &argument);

    std::vector<migration::Finding> m_findings;
    std::set<QString> m_answered; // where and what
    migration::Plan *m_plan = nullptr;
};

} // namespace gatehouse::ui
