// A migration from its source to the end: a list of steps, the one that is open, and the verb that
// goes on.
#pragma once

#include "ui/pages/migratestep.h"

#include <QJsonObject>

#include <vector>

class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class Banner;
class Card;
class MigrateActs;
class MigrateSource;
class MigrateStepList;

class MigrateWizard : public QWidget
{
    Q_OBJECT

public:
    MigrateWizard(Workspace &workspace, MigrateActs &acts, QWidget *parent);

    enum Step { Source, Preflight, Mapping, Target, DryRun, Copy, Verify, Finish };

    void begin();                                // a new one; what was there is forgotten
    void inspect(const QString &source);         // begins, with this source
    void openRun(const migration::Run &run);     // one that was begun earlier
    void goTo(int step);                         // as far as it was reached
    int step() const { return m_step; }
    bool isUnderWay() const; // there is something to take up again
    bool isIdle() const;
    void cancel();
    QString title() const; // "New migration: memory.db → flux_rag"
    const MigrateDraft &draft() const { return m_draft; }
    QString whyNotSaved() const; // translated: why there is no rule file yet; empty: there is
    Banner &banner() { return *m_banner; }

    QJsonObject state() const;
    void restore(const QJsonObject &state);
    void takeUp(); // what was restored, if anything: its source is inspected again

Q_SIGNALS:
    void changed(); // title, rule file
    void left();    // the last verb: back to the list

private:
    template <typename T, typename... Rest>
    T *add(Rest &...rest);
    MigrateStep &now() { return *m_steps[size_t(m_step)]; }
    const MigrateStep &now() const { return *m_steps[size_t(m_step)]; }
    void forget();
    void press();
    void next();
    void inspected();
    void actBegan();
    void actEnded(const Result<> &result);
    void takeRun(const migration::Run &run, bool good);
    void showSteps();
    int lastReached() const;
    int firstKnown() const;

    Workspace &m_workspace;
    MigrateActs &m_acts;
    MigrateDraft m_draft;
    std::vector<MigrateStep *> m_steps;
    MigrateSource *m_source = nullptr;
    MigrateStepList *m_list = nullptr;
    QStackedWidget *m_stack = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_back = nullptr, *m_verb = nullptr;
    int m_step = 0, m_reached = 0;
    bool m_mine = false;   // what is done now is done with the run of this wizard
    bool m_asking = false; // for the run, after that
    QJsonObject m_taken; // of restore(), until it is taken up
};

} // namespace gatehouse::ui
