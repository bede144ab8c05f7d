// Step Preflight: every finding with its ways out, what they make of five rows, and what will
// arrive.
#pragma once

#include "ui/pages/migratestep.h"

class QTableWidget;

namespace gatehouse::ui {

class Badge;
class Card;
class MigrateFindings;
class MigratePreview;
class PlainLabel;

class MigratePreflight : public MigrateStep
{
    Q_OBJECT

public:
    MigratePreflight(Workspace &workspace, MigrateDraft &draft, QWidget *parent);

    QString title() const override { return tr("Preflight"); }
    QString verb() const override { return tr("Check the mapping"); }
    QString whyNot() const override;
    bool isDone() const override { return m_draft.survey && whyNot().isEmpty(); }
    void enter() override;
    void reset() override;

private:
    void showAnswers();
    void showFinding();
    void showArrivals();

    PlainLabel *m_summary = nullptr, *m_sentence = nullptr;
    Badge *m_wanted = nullptr;
    MigrateFindings *m_findings = nullptr;
    Card *m_before = nullptr;
    MigratePreview *m_preview = nullptr;
    QTableWidget *m_arrivals = nullptr;
};

} // namespace gatehouse::ui
