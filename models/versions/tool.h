// One tool that keeps versions: a row of a list, with what differs from tool to tool.
#pragma once

#include "versions/state.h"

#include <functional>

namespace gatehouse::versions {

// A step that the database says was taken.
struct Applied
{
    QString id, checksum{}, title{};
    QDateTime at{};
    bool failed = false;
    bool below = false; // a baseline: what comes before it counts as applied
};

struct Tool
{
    const char *id, *title; // "golang-migrate"; a name is not translated
    const char *table;
    QStringList columns;   // all of them make a table of this name this tool's
    QStringList further{}; // read where they are
    QString without{};     // a column that makes it another tool's
    // The rows of the table; of Alembic only the ends of what was applied.
    std::vector<Applied> (*applied)(const Reading &reading) = nullptr;
    // Nothing when the folder holds none of its files.
    std::optional<Project> (*project)(const QString &folder, const CancelToken &token) = nullptr;
    // The order of the tool; null: that of the parents.
    bool (*less)(const QString &a, const QString &b) = nullptr;
    bool onlyEnds = false; // Alembic: what is below a row is applied too
    bool upTo = false;     // golang-migrate: what is below the one row is applied too
    bool byApp = false;    // Django: "app.step", where apps of installed packages have no files
    QString initial{};     // the statement that makes the table, %1 is its name; empty: see stamp.h
};

const std::vector<Tool> &tools();
const Tool *tool(const QString &id); // null: none
QString toolTitle(const QString &id);

// Defined in tools/*.cpp.
Tool alembicTool();
Tool railsTool();
Tool dataMigrateTool();
Tool flywayTool();
Tool golangMigrateTool();
Tool djangoTool();
Tool prismaTool();

bool numberLess(const QString &a, const QString &b); // "9" before "10" before "20250901"
QDateTime serverTime(const QString &text);           // as PostgreSQL prints it; invalid for none

} // namespace gatehouse::versions
