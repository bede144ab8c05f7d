// What the Data page asks of a table: its filters, and which columns hold secrets.
#pragma once

#include "browse/condition.h"
#include "items/filters.h"
#include "items/tablestree.h"
#include "tables/table.h"

namespace gatehouse::ui {

class Workspace;

QList<items::FilterField> dataFields(const tables::Table &table);
// All of the chips, and the text in any text column.
browse::Condition dataCondition(
    const tables::Table &table, const QList<items::Condition> &chips, const QString &text);
// By the descriptions of the back ends that were found. A view or a partition shows columns of
// other tables: there every column that is named like a secret one is masked.
QStringList secretsOf(
    const Workspace &workspace, const db::Identifier &name, const items::TablesTree &tree);

} // namespace gatehouse::ui
