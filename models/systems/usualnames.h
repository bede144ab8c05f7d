// The usual names of the field: how tables and columns of keys, usage, audit trails and
// conversations are called by gateways and frameworks.
#pragma once

#include <QStringList>

#include <vector>

namespace gatehouse::systems {

enum class TypeClass { Any, Text, Number, Time, Flag, Json };

struct UsualColumn
{
    const char *role;
    TypeClass type;
    const char *names; // parted by blanks, usual first; compared without case, "_" and "-"
    bool needed = false;
};

struct UsualTable
{
    const char *names;
    std::vector<UsualColumn> columns;
};

const UsualTable &usualKeys();
const UsualTable &usualUsage();
const UsualTable &usualAudit();
const UsualTable &usualSessions();
const UsualTable &usualMessages();

QString plainName(const QString &name); // "createdAt", "created_at": "createdat"
qsizetype usualPlace(const char *names, const QString &name); // 0 is the most usual, -1 none
TypeClass typeClass(const QString &type);                     // of a type as format_type prints it

} // namespace gatehouse::systems
