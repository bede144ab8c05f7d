// What a version table says against what a system expects. Pure.
#pragma once

#include "systems/recognition.h"

namespace gatehouse::systems {

struct VersionReading
{
    bool exists = false, readable = false;
    QStringList rows;
};

VersionFacts judgeVersion(const VersionScheme &scheme, const VersionReading &reading);
// One translated sentence.
QString versionSentence(const VersionScheme &scheme, const VersionFacts &facts);

// The version tables of the field, and the column that holds the version.
struct VersionTable
{
    const char *table, *column, *kind;
};
const std::vector<VersionTable> &versionTables();
// The column that holds the version; empty for a table that only has the name.
QString versionColumn(const TableFacts &table);
// Which tool keeps this table; empty when it is none. Rails and golang-migrate share a name.
QString versionKind(const TableFacts &table);

} // namespace gatehouse::systems
