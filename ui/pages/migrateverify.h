// Step Verify: the proof that every cell arrived, or the cells that did not.
#pragma once

#include "ui/pages/migratestep.h"

class QPushButton;

namespace gatehouse::ui {

class Badge;
class MigrateActs;
class MigrateProof;
class PlainLabel;

class MigrateVerify : public MigrateStep
{
    Q_OBJECT

public:
    MigrateVerify(Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent);

    QString title() const override { return tr("Verify"); }
    QString verb() const override { return tr("Finish up"); }
    QString whyNot() const override;
    bool isDone() const override;
    void enter() override { show(); }
    void reset() override { show(); }

private:
    bool isProven() const;
    void show();

    MigrateActs &m_acts;
    Badge *m_badge = nullptr;
    PlainLabel *m_verdict = nullptr;
    MigrateProof *m_proof = nullptr;
    QPushButton *m_again = nullptr, *m_report = nullptr;
};

} // namespace gatehouse::ui
