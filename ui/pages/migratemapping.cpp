#include "ui/pages/migratemapping.h"

#include "ui/pages/migratecolumn.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "ui/workspace.h"

#include <QVBoxLayout>

namespace gatehouse::ui {

MigrateMapping::MigrateMapping(Workspace &workspace, MigrateDraft &draft, QWidget *parent)
    : MigrateStep(workspace, draft, parent)
{
    auto *heading = new PlainLabel(tr("What becomes of each column"), this);
    heading->setFont(headingFont());
    m_mapping = items::makeMappingModel(this).release();
    m_table = new TableView(u"migrate/mapping"_s, tr("Columns and what becomes of them"), this);
    m_table->setObjectName(u"migrateMapping"_s);
    m_table->setModel(m_mapping);
    m_table->setWidest(u"holds"_s, 260);
    m_table->keepColumns(workspace.settings());
    m_column = new MigrateColumn(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(heading);
    column->addWidget(m_table, 1);
    column->addWidget(m_column);
    connect(m_column, &MigrateColumn::changed, this, &MigrateMapping::showLines);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &MigrateMapping::showColumn);
}

void MigrateMapping::reset()
{
    m_seen = false;
    m_column->show(nullptr, nullptr, {}, {});
    m_mapping->update({});
    if (!m_draft.survey)
        return;
    showLines();
    m_table->selectRow(0);
}

void MigrateMapping::enter()
{
    m_seen = true;
    showLines();
    m_table->fitUnlessSaved();
    showColumn();
}

QString MigrateMapping::whyNot() const { return migration::missing(m_draft.whole()).value(0); }

void MigrateMapping::showLines()
{
    if (m_draft.survey)
        m_mapping->update(mappingLines(*m_draft.survey, m_draft.whole()));
    Q_EMIT changed();
}

void MigrateMapping::showColumn()
{
    const QModelIndex current = m_table->currentIndex();
    const bool any = m_draft.survey && current.isValid();
    const migration::MappingLine line =
        any ? m_mapping->row(current.row()) : migration::MappingLine{};
    const bool moved = any && m_draft.moves(line.table);
    m_column->show(
        moved ? &m_draft.plan : nullptr, m_draft.survey.get(), line.table, line.column);
}

} // namespace gatehouse::ui
