// The items of a fingerprint, and whether a schema has them.
#pragma once

#include "systems/recognition.h"

namespace gatehouse::systems {

// "table", "table.column", "table.column:type", "table(a,b)", "table!(a)".
struct PrintItem
{
    QString table, column, type;
    QStringList index; // columns of an index
    bool unique = false;
};
std::optional<PrintItem> parsePrintItem(const QString &text); // nothing for any other text

// The tables of one schema by name.
using SchemaTables = QMap<QString, const TableFacts *>;
// One of the choices that "|" parts is there.
bool holds(const QString &choices, const SchemaTables &tables);
// One of the choices is about this table.
bool concerns(const QString &choices, const QString &table);

} // namespace gatehouse::systems
