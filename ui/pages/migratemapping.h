// Step Mapping: every column of the source, what it really holds, and what becomes of it.
#pragma once

#include "items/mappingmodel.h"
#include "ui/pages/migratestep.h"

namespace gatehouse::ui {

class MigrateColumn;
class TableView;

class MigrateMapping : public MigrateStep
{
    Q_OBJECT

public:
    MigrateMapping(Workspace &workspace, MigrateDraft &draft, QWidget *parent);

    QString title() const override { return tr("Mapping"); }
    QString verb() const override { return tr("Choose the target"); }
    QString whyNot() const override;
    bool isDone() const override { return m_seen && m_draft.survey && whyNot().isEmpty(); }
    void enter() override;
    void reset() override;

private:
    void showLines();
    void showColumn();

    TableView *m_table = nullptr;
    items::MappingModel *m_mapping = nullptr;
    MigrateColumn *m_column = nullptr;
    bool m_seen = false;
};

} // namespace gatehouse::ui
