// Step Copy: rows as they arrive, table by table; it can be stopped and goes on where it was.
#pragma once

#include "items/copymodel.h"
#include "migration/act.h"
#include "ui/pages/migratestep.h"

#include <QElapsedTimer>
#include <QTimer>

class QPushButton;

namespace gatehouse::ui {

class MigrateActs;
class PlainLabel;
class ProgressRow;
class TableView;

class MigrateCopy : public MigrateStep
{
    Q_OBJECT

public:
    MigrateCopy(Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent);

    QString title() const override { return tr("Copy"); }
    QString verb() const override;
    QString whyNot() const override;
    bool isDone() const override;
    void enter() override;
    void reset() override { show(); }
    bool go() override;

private:
    void poll();
    void show();
    void act(migration::Act act);

    MigrateActs &m_acts;
    items::CopyModel *m_model = nullptr;
    items::CopyPace m_pace;
    TableView *m_table = nullptr;
    PlainLabel *m_sentence = nullptr;
    ProgressRow *m_progress = nullptr;
    QPushButton *m_pause = nullptr, *m_resume = nullptr, *m_back = nullptr;
    QTimer m_second;
    QElapsedTimer m_clock;
    bool m_asking = false;
};

} // namespace gatehouse::ui
