// One statement's parse tree on its way to a judgement; not for others.
#pragma once

#include "versions/statement.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

namespace gatehouse::versions {

// What earlier statements of the same script did.
struct Earlier
{
    QSet<QString> made;    // tables
    QSet<QString> notNull; // "table.column" with a CHECK (column IS NOT NULL)
    QSet<QString> loose;   // constraints that are NOT VALID yet: "table.name"
    bool together = false;
};

struct Parsed
{
    QString node; // "IndexStmt"
    QJsonObject body;
    QByteArray source; // the whole script; locations count its bytes
    int begin = 0, end = 0; // of the statement in it
};

QString nameOf(const QJsonObject &rangeVar); // "schema.table" or "table", unquoted
db::Identifier identifierOf(const QJsonObject &rangeVar);
QString lastName(const QJsonArray &names); // of [{"String": {"sval": ...}}]
QStringList namesIn(const QJsonArray &names);
bool hasOption(const QJsonArray &options, QLatin1StringView name);

void judgeNode(const Parsed &parsed, Earlier &earlier, Statement &statement);
void judgeAlterTable(const Parsed &parsed, Earlier &earlier, Statement &statement);

} // namespace gatehouse::versions
