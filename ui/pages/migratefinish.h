// Step Finish: what the service has to be told (M12), what was not moved (M9), and the last acts.
#pragma once

#include "migration/act.h"
#include "ui/pages/migratestep.h"

class QPlainTextEdit;
class QPushButton;

namespace gatehouse::ui {

class Card;
class MigrateActs;
class PlainLabel;

class MigrateFinish : public MigrateStep
{
    Q_OBJECT

public:
    MigrateFinish(Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent);

    QString title() const override { return tr("Finish"); }
    QString verb() const override { return tr("All migrations"); }
    bool isDone() const override;
    void enter() override { show(); }
    void reset() override { show(); }

private:
    void addVerb(migration::Act act, const QString &text, const QString &name, QWidget *row);
    void show();

    MigrateActs &m_acts;
    PlainLabel *m_state = nullptr, *m_schema = nullptr;
    Card *m_settings = nullptr;
    QPlainTextEdit *m_lines = nullptr, *m_left = nullptr;
    std::vector<std::pair<migration::Act, QPushButton *>> m_verbs;
    QPushButton *m_report = nullptr;
};

} // namespace gatehouse::ui
